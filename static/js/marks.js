import { region } from "./region.js";
import { clock } from "./time.js";
import { WHOLE, fractionAt, placeOf } from "./timeline.js";

const DRAG_PX = 6; // less is a click
const STEP_MS = 10;

/**
 * The marked region over a large drawing, its two ends to be dragged or moved by the arrow keys; a drag over the drawing
 * marks a new one. Attributes: data-effect, data-duration-ms, data-text-from, data-text-to.
 */
class Marks extends HTMLElement {
  #span = WHOLE;
  #box = document.createElement("div");
  #ends = { from: document.createElement("span"), to: document.createElement("span") };
  #show = () => this.#draw();

  connectedCallback() {
    if (!this.firstChild) this.#build();
    region.addEventListener("change", this.#show);
    this.#draw();
  }

  disconnectedCallback() {
    region.removeEventListener("change", this.#show);
  }

  get span() {
    return this.#span;
  }

  set span(span) {
    this.#span = span;
    this.#draw();
  }

  get #durationMs() {
    return Number(this.dataset.durationMs);
  }

  #build() {
    this.#box.className = "marks__region";
    for (const [edge, end] of Object.entries(this.#ends)) {
      end.className = "marks__end";
      end.dataset.edge = edge;
      end.tabIndex = 0;
      end.setAttribute("role", "slider");
      end.setAttribute("aria-label", this.dataset[edge === "from" ? "textFrom" : "textTo"]);
      end.setAttribute("aria-valuemin", "0");
      end.setAttribute("aria-valuemax", String(this.#durationMs));
      end.addEventListener("keydown", (event) => this.#nudge(event, edge));
      end.addEventListener("pointerdown", (event) => end.setPointerCapture(event.pointerId));
      end.addEventListener("pointermove", (event) => event.buttons && this.#move(edge, fractionAt(this, event) * this.#durationMs));
      end.addEventListener("click", (event) => event.stopPropagation());
      this.#box.append(end);
    }
    this.append(this.#box);
    this.parentElement.addEventListener("pointerdown", (event) => this.#begin(event));
  }

  #draw() {
    const marked = region.of(this.dataset.effect);
    this.#box.hidden = !marked;
    if (!marked) return;
    for (const edge of ["from", "to"]) {
      const place = placeOf(marked[edge] / this.#durationMs, this.#span);
      const end = this.#ends[edge];
      this.style.setProperty(`--${edge}`, Math.min(1, Math.max(0, place)));
      end.hidden = place < 0 || place > 1;
      end.setAttribute("aria-valuenow", String(Math.round(marked[edge])));
      end.setAttribute("aria-valuetext", clock(marked[edge]));
    }
  }

  #move(edge, ms) {
    const { effect } = this.dataset;
    const { from, to } = region.of(effect);
    const apart = 20;
    const held = edge === "from" ? Math.min(ms, to - apart) : Math.max(ms, from + apart);
    region.set(effect, { from, to, [edge]: held }, this.#durationMs);
  }

  #nudge(event, edge) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.code];
    if (!by) return;
    event.preventDefault();
    const step = STEP_MS * (event.shiftKey ? 10 : 1);
    this.#move(edge, region.of(this.dataset.effect)[edge] + by * step);
  }

  /** The mouse marks by dragging; a finger scrolls the page and has the ends and the buttons. */
  #begin(down) {
    if (down.pointerType !== "mouse" || down.button !== 0 || down.target.closest(".marks__end")) return;
    const area = this.parentElement;
    const from = fractionAt(this, down) * this.#durationMs;
    let isDrag = false;
    const move = (event) => {
      isDrag ||= Math.abs(event.clientX - down.clientX) > DRAG_PX;
      if (isDrag) region.set(this.dataset.effect, { from, to: fractionAt(this, event) * this.#durationMs }, this.#durationMs);
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      if (!isDrag) return;
      // The click that ends a drag is not meant for the drawing.
      area.addEventListener("click", swallow, { capture: true });
      setTimeout(() => area.removeEventListener("click", swallow, { capture: true }));
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end, { once: true });
  }
}

function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}

customElements.define("ksound-marks", Marks);
