import { mount as mountPreferences } from "./preferences.js";

/** The list of keys with its switches: by the key ?, and by buttons with data-shortcuts-open. */
export function mount() {
  const dialog = document.querySelector("#shortcuts");
  if (!dialog?.showModal) return;
  mountPreferences(dialog);
  document.addEventListener("ksound:shortcuts", () => dialog.showModal());
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-shortcuts-open]")) dialog.showModal();
    else if (target === dialog || (dialog.open && target.closest?.("#shortcuts [data-dialog-close]"))) dialog.close();
  });
}
