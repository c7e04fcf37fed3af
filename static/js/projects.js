import { flash } from "./flash.js";

/** "Add to project" in a small dialog: what it shows is the form of the page that works without it. */
export function mount() {
  const dialog = document.querySelector("#project-dialog");
  if (!dialog?.showModal) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-project-add]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(dialog, link.href);
  });
  document.addEventListener("ksound:project", ({ detail: { effect } }) => {
    open(dialog, `${dialog.dataset.addUrl}?effect=${encodeURIComponent(effect)}`);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-dialog-close]")) dialog.close();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, event.target);
  });
}

async function ask(dialog, url, options = {}) {
  try {
    return await fetch(url, { ...options, headers: { "HX-Request": "true" } });
  } catch {
    flash(dialog.dataset.textFailed, "error");
    return null;
  }
}

async function open(dialog, url) {
  const response = await ask(dialog, url);
  if (!response) return;
  if (response.redirected) return void location.assign(url); // to sign in, and back to the choice
  if (!response.ok) return void flash(dialog.dataset.textFailed, "error");
  fill(dialog, await response.text());
  if (!dialog.open) dialog.showModal();
  focus(dialog);
}

async function send(dialog, form) {
  const response = await ask(dialog, form.action, { method: "POST", body: new FormData(form) });
  if (!response) return;
  if (response.headers.get("Content-Type")?.includes("json")) {
    const said = await response.json();
    dialog.close();
    return void flash(said.message, "success", { text: said.label, url: said.url });
  }
  if (response.status !== 422) return void flash(dialog.dataset.textFailed, "error");
  fill(dialog, await response.text());
  focus(dialog);
}

function fill(dialog, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  dialog.replaceChildren(...page.body.childNodes);
}

function focus(dialog) {
  const choice = dialog.querySelector('[aria-invalid="true"], [name=project]:checked, [name=name]');
  choice?.focus();
}
