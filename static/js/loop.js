import { region } from "./region.js";

const EVERY_MS = 40; // a page in the background gets no frames, and still has to turn back in time

/** Again and again: the marked region of the sound, else the whole. Holds for every sound until it is switched off. */
export function mount(bar, audio, player) {
  const buttons = () => document.querySelectorAll("[data-loop]");
  let isOn = false;
  let timer = 0;

  const arrange = () => {
    const marked = region.of(player.track?.effect);
    audio.loop = isOn && !marked;
    clearInterval(timer);
    if (isOn && marked) timer = setInterval(() => turnBack(audio, player, marked), EVERY_MS);
    for (const button of buttons()) button.setAttribute("aria-pressed", String(isOn));
  };

  const toggle = () => {
    isOn = !isOn;
    arrange();
    const { textLooped, textOnce } = bar.dataset;
    bar.querySelector("[data-player-live]").textContent = isOn ? textLooped : textOnce;
  };

  document.addEventListener("click", ({ target }) => target.closest?.("[data-loop]") && toggle());
  document.addEventListener("ksound:loop", toggle);
  document.addEventListener("htmx:afterSettle", arrange);
  region.addEventListener("change", arrange);
  player.addEventListener("track", arrange);
  audio.addEventListener("ended", () => {
    const marked = isOn && region.of(player.track?.effect);
    if (!marked) return;
    player.seek(marked.from);
    player.resume();
  });
}

function turnBack(audio, player, { from, to }) {
  if (!audio.paused && !audio.seeking && player.positionMs >= to) player.seek(from);
}
