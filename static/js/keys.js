import { listOf, trackOf } from "./queue.js";

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
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    if (target.matches(".site-search input") && event.code === "ArrowDown") return void enterList(event, player);
    if (target.matches(OWN_KEYS) || !target.closest(HEARING)) return;
    const act = meaning(event, bar, player);
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("htmx:afterSettle", prepareLists);
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".effect-row")) rove(target);
  });
  prepareLists();
}

function meaning(event, bar, player) {
  const { code, target } = event;
  const slider = target.matches("input[type=range]");
  const onDrawing = target.closest(".wave-panel");
  const volume = slider && !target.hasAttribute("data-player-seek");
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code);
  if (digit && !event.shiftKey) return () => player.seek((player.durationMs * Number(digit[1])) / 10);
  switch (code) {
    case "ArrowDown":
    case "KeyJ":
      return (volume && code === "ArrowDown") || onDrawing ? null : () => move(1, player);
    case "ArrowUp":
    case "KeyK":
      return (volume && code === "ArrowUp") || onDrawing ? null : () => move(-1, player);
    case "KeyF":
    case "KeyP": {
      const effect = event.shiftKey ? "" : effectHere(target, player);
      const name = code === "KeyF" ? "ksound:favourite" : "ksound:project";
      return effect ? () => document.dispatchEvent(new CustomEvent(name, { detail: { effect } })) : null;
    }
    case "KeyX":
      return event.shiftKey ? null : () => similar(target, bar);
    case "BracketLeft":
    case "BracketRight": {
      const edge = code === "BracketLeft" ? "from" : "to";
      return player.track ? () => document.dispatchEvent(new CustomEvent("ksound:region", { detail: { edge } })) : null;
    }
    case "KeyS": {
      const choice = document.querySelector("ksound-view-switch");
      return choice && !event.shiftKey ? () => choice.toggle() : null;
    }
    case "Space":
      return target.matches(OWN_SPACE) ? null : () => playHere(target, player);
    case "ArrowLeft":
    case "ArrowRight": {
      if (volume) return null;
      const by = (event.shiftKey ? 5000 : 1000) * (code === "ArrowLeft" ? -1 : 1);
      return () => player.seek(player.positionMs + by);
    }
    case "Enter":
      return target.matches("a, button") || onDrawing ? null : () => open(target, bar);
    case "Escape":
      return () => player.stop();
    case "Slash":
      return event.shiftKey ? null : () => document.querySelector("[data-search-input]")?.focus();
    default:
      return null;
  }
}

/** Go along the list from the focused row, else from the sound that plays, and play what is there. */
function move(by, player) {
  const rows = [...document.querySelectorAll("[data-queue] .effect-row")];
  const focused = document.activeElement.closest(".effect-row") ?? document.querySelector(".effect-row[data-current]");
  const list = focused?.closest("[data-queue]");
  const mine = list ? [...list.querySelectorAll(".effect-row")] : rows;
  if (!mine.length) return void player.step(by);
  const place = focused ? mine.indexOf(focused) + by : 0;
  if (place >= mine.length - 3) list?.querySelector("[data-more]")?.click();
  const row = mine[Math.max(0, Math.min(place, mine.length - 1))];
  const button = row.querySelector("[data-play]");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (row === focused && player.track?.effect === button.dataset.effect) return;
  player.play(trackOf(button), listOf(button));
}

function playHere(target, player) {
  const button = target.closest(".effect-row, .wave-panel")?.querySelector("[data-play]");
  if (!button || button.dataset.effect === player.track?.effect) player.toggle();
  else player.play(trackOf(button), listOf(button));
}

function open(target, bar) {
  (target.closest(".effect-row")?.querySelector("[data-title-link]") ?? bar.querySelector("[data-player-title]"))?.click();
}

/** The sound with the focus, else the one that plays. */
function effectHere(target, player) {
  const button = target.closest(".effect-row, .wave-panel")?.querySelector("[data-play]");
  return button?.dataset.effect ?? player.track?.effect ?? "";
}

/** The sounds like the one with the focus, else like the one that plays. */
function similar(target, bar) {
  const link = target.closest(".effect-row, .wave-panel")?.querySelector("[data-similar]");
  (link ?? bar.querySelector("[data-player-similar]")).click();
}

function enterList(event, player) {
  const row = document.querySelector("#main [data-queue] .effect-row");
  if (!row) return;
  event.preventDefault();
  row.focus();
  const button = row.querySelector("[data-play]");
  player.play(trackOf(button), listOf(button));
}

/** One tab stop per list: Tab enters it, the arrows walk in it. */
function prepareLists() {
  for (const list of document.querySelectorAll("[data-queue]")) {
    const rows = [...list.querySelectorAll(".effect-row")];
    if (rows.length && !rows.some((row) => row.tabIndex === 0)) rows[0].tabIndex = 0;
  }
}

function rove(row) {
  for (const each of row.closest("[data-queue]")?.querySelectorAll(".effect-row") ?? []) each.tabIndex = each === row ? 0 : -1;
}
