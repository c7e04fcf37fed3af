/**
 * The filters of the results page. They are a form that sends itself; this keeps what a person has in hand while
 * parts of the page are exchanged, and makes the sheet of narrow windows hold the keyboard.
 */
const sheet = () => document.querySelector("#filters");
const isSheet = () => sheet()?.matches(":popover-open");

/** What lies behind an open sheet is out of reach of Tab and of a screen reader. */
function holdKeyboard(isOpen) {
  for (const each of document.querySelectorAll(".skip-link, .site-header, .site-footer, .player, .results-head, .results-column, .page-head, .wave-panel")) {
    each.inert = isOpen;
  }
  if (isOpen) sheet().setAttribute("role", "dialog");
  else sheet()?.removeAttribute("role");
}

/** What the form would send now. */
function choices() {
  const form = document.querySelector("#filter-form");
  return form ? new URLSearchParams(new FormData(form)).toString() : "";
}

function folds() {
  return [...document.querySelectorAll("#filters details")].map(({ id, open }) => ({ id, open }));
}

function fold(kept) {
  for (const { id, open } of kept) {
    const details = document.getElementById(id);
    if (details) details.open = open;
  }
}

export function mount() {
  document.addEventListener("toggle", ({ target }) => target.id === "filters" && holdKeyboard(Boolean(isSheet())), true);
  matchMedia("(width >= 64rem)").addEventListener("change", () => isSheet() && sheet().hidePopover());
  document.addEventListener("submit", ({ target }) => target.id === "filter-form" && isSheet() && sheet().hidePopover());
  // A category goes with its CatIDs, which would bring it back.
  document.addEventListener(
    "change",
    ({ target }) => {
      if (!target.matches("#filters [data-parent]") || target.checked) return;
      const children = target.closest("label").nextElementSibling;
      for (const child of children?.querySelectorAll("input:checked") ?? []) child.checked = false;
    },
    true,
  );

  const sent = new WeakMap();
  let kept = [];
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.closest("#filter-form")) sent.set(detail.xhr, choices());
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    // Somebody chose or typed on meanwhile: the answer to that is on its way, this one would undo it.
    if (sent.has(detail.xhr) && sent.get(detail.xhr) !== choices()) detail.shouldSwap = false;
    kept = ["results", "filter-fields"].includes(detail.target?.id) ? folds() : [];
  });
  document.addEventListener("htmx:afterSwap", () => {
    fold(kept);
    kept = [];
    holdKeyboard(Boolean(isSheet()));
  });
}
