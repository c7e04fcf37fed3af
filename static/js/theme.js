// A classic script in <head>, on purpose: the theme must stand before the first paint.
(() => {
  const root = document.documentElement;
  const KEY = "ksound.theme";

  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be refused; the system's theme then holds
    }
  };
  const remember = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      /* as above */
    }
  };
  const shows = () => root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const announce = () => document.dispatchEvent(new CustomEvent("ksound:theme"));

  root.dataset.scripted = "";
  const chosen = stored();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-toggle]")) return;
    root.dataset.theme = shows() === "dark" ? "light" : "dark";
    remember(root.dataset.theme);
    announce();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", announce);
})();
