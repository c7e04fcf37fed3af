import { Combobox } from "./combobox.js";

const PAUSE_MS = 120;
const SAID_AFTER_MS = 600; // a reader is told when the typing rests, not at each letter

/**
 * Suggestions under the search field. The form is whole without them: without scripts, without a connection or when
 * data is to be saved, it just searches. Suggestions are links, so choosing one is following it.
 */
class SearchBox extends HTMLElement {
  #asked = null; // the request under way
  #pause = 0;
  #rest = 0;
  #offered = null; // the text that the list answers

  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.status = this.querySelector("[role=status]");
    if (!this.input || !this.list || navigator.connection?.saveData) return;
    // Said only now: without scripts this is no combobox.
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      this.input.setAttribute(name, value);
    }
    this.box = new Combobox(this.input, this.list, {
      onChoose: (option, click) => this.#choose(option, click),
      whenClosed: () => (this.#offered === this.#text && this.box.options.length ? () => this.box.open() : null),
    });
    // During a Korean syllable too: the field holds what is written so far.
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("blur", () => this.#leave());
    this.input.form.addEventListener("submit", () => this.#leave());
    // An input method's Enter ends a syllable; browsers that submit with it do so here.
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
    });
  }

  disconnectedCallback() {
    this.#forget();
  }

  get #text() {
    return this.input.value.trim();
  }

  #typed() {
    this.#forget();
    if (!this.#text) return this.#show("", null);
    this.#pause = setTimeout(() => this.#ask(this.#text), PAUSE_MS);
    return undefined;
  }

  async #ask(text) {
    const asked = new AbortController();
    this.#asked = asked;
    const url = `${this.dataset.url}?${new URLSearchParams({ q: text })}`;
    try {
      const response = await fetch(url, { signal: asked.signal });
      const options = response.ok ? await response.text() : "";
      if (this.#asked === asked) this.#show(options, text);
    } catch {
      if (this.#asked === asked) this.#show("", null); // without a connection one can still write
    }
  }

  #show(options, text) {
    this.#offered = text;
    this.list.innerHTML = options;
    // Links made here go the way of all links: the player must not stop.
    window.htmx?.process(this.list);
    if (this.box.options.length && document.activeElement === this.input) this.box.open();
    else this.box.close();
    clearTimeout(this.#rest);
    const said = this.list.querySelector("[data-said]")?.dataset.said ?? "";
    this.#rest = setTimeout(() => (this.status.textContent = said), said ? SAID_AFTER_MS : 0);
  }

  #choose(option, click) {
    this.#forget();
    if (!click?.metaKey && !click?.ctrlKey) this.input.value = option.dataset.fill;
    if (click) this.box.close();
    else option.click();
  }

  #leave() {
    this.#forget();
    this.#offered = null;
    this.box.close();
    this.status.textContent = "";
  }

  #forget() {
    clearTimeout(this.#pause);
    clearTimeout(this.#rest);
    this.#asked?.abort();
    this.#asked = null;
  }
}

customElements.define("ksound-search-box", SearchBox);
