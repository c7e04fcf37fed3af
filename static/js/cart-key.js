import { flash } from "./flash.js";

const FORM = "form:has([name=licence]):has([name=effect])";

/**
 * "Add to cart" from a list, by the event "ksound:cart" `{ track }`: the licences of the sound's own page in a dialog, none
 * chosen; where there is only one to choose it goes into the cart at once.
 */
export function mount() {
  const dialog = document.querySelector("#cart-dialog");
  if (!dialog?.showModal) return;
  document.addEventListener("ksound:cart", ({ detail: { track } }) => choose(dialog, track));
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    send(dialog, event.target);
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-dialog-close]")) dialog.close();
  });
}

async function choose(dialog, track) {
  const own = document.querySelector(`#main ${FORM}`);
  if (own?.elements.effect.value === track.effect) return void own.querySelector("[name=licence]").focus();
  const page = await read(dialog, track.url);
  const form = page?.querySelector(`#main ${FORM}`);
  const submit = form?.querySelector("[type=submit]");
  if (!submit) return void (page && flash(dialog.dataset.textNone, "info"));
  if (form.querySelectorAll("[name=licence]").length === 1) return void send(dialog, form);
  dialog.querySelector("[data-cart-title]").textContent = track.title;
  dialog.querySelector("[data-cart-form]").replaceChildren(form);
  dialog.showModal();
  form.querySelector("[name=licence]").focus();
  return undefined;
}

async function send(dialog, form) {
  const page = await read(dialog, form.getAttribute("action"), { method: "POST", body: new FormData(form) });
  if (!page) return;
  dialog.close();
  const count = page.querySelector("#cart-link");
  const present = document.querySelector("#cart-link");
  if (count && present) {
    present.replaceWith(document.adoptNode(count));
    window.htmx?.process(document.querySelector("#cart-link"));
  }
  for (const item of page.querySelectorAll("#flash .flash")) {
    flash(item.querySelector("[data-flash-text]")?.textContent.trim() ?? item.textContent.trim(), item.classList.item(1) ?? "info");
  }
}

async function read(dialog, url, options) {
  try {
    const answer = await fetch(url, options);
    if (!answer.ok) throw new Error(answer.status);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    flash(dialog.dataset.textFailed, "error");
    return null;
  }
}
