import { preferences } from "./preferences.js";
import { trackOf } from "./queue.js";
import { buttonHere, enter, move, playHere } from "./rows.js";

const OWN_KEYS = "input:not([type=range]), textarea, select, [contenteditable], [role=combobox]";

// What Space presses or follows anyway.
const OWN_SPACE = "a, .effect-row button:not([data-play]), .player button:not([data-player-toggle]), .wave-panel button:not([data-play])";
// Where the keys act: a list of sounds, the player, the drawing of one sound.
const HEARING = "[data-queue], [data-testid=player], .wave-panel";

/**
 * The audition keys. They act only while one of these has focus, and go by the key's place
 * (`event.code`), so a Korean keyboard layout does not change them; keys of an open IME are left alone.
 */
export function mount(bar, player) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || !preferences.get("keys")) return;
    const { target } = event;
    const isInSearch = target.matches(".site-search input") && event.code === "ArrowDown";
    if (isInSearch) return void (enter(player) && event.preventDefault());
    if (target.matches(OWN_KEYS) || !target.closest(HEARING) || target.closest("dialog")) return;
    const act = moving(event, player) ?? (event.repeat ? null : acting(event, bar, player));
    if (!act) return;
    event.preventDefault();
    act();
  });
}

const tell = (name, detail) => () => document.dispatchEvent(new CustomEvent(`ksound:${name}`, { detail }));

/** Keys that may be held down: through the list and through the sound. */
function moving({ code, shiftKey, target }, player) {
  const slider = target.matches("input[type=range]");
  const isOfSound = slider && target.matches("[data-player-seek], [data-wave-slider]");
  const isOfAnother = target.matches("[data-wave-slider]") && target.dataset.effect !== player.track?.effect;
  const isArrow = code.startsWith("Arrow");
  if (isArrow && ((slider && !isOfSound) || isOfAnother)) return null;
  const [down, up] = [["ArrowDown", "KeyJ"], ["ArrowUp", "KeyK"]];
  const [isDown, isUp] = [down.includes(code), up.includes(code)];
  if (isDown || isUp) {
    const isElsewhere = target.closest(".wave-panel") || target.closest("[popover]");
    return isElsewhere || shiftKey ? null : () => move(isDown ? 1 : -1, player);
  }
  if (code !== "ArrowLeft" && code !== "ArrowRight") return null;
  const by = (shiftKey ? 5000 : 1000) * (code === "ArrowLeft" ? -1 : 1);
  return () => player.seek(player.positionMs + by);
}

function acting(event, bar, player) {
  const { code, shiftKey, target } = event;
  if (code === "Slash") return shiftKey ? tell("shortcuts") : () => document.querySelector("[data-search-input]")?.focus();
  if (code === "KeyQ") return onTrack(target, player, (track) => tell("enqueue", { track, first: shiftKey }));
  if (shiftKey && !["Equal", "NumpadAdd", "Space"].includes(code)) return null;
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code);
  if (digit) return () => player.seek((player.durationMs * Number(digit[1])) / 10);
  switch (code) {
    case "KeyF":
      return onTrack(target, player, ({ effect }) => tell("favourite", { effect }));
    case "KeyP":
      return onTrack(target, player, ({ effect }) => tell("project", { effect }));
    case "KeyC":
      return onTrack(target, player, (track) => tell("cart", { track }));
    case "KeyX":
      return () => similar(target, bar);
    case "KeyL":
      return tell("loop");
    case "KeyM":
      return () => (player.muted = !player.muted);
    case "BracketLeft":
      return player.track ? tell("region", { edge: "from" }) : null;
    case "BracketRight":
      return player.track ? tell("region", { edge: "to" }) : null;
    case "Equal":
    case "NumpadAdd":
      return tell("zoom", { isIn: true });
    case "Minus":
    case "NumpadSubtract":
      return tell("zoom", { isIn: false });
    case "KeyS": {
      const choice = document.querySelector("ksound-view-switch");
      return choice ? () => choice.toggle() : null;
    }
    case "Space":
      return target.matches(OWN_SPACE) ? null : () => playHere(target, player);
    case "Enter":
      return target.matches("a, button") || target.closest(".wave-panel") ? null : () => open(target, bar);
    case "Escape":
      return bar.querySelector(":popover-open") ? null : () => player.stop(); // that closes it, and no more
    default:
      return null;
  }
}

/** What to do with the sound that has the focus, else with the one that plays. */
function onTrack(target, player, make) {
  const button = buttonHere(target);
  const track = button ? trackOf(button) : player.track;
  return track && make(track);
}

function open(target, bar) {
  (target.closest(".effect-row")?.querySelector("[data-title-link]") ?? bar.querySelector("[data-player-title]"))?.click();
}

/** The sounds like the one with the focus, else like the one that plays. */
function similar(target, bar) {
  const link = target.closest(".effect-row, .wave-panel")?.querySelector("[data-similar]");
  (link ?? bar.querySelector("[data-player-similar]")).click();
}
