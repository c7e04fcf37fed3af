const OPEN = "details.menu[open], details.facet[open]";

/** Menus are <details>; this closes them as one expects, and keeps a filter open while several values are chosen. */
export function mount() {
  const close = (except) => document.querySelectorAll(OPEN).forEach((each) => each === except || (each.open = false));

  document.addEventListener("click", (event) => {
    const inside = event.target.closest?.(OPEN);
    close(inside);
    if (inside?.matches(".menu") && event.target.closest("a")) inside.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const opened = event.code === "Escape" && event.target.closest?.(OPEN);
    if (!opened) return;
    event.preventDefault();
    opened.open = false;
    opened.querySelector("summary").focus();
  });

  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const facet = event.detail.target?.id === "results" && document.activeElement?.closest("details.facet[open]");
    kept = facet ? { facet: facet.id, focus: document.activeElement.id } : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const facet = kept && document.getElementById(kept.facet);
    if (!facet) return;
    facet.open = true;
    document.getElementById(kept.focus)?.focus({ preventScroll: true });
    kept = null;
  });
}
