import { listOf, trackOf } from "./queue.js";

const MORE_FROM = 8; // rows before the end, so that the next ones are there in time

/** Lists of sounds under the keyboard. A list is one tab stop: Tab enters it, the arrows walk in it. */
export function mount() {
  const prepare = () => {
    for (const list of document.querySelectorAll("[data-queue]")) {
      const rows = [...list.querySelectorAll(".effect-row")];
      if (rows.length && !rows.some((row) => row.tabIndex === 0)) rows[0].tabIndex = 0;
    }
  };
  document.addEventListener("htmx:afterSettle", prepare);
  document.addEventListener("focusin", ({ target }) => {
    const rows = target.matches(".effect-row") ? target.closest("[data-queue]")?.querySelectorAll(".effect-row[tabindex='0']") : [];
    for (const row of rows ?? []) row.tabIndex = -1;
    if (target.matches(".effect-row")) target.tabIndex = 0;
  });
  prepare();
}

/** Go along the list from the focused row, else from the sound that plays, and play what is there. */
export function move(by, player) {
  const focused = document.activeElement.closest(".effect-row") ?? document.querySelector(".effect-row[data-current]");
  const list = focused?.closest("[data-queue]");
  const rows = [...(list ?? document).querySelectorAll(list ? ".effect-row" : "[data-queue] .effect-row")].filter(buttonOf);
  if (!rows.length) return void player.step(by);
  const place = focused ? rows.indexOf(focused) + by : 0;
  const row = rows[Math.max(0, Math.min(place, rows.length - 1))];
  if (row !== focused || player.track?.effect !== buttonOf(row).dataset.effect) play(row, player);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (place >= rows.length - MORE_FROM) list?.querySelector("[data-more]:not(.htmx-request)")?.click();
}

/** From the search box into the results. False when there are none. */
export function enter(player) {
  const row = document.querySelector("#main [data-queue] .effect-row:has([data-play])");
  if (!row) return false;
  play(row, player);
  row.focus();
  return true;
}

/** The play button of the sound with the focus. */
export function buttonHere(target) {
  return target.closest(".effect-row, .wave-panel")?.querySelector("[data-play]") ?? null;
}

export function playHere(target, player) {
  const button = buttonHere(target);
  if (!button || button.dataset.effect === player.track?.effect) player.toggle();
  else player.play(trackOf(button), listOf(button));
}

function buttonOf(row) {
  return row.querySelector("[data-play]");
}

function play(row, player) {
  player.play(trackOf(buttonOf(row)), listOf(buttonOf(row)));
}
