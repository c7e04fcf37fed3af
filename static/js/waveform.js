import { nameLanes } from "./lanes.js";
import { envelope, load, overview } from "./peaks.js";
import { WHOLE, askToPlay, followPointer, placeOf } from "./timeline.js";

const SMALLEST_LANE = 28; // px; below this the channels share one lane
const MOST_GAIN = 4; // in a list quiet sounds are drawn up to 12 dB larger, to be told apart; the large drawing is true
const nearView = new IntersectionObserver(
  (entries) => entries.filter((each) => each.isIntersecting).forEach((each) => each.target.fetchPeaks()),
  { rootMargin: "200px" },
);
const sized = new ResizeObserver((entries) => entries.forEach((each) => each.target.draw()));
document.addEventListener("ksound:theme", () => document.querySelectorAll("ksound-waveform").forEach((each) => each.draw()));

/**
 * A waveform drawn from stored peaks. Attributes: data-peaks (address), data-effect, data-detail="full" for a large one,
 * data-layout (its speakers). A click asks to play from there. `span` is the part that is drawn; the peaks of all
 * resolutions are at hand, so another span is a matter of drawing.
 */
class Waveform extends HTMLElement {
  #canvas = document.createElement("canvas");
  #peaks = null;
  #shape = null;
  #progress = 0;
  #hover = null;
  #span = WHOLE;

  static observedAttributes = ["data-peaks"];

  connectedCallback() {
    if (!this.#canvas.isConnected) {
      this.#canvas.setAttribute("aria-hidden", "true");
      this.append(this.#canvas);
      this.addEventListener("click", (event) => askToPlay(this, event));
      followPointer(this, (fraction) => this.#point(fraction));
    }
    sized.observe(this);
    nearView.observe(this);
  }

  disconnectedCallback() {
    sized.unobserve(this);
    nearView.unobserve(this);
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    this.#peaks = null;
    this.#shape = null;
    this.draw();
    if (now) this.fetchPeaks();
  }

  /** Part already played, 0 to 1. */
  set progress(value) {
    if (value === this.#progress) return;
    this.#progress = value;
    this.draw();
  }

  get span() {
    return this.#span;
  }

  set span(span) {
    this.#span = span;
    this.#shape = null;
    this.draw();
  }

  async fetchPeaks() {
    nearView.unobserve(this);
    const url = this.dataset.peaks;
    if (!url || this.#peaks) return;
    try {
      const peaks = await (this.dataset.detail === "full" ? load(url) : overview(url));
      if (url !== this.dataset.peaks) return; // the sound changed meanwhile
      this.#peaks = peaks;
      this.#shape = null;
      this.draw();
    } catch {
      this.dataset.failed = "";
    }
  }

  draw() {
    const width = this.clientWidth;
    const height = this.clientHeight;
    if (!width || !height) return;
    const scale = window.devicePixelRatio || 1;
    const canvas = this.#canvas;
    const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      this.#shape = null;
    }
    const ink = canvas.getContext("2d");
    const colour = this.#colours();
    ink.setTransform(scale, 0, 0, scale, 0, 0);
    ink.clearRect(0, 0, width, height);
    this.#shape ??= this.#outline(width, height);
    const place = placeOf(this.#progress, this.#span) * width;
    const played = Math.min(width, Math.max(0, place));
    this.#paint(ink, colour.rest, played, width - played, height);
    this.#paint(ink, colour.played, 0, played, height);
    if (this.#lanes > 1) nameLanes(ink, { colour, lanes: this.#lanes, layout: this.dataset.layout, width, height });
    if (this.#progress > 0 && this.#progress < 1 && place === played) this.#mark(ink, colour.played, played, height);
    if (this.#hover !== null) this.#mark(ink, colour.hover, this.#hover * width, height);
  }

  #paint(ink, colour, left, width, height) {
    if (width <= 0) return;
    ink.save();
    ink.beginPath();
    ink.rect(left, 0, width, height);
    ink.clip();
    ink.fillStyle = colour;
    ink.fill(this.#shape);
    ink.restore();
  }

  #mark(ink, colour, x, height) {
    ink.fillStyle = colour;
    ink.fillRect(Math.round(x) - 0.75, 0, 1.5, height);
  }

  /** One path for the whole picture: bars in a list, a closed line at full size. */
  #outline(width, height) {
    const path = new Path2D();
    if (!this.#peaks?.levels.length) {
      path.rect(0, Math.round(height / 2), width, 1);
      return path;
    }
    const lanes = this.#lanes;
    const full = this.dataset.detail === "full";
    const step = full ? 1 : 3;
    const bar = full ? 1 : 2;
    const columns = Math.max(1, Math.floor(width / step));
    for (let lane = 0; lane < lanes; lane += 1) {
      const { low, high } = lanes > 1 || this.#peaks.channels === 1 ? envelope(this.#peaks, lane, columns, this.#span) : this.#together(columns);
      const gain = full ? 1 : fitting(low, high);
      const room = height / lanes;
      const middle = room * (lane + 0.5);
      const reach = room / 2 - (lanes > 1 ? 3 : 1);
      for (let column = 0; column < columns; column += 1) {
        const top = Math.min(middle - high[column] * gain * reach, middle - 0.5);
        const bottom = Math.max(middle - low[column] * gain * reach, middle + 0.5);
        path.rect(column * step, top, bar, bottom - top);
      }
    }
    return path;
  }

  /** One for each channel where there is room, else one for all. */
  get #lanes() {
    const channels = this.#peaks?.channels ?? 1;
    return this.clientHeight / channels >= SMALLEST_LANE ? channels : 1;
  }

  #together(columns) {
    const all = Array.from({ length: this.#peaks.channels }, (_, channel) => envelope(this.#peaks, channel, columns, this.#span));
    return {
      low: all[0].low.map((_, i) => Math.min(...all.map((each) => each.low[i]))),
      high: all[0].high.map((_, i) => Math.max(...all.map((each) => each.high[i]))),
    };
  }

  #colours() {
    const style = getComputedStyle(this);
    const of = (name) => style.getPropertyValue(`--wave-${name}`).trim();
    return { rest: of("rest"), played: of("played"), hover: of("hover"), axis: of("axis"), label: of("label") };
  }

  #point(fraction) {
    if (fraction === this.#hover) return;
    this.#hover = fraction;
    this.draw();
  }
}

function fitting(low, high) {
  const peak = Math.max(...high.map((value, i) => Math.max(value, -low[i])));
  return peak > 0 ? Math.min(MOST_GAIN, 1 / peak) : 1;
}

customElements.define("ksound-waveform", Waveform);
