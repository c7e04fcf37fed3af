import { buttonFor, listOf, trackOf } from "./queue.js";
import { clock, fill } from "./time.js";

const DRAWINGS = "ksound-waveform, ksound-spectrogram, ksound-zoom";

/** Shows on the page in view what sounds, and lets its buttons and drawings play. Returns `{ mark, tick }`. */
export function mount(bar, player) {
  let drawings = [];
  let sliders = [];
  let marked = null;

  const show = (button, state) => {
    if (state) button.dataset.state = state;
    else delete button.dataset.state;
    const sentence = state ? bar.dataset.textPause : bar.dataset.textPlay;
    button.setAttribute("aria-label", fill(sentence, { title: button.dataset.title }));
  };

  const all = (selector, effect) => document.querySelectorAll(`${selector}[data-effect="${CSS.escape(effect)}"]`);

  /** Only what changed is touched: a page may have hundreds of sounds. */
  const mark = () => {
    const { track, state } = player;
    if (marked && marked !== track?.effect) {
      for (const button of all("[data-play]", marked)) show(button, "");
      for (const row of document.querySelectorAll(".effect-row[data-current]")) delete row.dataset.current;
      for (const drawing of drawings) drawing.progress = 0;
    }
    marked = track?.effect ?? null;
    // What is set on an element before its code has come would hide its own.
    const isMine = (each) => each.dataset.effect === marked && customElements.get(each.localName);
    if (!marked) return;
    for (const button of all("[data-play]", marked)) {
      show(button, state === "paused" ? "" : state);
      button.closest(".effect-row")?.setAttribute("data-current", "");
    }
    drawings = [...document.querySelectorAll(DRAWINGS)].filter(isMine);
    sliders = [...all("[data-wave-slider]", marked)];
  };

  const tick = () => {
    for (const drawing of drawings) drawing.progress = player.fraction;
    const said = { position: clock(player.positionMs), duration: clock(player.durationMs) };
    for (const slider of sliders) {
      slider.value = Math.round(player.positionMs);
      slider.setAttribute("aria-valuetext", fill(bar.dataset.textTime, said));
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-play]");
    if (!button) return;
    if (button.dataset.effect === player.track?.effect) {
      player.adopt(listOf(button));
      player.toggle();
    } else player.play(trackOf(button), listOf(button));
    // Some browsers leave the focus where it was, and the keys act where it is.
    if (!document.activeElement?.closest(".effect-row, .wave-panel")) button.focus({ preventScroll: true });
  });

  document.addEventListener("ksound:seek", (event) => seek(player, event.target, event.detail));
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-wave-slider]")) return;
    seek(player, target, { effect: target.dataset.effect, fraction: Number(target.value) / Number(target.max) });
  });

  document.addEventListener("ksound:elements", () => {
    mark();
    tick();
  });
  // A new page may show the sound that plays; it may also bring the rest of the list it belongs to.
  document.addEventListener("htmx:afterSettle", () => {
    const button = player.track && buttonFor(player.track.effect);
    if (button?.closest("[data-queue]")) player.adopt(listOf(button));
    mark();
    tick();
  });
  return { mark, tick };
}

/** Go to where the drawing was clicked; another sound than the present one begins there. */
function seek(player, drawing, { effect, fraction }) {
  if (effect === player.track?.effect && player.state !== "paused") return void player.seek(fraction * player.durationMs);
  const button = buttonFor(effect, drawing.closest("[data-queue], .wave-panel") ?? document);
  if (button) player.play(trackOf(button), listOf(button), fraction);
  return undefined;
}
