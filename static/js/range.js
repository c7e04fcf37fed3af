/** «2» or «0.25»: a stop as the number field shows it; the open end is empty. */
const written = (stop) => (stop === undefined ? "" : String(stop));

/** Two sliders that write into two number fields: `data-stops` are the values they go along, the last place is open. */
class Range extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this);
    for (const end of ["low", "high"]) this.#say(this.#slider(end));
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
  }

  handleEvent({ target }) {
    const end = target.dataset.slider;
    if (!end) return;
    this.#keepOrder(target);
    const field = this.querySelector(`[data-range-end=${end}]`);
    const isOpen = end === "low" ? target.value === target.min : target.value === target.max;
    field.value = isOpen ? "" : written(this.#stops[Number(target.value)]);
    this.#say(target);
    this.#colour();
  }

  get #stops() {
    return this.dataset.stops.split(",").map(Number);
  }

  #slider(end) {
    return this.querySelector(`[data-slider=${end}]`);
  }

  /** A thumb pushed against the other one stops there, one stop apart. */
  #keepOrder(moved) {
    const [low, high] = [this.#slider("low"), this.#slider("high")];
    if (Number(low.value) < Number(high.value)) return;
    moved.value = moved === low ? Number(high.value) - 1 : Number(low.value) + 1;
  }

  #say(slider) {
    const stop = this.#stops[Number(slider.value)];
    slider.setAttribute("aria-valuetext", stop === undefined ? "∞" : `${stop} ${this.dataset.unit}`);
  }

  #colour() {
    const [low, high] = [this.#slider("low"), this.#slider("high")].map(({ value }) => Number(value));
    this.querySelectorAll("rect").forEach((bar, place) => bar.toggleAttribute("data-chosen", place >= low && place < high));
  }
}

customElements.define("ksound-range", Range);
