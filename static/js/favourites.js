import { flash } from "./flash.js";

// The answers of one sound come in the order of its questions, however fast the heart is pressed.
const underWay = new Map();

/** Hearts fill at once and say so; what the server refuses is taken back. */
export function mount() {
  const form = document.querySelector("#favourite-form");
  if (!form) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-favourite]");
    if (!button) return;
    event.preventDefault();
    mark(form, button.value, button.name === "add");
  });
  document.addEventListener("ksound:favourite", ({ detail: { effect } }) => {
    const [button] = heartsOf(effect);
    mark(form, effect, button ? button.name === "add" : true);
  });
}

const heartsOf = (effect) => document.querySelectorAll(`[data-favourite][value="${CSS.escape(effect)}"]`);

function show(effect, isMarked) {
  for (const heart of heartsOf(effect)) {
    heart.name = isMarked ? "remove" : "add";
    heart.setAttribute("aria-pressed", String(isMarked));
  }
}

function mark(form, effect, wanted) {
  show(effect, wanted);
  const turn = (underWay.get(effect) ?? Promise.resolve()).then(() => send(form, effect, wanted));
  underWay.set(effect, turn);
  turn.then(() => underWay.get(effect) === turn && underWay.delete(effect));
}

async function send(form, effect, wanted) {
  const body = new FormData(form);
  body.set("next", location.pathname + location.search);
  body.set(wanted ? "add" : "remove", effect);
  let said = {};
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    said = await response.json().catch(() => ({}));
    if (said.sign_in) return void location.assign(said.sign_in);
    if (response.ok) {
      const undo = { text: form.dataset.textUndo, run: () => mark(form, effect, !wanted) };
      return void flash(said.message, "success", said.is_new ? undo : null);
    }
  } catch {
    /* no connection: told below */
  }
  show(effect, !wanted);
  flash(said.message ?? form.dataset.textFailed, "error");
  return undefined;
}
