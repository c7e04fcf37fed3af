const A_YEAR_S = 31_536_000;

/** Rows of one line or of two: the choice holds for every list, and a cookie tells the server before it draws the next. */
export function mount() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-choose-density]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const density = link.dataset.chooseDensity;
    document.cookie = `density=${density}; path=/; max-age=${A_YEAR_S}; samesite=lax`;
    for (const list of document.querySelectorAll(".effect-list[data-density]")) list.dataset.density = density;
    for (const each of document.querySelectorAll("[data-choose-density]")) {
      each.setAttribute("aria-current", String(each.dataset.chooseDensity === density));
    }
  });
}
