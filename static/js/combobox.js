/**
 * The list under a text field (ARIA 1.2 combobox with a listbox popup): the focus stays in the field, an option is
 * pointed at by `aria-activedescendant`. What the options are and what choosing one means is the caller's.
 */
export class Combobox {
  #active = -1;

  /**
   * `onChoose(option, click?)` for Enter and for a click. `whenClosed()` gives what an arrow does while the list is
   * closed, or null to leave the key alone. `onEscape()` is how to leave the list, if not just by closing it.
   */
  constructor(input, list, { onChoose, whenClosed, onEscape = () => this.close() }) {
    Object.assign(this, { input, list, onChoose, whenClosed, onEscape });
    input.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the field
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.onChoose(option, event);
    });
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Show what is in the list now; the first option is pointed at when `pointFirst`. */
  open({ pointFirst = false } = {}) {
    this.options.forEach((option, place) => (option.id = `${this.list.id}-${place}`));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(pointFirst && this.options.length ? 0 : -1);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }

  point(place) {
    this.#active = place;
    const { options } = this;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
    if (place < 0) return this.input.removeAttribute("aria-activedescendant");
    options[place].scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", options[place].id);
  }

  // The keys of an open input method are its own: its Enter ends the syllable.
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const act = this.#meaning(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #meaning({ code, altKey }) {
    if (code === "ArrowDown" || code === "ArrowUp") {
      if (!this.isOpen) return this.whenClosed();
      if (altKey) return code === "ArrowUp" ? () => this.close() : null;
      return () => this.#move(code === "ArrowDown" ? 1 : -1);
    }
    if (!this.isOpen) return null;
    if (code === "Escape") return this.onEscape;
    if ((code === "Enter" || code === "NumpadEnter") && this.#active >= 0) {
      return () => this.onChoose(this.options[this.#active]);
    }
    // Along the text again.
    if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(code)) this.point(-1);
    return null;
  }

  /** Around through the options and, between the last and the first, the field itself. */
  #move(by) {
    const stops = this.options.length + 1;
    this.point(((this.#active + 1 + by + stops) % stops) - 1);
  }
}
