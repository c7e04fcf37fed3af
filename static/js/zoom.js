import "./marks.js";
import "./spectrogram.js";
import { WHOLE, fractionAt, placeAt } from "./timeline.js";

const STEP = 2;
const SHORTEST_S = 0.02; // narrower, there are no more peaks to show
const DRAWINGS = "ksound-waveform[data-detail=full]:not([data-strip]), ksound-spectrogram, ksound-marks";

/**
 * How much of a sound its large drawing shows. Buttons with data-zoom (in, out, whole), the keys + and −, the wheel with
 * Ctrl, two fingers; the strip above the buttons shows which part it is and moves it. It follows the playhead for as long
 * as the playhead is in sight. Attribute: data-duration-ms.
 */
class Zoom extends HTMLElement {
  #span = WHOLE;
  #progress = 0;
  #fingers = new Map();

  connectedCallback() {
    this.panel = this.closest("[data-view]");
    this.strip = this.querySelector("[data-zoom-strip]");
    if (!this.isReady) {
      this.isReady = true;
      this.addEventListener("click", ({ target }) => this.#press(target.closest("[data-zoom]")?.dataset.zoom));
      for (const name of ["pointerdown", "pointermove"]) this.strip.addEventListener(name, (event) => this.#drag(event));
      this.#listenTo(this.panel.querySelector(".wave-panel__wave"));
    }
    this.#show(WHOLE);
  }

  /** Part already played, 0 to 1. */
  set progress(value) {
    const wasSeen = this.#sees(this.#progress);
    this.#progress = value;
    if (!wasSeen || this.#sees(value) || this.#fingers.size) return;
    const width = this.#span.to - this.#span.from;
    this.#show({ from: value - width * 0.1, to: value + width * 0.9 });
  }

  /** Show `factor` times as much detail around `anchor`, by itself around the playhead. */
  zoom(factor, anchor = this.#sees(this.#progress) ? this.#progress : (this.#span.from + this.#span.to) / 2) {
    const { from, to } = this.#span;
    const least = Math.min(1, (SHORTEST_S * 1000) / Number(this.dataset.durationMs));
    const width = Math.min(1, Math.max(least, (to - from) / factor));
    const left = anchor - ((anchor - from) / (to - from)) * width;
    this.#show({ from: left, to: left + width });
  }

  #press(name) {
    if (name === "in") this.zoom(STEP);
    else if (name === "out") this.zoom(1 / STEP);
    else if (name) this.#show(WHOLE);
  }

  #sees(fraction) {
    return fraction >= this.#span.from && fraction <= this.#span.to;
  }

  #show({ from, to }) {
    const width = Math.min(1, to - from);
    const left = Math.min(1 - width, Math.max(0, from));
    this.#span = { from: left, to: left + width };
    for (const drawing of this.panel.querySelectorAll(DRAWINGS)) drawing.span = this.#span;
    const isWhole = width > 0.9999;
    this.strip.hidden = isWhole;
    this.strip.style.setProperty("--from", left);
    this.strip.style.setProperty("--to", left + width);
    for (const name of ["out", "whole"]) this.querySelector(`[data-zoom=${name}]`).disabled = isWhole;
  }

  #drag(event) {
    if (!event.buttons) return;
    this.strip.setPointerCapture(event.pointerId);
    const half = (this.#span.to - this.#span.from) / 2;
    const middle = placeAt(this.strip, event);
    this.#show({ from: middle - half, to: middle + half });
  }

  #listenTo(drawing) {
    drawing.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    drawing.addEventListener("pointerdown", (event) => event.pointerType === "touch" && this.#fingers.set(event.pointerId, event));
    drawing.addEventListener("pointermove", (event) => this.#pinch(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      drawing.addEventListener(name, (event) => this.#fingers.delete(event.pointerId));
    }
  }

  #wheel(event) {
    const target = event.target.closest(DRAWINGS) ?? this;
    const { from, to } = this.#span;
    const along = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(2 ** (-event.deltaY / 200), fractionAt(target, event));
    } else if (to - from < 1 && Math.abs(along) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) {
      event.preventDefault();
      const by = (along / 800) * (to - from);
      this.#show({ from: from + by, to: to + by });
    }
  }

  #pinch(event) {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    if (this.#fingers.size === 2) {
      const [other] = [...this.#fingers.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
      const gap = (one) => Math.max(10, Math.abs(one.clientX - other.clientX));
      this.zoom(gap(event) / gap(before), fractionAt(event.target.closest(DRAWINGS) ?? this, { clientX: (event.clientX + other.clientX) / 2 }));
    }
    this.#fingers.set(event.pointerId, event);
  }
}

customElements.define("ksound-zoom", Zoom);

/** The keys + and −, wherever they act. */
document.addEventListener("ksound:zoom", ({ detail: { isIn } }) => {
  document.querySelector("ksound-zoom")?.zoom(isIn ? STEP : 1 / STEP);
});
