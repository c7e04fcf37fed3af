const OPEN = "details.menu[open]";

/** Menus are <details>; this closes them as one expects. */
export function mount() {
  const close = (except) => document.querySelectorAll(OPEN).forEach((each) => each === except || (each.open = false));

  document.addEventListener("click", (event) => {
    const inside = event.target.closest?.(OPEN);
    close(inside);
    if (inside && event.target.closest("a")) inside.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const opened = event.code === "Escape" && event.target.closest?.(OPEN);
    if (!opened) return;
    event.preventDefault();
    opened.open = false;
    opened.querySelector("summary").focus();
  });
}
