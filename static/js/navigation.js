import { flash } from "./flash.js";

/** What lies outside #main follows the page through the facts that #main carries, back and forward included. */
function follow() {
  const facts = document.querySelector("#page-facts");
  if (!facts) return;
  const { alternateUrl, section } = facts.dataset;
  const language = document.querySelector("[data-language-switch]");
  if (language && alternateUrl) language.href = alternateUrl;
  for (const link of document.querySelectorAll("[data-section]:not(#page-facts)")) {
    if (link.dataset.section === section) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const input = document.querySelector(".site-header [data-search-input]");
  if (input && document.activeElement !== input) input.value = facts.dataset.query ?? "";
}

/** Error pages are pages: show them when a whole page was asked for, and forms that came back with 422. */
function allowErrorPages(event) {
  const { xhr, boosted, requestConfig } = event.detail;
  if (xhr.status < 400) return;
  const wholePage = boosted || requestConfig?.boosted || /id="main"/.test(xhr.responseText);
  event.detail.shouldSwap = wholePage;
  event.detail.isError = !wholePage;
}

/** htmx reads where a link leads when it first sees it; the player's links lead elsewhere with every sound. */
function followTheLinkAsItIs({ detail }) {
  const { elt, verb } = detail;
  if (verb === "get" && elt.matches("a[href]:not([hx-get])")) detail.path = elt.getAttribute("href");
}

/** A form that came back puts the cursor where it went wrong. */
function toFirstMistake() {
  const mistake = document.querySelector('#main [aria-invalid="true"]:not([hidden])');
  mistake?.focus();
  return Boolean(mistake);
}

/** Back and forward in quick succession: only the page asked for last may arrive. */
function restoreOneAtATime() {
  let latest = null;
  document.addEventListener("htmx:historyCacheMiss", ({ detail }) => {
    latest?.abort();
    latest = detail.xhr;
  });
}

export function mount() {
  const texts = document.querySelector("#flash-region").dataset;
  document.addEventListener("htmx:configRequest", followTheLinkAsItIs);
  document.addEventListener("htmx:beforeSwap", allowErrorPages);
  document.addEventListener("htmx:historyRestore", follow);
  restoreOneAtATime();
  addEventListener("offline", () => flash(texts.textOffline, "warning"));
  document.addEventListener("htmx:sendError", () => flash(texts.textOffline, "error"));
  document.addEventListener("htmx:responseError", () => flash(texts.textFailed, "error"));
  document.addEventListener("htmx:afterSettle", (event) => {
    follow();
    // Reading starts again at the new page, unless the swap kept the focus somewhere.
    const main = document.querySelector("#main");
    if (event.detail.target?.id !== "main" || toFirstMistake()) return;
    if (!document.activeElement?.closest("#main")) main?.focus({ preventScroll: true });
  });
  follow();
  toFirstMistake();
}
