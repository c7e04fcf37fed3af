import { keep, recall } from "./kept.js";

const KEY = "ksound.listening";
const AT_FIRST = { keys: true, hoverPlays: false, levelMatched: false };

/** How this person listens, on this device. Event "change" once one of `AT_FIRST` is set otherwise. */
class Preferences extends EventTarget {
  #kept = { ...AT_FIRST, ...recall(KEY) };

  get(name) {
    return this.#kept[name];
  }

  set(name, value) {
    this.#kept[name] = value;
    keep(KEY, this.#kept);
    this.dispatchEvent(new Event("change"));
  }
}

export const preferences = new Preferences();

/** Boxes with data-preference="name" show and choose it, wherever they stand inside `root`. */
export function mount(root) {
  const boxes = [...root.querySelectorAll("[data-preference]")];
  const show = () => boxes.forEach((box) => (box.checked = preferences.get(box.dataset.preference)));
  for (const box of boxes) box.addEventListener("change", () => preferences.set(box.dataset.preference, box.checked));
  preferences.addEventListener("change", show);
  show();
}
