/** One tab sounds at a time: whoever starts, stops the others. */
export function mount(audio, player) {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel("ksound.player");
  audio.addEventListener("play", () => channel.postMessage("plays"));
  channel.addEventListener("message", () => player.pause());
}
