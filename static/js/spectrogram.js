import { clock } from "./time.js";
import { WHOLE, askToPlay, followPointer, fractionAt, placeOf } from "./timeline.js";

// As the picture is drawn: equal steps of pitch from here to half the sample rate.
const LOWEST_HZ = 20;
const MARKS_HZ = [100, 1_000, 5_000, 10_000, 20_000, 40_000];
// A mark nearer to the one above it than this part of the height would be written over it.
const APART = 0.07;

// An element that is not displayed is nowhere, so a picture nobody asked for is not fetched either.
const nearView = new IntersectionObserver((entries) =>
  entries.filter((each) => each.isIntersecting).forEach((each) => each.target.fetchPicture()),
);

/**
 * The stored spectrogram with its frequency axis and the playhead. Attributes: data-picture (address), data-effect,
 * data-rate-hz, data-alt, data-text-missing. A click seeks, as on the waveform; the mouse reads time and frequency.
 * `span` is the part that is shown: the picture is stretched, not fetched again.
 */
class Spectrogram extends HTMLElement {
  #span = WHOLE;
  #progress = 0;
  #reading = document.createElement("span");

  connectedCallback() {
    if (!this.firstChild) {
      this.#reading.className = "spectrogram__reading";
      this.#reading.setAttribute("aria-hidden", "true");
      this.addEventListener("click", (event) => askToPlay(this, event));
      followPointer(this, (place, event) => this.#point(place, event));
    }
    nearView.observe(this);
  }

  disconnectedCallback() {
    nearView.unobserve(this);
  }

  /** Part already played, 0 to 1. */
  set progress(value) {
    this.#progress = value;
    const place = placeOf(value, this.#span);
    this.#place("playhead", value > 0 && value < 1 && place >= 0 && place <= 1 ? place : null);
  }

  get span() {
    return this.#span;
  }

  set span(span) {
    this.#span = span;
    const scale = 1 / (span.to - span.from);
    this.style.setProperty("--scale", scale);
    this.style.setProperty("--shift", -span.from * scale);
    this.progress = this.#progress;
  }

  fetchPicture() {
    nearView.unobserve(this);
    if (this.firstChild) return;
    const picture = new Image();
    picture.alt = this.dataset.alt;
    picture.decoding = "async";
    picture.draggable = false;
    picture.addEventListener("load", () => this.append(...marks(this.#highestHz), this.#reading));
    picture.addEventListener("error", () => this.replaceChildren(note(this.dataset.textMissing)));
    picture.src = this.dataset.picture;
    this.append(picture);
  }

  get #highestHz() {
    return Number(this.dataset.rateHz) / 2;
  }

  #point(place, event) {
    this.#place("hover", place);
    if (place === null) return;
    const box = this.getBoundingClientRect();
    const height = Math.min(1, Math.max(0, (box.bottom - event.clientY) / box.height));
    const hz = LOWEST_HZ * (this.#highestHz / LOWEST_HZ) ** height;
    const at = clock(fractionAt(this, event) * Number(this.dataset.durationMs));
    this.#reading.textContent = `${at} · ${written(Math.round(Number(hz.toPrecision(3))))}`;
  }

  #place(name, place) {
    this.toggleAttribute(`data-${name}`, place !== null);
    if (place !== null) this.style.setProperty(`--${name}`, place);
  }
}

/** Labels at their place on the axis, from the top downwards; the picture's text says the same in words. */
function marks(highestHz) {
  const made = [mark(highestHz, 1)];
  let above = 1;
  for (const hz of MARKS_HZ.toReversed()) {
    const height = Math.log(hz / LOWEST_HZ) / Math.log(highestHz / LOWEST_HZ);
    if (height > above - APART) continue;
    made.push(mark(hz, height));
    above = height;
  }
  return made;
}

function mark(hz, height) {
  const made = document.createElement("span");
  made.className = "spectrogram__mark";
  made.textContent = written(hz);
  made.setAttribute("aria-hidden", "true");
  made.style.setProperty("--height", height);
  return made;
}

function written(hz) {
  return hz < 1000 ? `${hz} Hz` : `${hz / 1000} kHz`;
}

function note(text) {
  const missing = document.createElement("p");
  missing.textContent = text;
  return missing;
}

customElements.define("ksound-spectrogram", Spectrogram);
