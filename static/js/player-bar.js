import { flash } from "./flash.js";
import { gainDb } from "./level.js";
import { preferences } from "./preferences.js";
import { mount as mountSounding } from "./sounding.js";
import { clock, fill } from "./time.js";

/** The player's bar: what plays, where it stands, its buttons. */
export function mount(bar, player) {
  const part = (name) => bar.querySelector(`[data-player-${name}]`);
  const [seek, time, title, by, similar, toggle, next, previous, wave, live] = [
    "seek", "time", "title", "by", "similar", "toggle", "next", "previous", "wave", "live",
  ].map(part);
  const page = mountSounding(bar, player);
  let isDragging = false;
  let isRunning = false;

  const tick = () => {
    const said = { position: clock(player.positionMs), duration: clock(player.durationMs) };
    time.textContent = `${said.position} / ${said.duration}`;
    if (!isDragging) seek.value = Math.round(player.positionMs);
    seek.setAttribute("aria-valuetext", fill(bar.dataset.textTime, said));
    page.tick();
  };

  const run = () => {
    tick();
    isRunning = player.state !== "paused";
    if (isRunning) requestAnimationFrame(run);
  };

  const showState = () => {
    const { state } = player;
    bar.dataset.state = state;
    if (state === "paused") delete toggle.dataset.state;
    else toggle.dataset.state = state;
    toggle.setAttribute("aria-label", state === "paused" ? toggle.dataset.labelPlay : toggle.dataset.labelPause);
    showPlaces();
    page.mark();
    if (isRunning) tick();
    else run();
  };

  const showPlaces = () => {
    next.disabled = !player.playlist.hasNext;
    previous.disabled = !player.playlist.hasPrevious;
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
    part("level").textContent = level(track);
    showState();
  };

  player.addEventListener("track", showTrack);
  player.addEventListener("state", showState);
  player.addEventListener("queue", showPlaces);
  player.addEventListener("failed", () => explain(bar, player.track));
  preferences.addEventListener("change", () => player.track && (part("level").textContent = level(player.track)));
  toggle.addEventListener("click", () => player.toggle());
  next.addEventListener("click", () => player.step(1));
  previous.addEventListener("click", () => player.step(-1));
  seek.addEventListener("pointerdown", () => (isDragging = true));
  for (const name of ["pointerup", "pointercancel"]) seek.addEventListener(name, () => (isDragging = false));
  seek.addEventListener("input", () => player.seek(Number(seek.value)));
  mountVolume(bar, player);
  player.restore();
  page.mark();
}

function mountVolume(bar, player) {
  const sliders = bar.querySelectorAll("[data-player-volume]");
  const mutes = bar.querySelectorAll("[data-player-mute]");
  const show = () => {
    sliders.forEach((slider) => (slider.value = player.muted ? 0 : player.volume));
    mutes.forEach((button) => button.setAttribute("aria-pressed", String(player.muted)));
  };
  sliders.forEach((slider) => slider.addEventListener("input", () => (player.volume = Number(slider.value))));
  mutes.forEach((button) => button.addEventListener("click", () => (player.muted = !player.muted)));
  player.addEventListener("state", show);
  show();
}

/** The true values of the sound, and what matching does to it. */
function level(track) {
  const number = (value, unit) => (value === null ? [] : [`${signed(value)} ${unit}`]);
  const by = gainDb(track);
  const change = preferences.get("levelMatched") ? [`${by > 0 ? "+" : ""}${signed(by)} dB`] : [];
  return [...number(track.lufs, "LUFS"), ...number(track.truePeak, "dBTP"), ...change].join(" · ");
}

function signed(value) {
  return value.toFixed(1).replace("-", "−");
}

/** A media element does not say why it fails; the address does. */
async function explain(bar, track) {
  const { textFailed, textOffline } = bar.dataset;
  if (!navigator.onLine) return flash(textOffline, "error");
  const stop = new AbortController();
  let said = "";
  try {
    const answer = await fetch(track.preview, { signal: stop.signal });
    if (answer.status === 429) said = await answer.text();
    stop.abort();
  } catch {
    said = textOffline;
  }
  return flash(said || fill(textFailed, { title: track.title }), "error");
}
