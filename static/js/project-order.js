import { flash } from "./flash.js";

/** Items of a project can be dragged by their grip; the buttons beside it do the same without a pointer. */
export function mount() {
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    const list = grip?.closest("[data-order]");
    if (list && event.button === 0) begin(event, grip, list);
  });
  document.addEventListener("htmx:afterSettle", showGrips);
  showGrips();
}

const showGrips = () => document.querySelectorAll("[data-order] [data-grip][hidden]").forEach((grip) => (grip.hidden = false));

function begin(event, grip, list) {
  event.preventDefault();
  const item = grip.closest("[data-item]");
  const after = item.nextElementSibling;
  item.dataset.dragged = "";
  // On the document: a capture by the grip would end as soon as its item changes place.
  const follow = (moved) => moved.pointerId === event.pointerId && place(item, list, moved.clientY);
  const end = (ended) => {
    if (ended.pointerId !== event.pointerId) return;
    delete item.dataset.dragged;
    document.removeEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, end);
    if (ended.type === "pointercancel") list.insertBefore(item, after);
    else if (item.nextElementSibling !== after) send(item, list, after);
  };
  document.addEventListener("pointermove", follow);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end);
}

function place(item, list, y) {
  const others = [...list.querySelectorAll("[data-item]")].filter((each) => each !== item);
  const next = others.find((each) => {
    const box = each.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  if (item.nextElementSibling !== (next ?? null)) list.insertBefore(item, next ?? null);
}

/** The new order stands already; what the server refuses is taken back. */
async function send(item, list, after) {
  const form = document.querySelector("#move-form");
  const body = new FormData(form);
  body.set("item", item.dataset.item);
  body.set("before", item.nextElementSibling?.dataset.item ?? list.dataset.following ?? "");
  let said = {};
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    said = await response.json();
    if (response.ok) return void (form.elements.version.value = said.version);
  } catch {
    /* no connection: told below */
  }
  list.insertBefore(item, after);
  flash(said.message ?? document.querySelector("#flash-region").dataset.textFailed, "error");
  return undefined;
}
