import { Combobox } from "./combobox.js";

const MOST = 60; // options shown at once
const FEW = 5; // below this the server is asked as well

/**
 * A filter over the <select> of all 753 CatIDs, which stays in the page as the field itself (and as the whole control
 * without scripts). Suggestion chips (`[data-cat-id]` in the same form) choose through it.
 */
class CatId extends HTMLElement {
  #options = [];
  #shown = [];

  connectedCallback() {
    this.select = this.querySelector("select");
    this.input = this.querySelector("input[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    if (!this.select || !this.input) return;
    this.#options = [...this.select.options].filter((each) => each.value).map((each) => {
      const group = each.closest("optgroup")?.label ?? "";
      const label = each.label.includes("›") ? each.label : `${group} › ${each.label}`;
      return { value: each.value, label, text: `${group} ${label} ${each.value}`.normalize("NFC").toLowerCase() };
    });
    this.select.hidden = true;
    this.input.hidden = false;
    // The visible label now belongs to the visible control.
    this.input.id = this.select.id;
    this.select.removeAttribute("id");
    this.#tell();
    this.input.addEventListener("input", () => this.#filter(this.input.value));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.#filter(""));
    this.input.addEventListener("blur", () => this.#close());
    this.box = new Combobox(this.input, this.list, {
      onChoose: (option) => this.choose(option.dataset.value),
      whenClosed: () => () => this.#filter(""),
      onEscape: () => this.#close(),
    });
    // Choosing nothing yet is no reason to send the form.
    this.input.addEventListener("keydown", (event) => event.key === "Enter" && this.box.isOpen && event.preventDefault());
    this.closest("form")?.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-cat-id]");
      if (chip) this.choose(chip.dataset.catId);
    });
    this.#chips();
  }

  choose(value) {
    this.select.value = value;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.#close();
  }

  #tell() {
    const chosen = this.#options.find((each) => each.value === this.select.value);
    this.input.value = chosen?.label ?? "";
  }

  #chips() {
    for (const chip of this.closest("form")?.querySelectorAll("[data-cat-id]") ?? []) {
      chip.setAttribute("aria-pressed", String(chip.dataset.catId === this.select.value));
    }
  }

  #filter(text) {
    const words = text.normalize("NFC").toLowerCase().split(/\s+/).filter(Boolean);
    this.#shown = this.#options.filter((each) => words.every((word) => each.text.includes(word))).slice(0, MOST);
    this.#show(words.length > 0);
    if (words.length && this.#shown.length < FEW) this.#ask(text);
  }

  /** Synonyms are the server's knowledge: "빗소리" finds RAIN although no label says so. */
  async #ask(text) {
    if (!this.dataset.suggestUrl) return;
    const response = await fetch(`${this.dataset.suggestUrl}?${new URLSearchParams({ q: text })}`).catch(() => null);
    if (!response?.ok || this.input.value !== text || this.list.hidden) return;
    const known = new Set(this.#shown.map((each) => each.value));
    const more = (await response.json()).map((each) => this.#options.find((option) => option.value === each.cat_id));
    this.#shown.push(...more.filter((each) => each && !known.has(each.value)));
    this.#show(true);
  }

  #show(pointFirst) {
    this.list.replaceChildren(...this.#shown.map((each) => this.#option(each)));
    if (!this.#shown.length) {
      const none = document.createElement("li");
      none.className = "combobox__none";
      none.textContent = this.dataset.textNone;
      this.list.append(none);
    }
    this.box.open({ pointFirst });
  }

  #option(each) {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.dataset.value = each.value;
    const name = document.createElement("span");
    name.textContent = each.label;
    const code = document.createElement("span");
    code.className = "code";
    code.textContent = each.value;
    option.append(name, code);
    return option;
  }

  // What is typed is only a filter: leaving the field shows what is chosen.
  #close() {
    this.box.close();
    this.#tell();
    this.#chips();
  }
}

customElements.define("ksound-catid", CatId);
