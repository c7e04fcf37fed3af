import { buttonFor, listOf, trackOf } from "./queue.js";
import { flash } from "./flash.js";
import { clock, fill } from "./time.js";

/** Ties the player to the page: its bar, the play buttons, the waveforms, the system's media keys. */
export function mount(bar, player) {
  const part = (name) => bar.querySelector(`[data-player-${name}]`);
  const [seek, time, title, by, similar, toggle, next, previous, volume, wave, live] = [
    "seek", "time", "title", "by", "similar", "toggle", "next", "previous", "volume", "wave", "live",
  ].map(part);
  let waves = [];
  let dragging = false;

  const tick = () => {
    const now = clock(player.positionMs);
    const whole = clock(player.durationMs);
    time.textContent = `${now} / ${whole}`;
    if (!dragging) seek.value = Math.round(player.positionMs);
    seek.setAttribute("aria-valuetext", fill(bar.dataset.textTime, { position: now, duration: whole }));
    for (const each of waves) each.progress = player.fraction;
  };

  const run = () => {
    tick();
    if (player.state !== "paused") requestAnimationFrame(run);
  };

  /** Mark the sound on whatever page is showing. */
  const mark = () => {
    const { track, state } = player;
    for (const button of document.querySelectorAll("[data-play]")) {
      const mine = track && button.dataset.effect === track.effect;
      const sounding = mine && state !== "paused";
      if (sounding) button.dataset.state = state;
      else delete button.dataset.state;
      button.setAttribute("aria-label", fill(sounding ? bar.dataset.textPause : bar.dataset.textPlay, { title: button.dataset.title }));
      button.closest(".effect-row")?.toggleAttribute("data-current", Boolean(mine));
    }
    const all = [...document.querySelectorAll("ksound-waveform, ksound-spectrogram")];
    waves = all.filter((each) => track && each.dataset.effect === track.effect);
    for (const each of all) if (!waves.includes(each)) each.progress = 0;
  };

  const showState = () => {
    const { state } = player;
    bar.dataset.state = state;
    if (state === "paused") delete toggle.dataset.state;
    else toggle.dataset.state = state;
    toggle.setAttribute("aria-label", state === "paused" ? toggle.dataset.labelPlay : toggle.dataset.labelPause);
    next.disabled = !player.hasNext;
    previous.disabled = !player.hasPrevious;
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = state === "paused" ? "paused" : "playing";
    mark();
    run();
  };

  const showTrack = () => {
    const { track } = player;
    bar.hidden = false;
    title.textContent = track.title;
    title.href = track.url;
    by.textContent = track.by;
    similar.href = `${track.url}similar/`;
    seek.max = track.durationMs || 1;
    wave.dataset.effect = track.effect;
    wave.dataset.peaks = track.peaks;
    live.textContent = fill(bar.dataset.textNow, { title: track.title });
    if ("mediaSession" in navigator) navigator.mediaSession.metadata = new MediaMetadata({ title: track.title, artist: track.by });
    showState();
  };

  player.addEventListener("track", showTrack);
  player.addEventListener("state", showState);
  player.addEventListener("failed", () => flash(fill(bar.dataset.textFailed, { title: player.track?.title }), "error"));

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-play]");
    if (!button) return;
    if (button.dataset.effect === player.track?.effect) {
      player.adopt(listOf(button));
      player.toggle();
    } else player.play(trackOf(button), listOf(button));
  });

  document.addEventListener("ksound:seek", (event) => {
    const { effect, fraction } = event.detail;
    if (effect === player.track?.effect && player.state !== "paused") return player.seek(fraction * player.durationMs);
    const button = buttonFor(effect, event.target.closest("[data-queue], .wave-panel") ?? document);
    if (button) player.play(trackOf(button), listOf(button), fraction);
    return undefined;
  });

  toggle.addEventListener("click", () => player.toggle());
  next.addEventListener("click", () => player.step(1));
  previous.addEventListener("click", () => player.step(-1));
  seek.addEventListener("pointerdown", () => (dragging = true));
  seek.addEventListener("pointerup", () => (dragging = false));
  seek.addEventListener("input", () => player.seek(Number(seek.value)));
  volume.value = player.volume;
  volume.addEventListener("input", () => (player.volume = Number(volume.value)));

  // A new page may show the sound that plays; it may also bring the rest of the list it belongs to.
  document.addEventListener("htmx:afterSettle", () => {
    const button = player.track && buttonFor(player.track.effect);
    if (button?.closest("[data-queue]")) player.adopt(listOf(button));
    mark();
    tick();
  });

  listenToMediaKeys(player);
  player.restore();
  mark();
}

function listenToMediaKeys(player) {
  if (!("mediaSession" in navigator)) return;
  const keys = {
    play: () => player.toggle(),
    pause: () => player.pause(),
    nexttrack: () => player.step(1),
    previoustrack: () => player.step(-1),
    seekto: ({ seekTime }) => player.seek(seekTime * 1000),
    stop: () => player.stop(),
  };
  for (const [name, act] of Object.entries(keys)) navigator.mediaSession.setActionHandler(name, act);
}
