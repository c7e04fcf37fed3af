import { mount as mountDensity } from "./density.js";

/**
 * Lists that grow: the keyboard goes on at the first new row, and whoever comes back finds the list where it was left.
 * How many rows there are is in the address; only the place on the screen and the row in hand are kept here.
 */
const KEY = "ksound.places";
const MOST_PLACES = 30;

function places() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {}; // storage may be refused, or hold something else
  }
}

function rememberPlace() {
  if (!document.querySelector("#results")) return;
  const row = document.activeElement?.closest(".effect-row");
  const place = { y: Math.round(scrollY), effect: row?.querySelector("[data-play]").dataset.effect };
  const kept = Object.entries({ ...places(), [location.href]: place });
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept.slice(-MOST_PLACES))));
  } catch {
    /* as above */
  }
}

function returnToPlace() {
  const place = document.querySelector("#results") && places()[location.href];
  if (!place) return;
  scrollTo({ top: place.y, behavior: "instant" });
  const button = place.effect && document.querySelector(`#results [data-play][data-effect="${CSS.escape(place.effect)}"]`);
  button?.closest(".effect-row").focus({ preventScroll: true });
}

export function mount() {
  mountDensity();
  let rowsBefore = 0;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target?.id === "more") rowsBefore = document.querySelectorAll("#results .effect-row").length;
    if (detail.target?.id === "main") rememberPlace();
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (rowsBefore && isLost) document.querySelectorAll("#results .effect-row")[rowsBefore]?.focus({ preventScroll: true });
    // The last chip is gone: what it changed is said where the number stands.
    else if (isLost && detail.target?.id === "results") document.querySelector("#result-count")?.focus({ preventScroll: true });
    rowsBefore = 0;
  });
  document.addEventListener("htmx:historyRestore", returnToPlace);
}
