import { askToPlay, followPointer } from "./timeline.js";

// As the picture is drawn: equal steps of pitch from here to half the sample rate.
const LOWEST_HZ = 20;
const MARKS = [
  [100, "100 Hz"],
  [1_000, "1 kHz"],
  [10_000, "10 kHz"],
];
// Nearer to the top the label of a mark would leave the picture.
const HIGHEST_MARK = 0.95;

// An element that is not displayed is nowhere, so a picture nobody asked for is not fetched either.
const nearView = new IntersectionObserver((entries) =>
  entries.filter((each) => each.isIntersecting).forEach((each) => each.target.fetchPicture()),
);

/**
 * The stored spectrogram with its frequency axis and the playhead. Attributes: data-picture (address), data-effect,
 * data-rate-hz, data-alt, data-text-missing. A click seeks, as on the waveform.
 */
class Spectrogram extends HTMLElement {
  connectedCallback() {
    if (!this.firstChild) {
      this.addEventListener("click", (event) => askToPlay(this, event));
      followPointer(this, (fraction) => this.#place("hover", fraction));
    }
    nearView.observe(this);
  }

  disconnectedCallback() {
    nearView.unobserve(this);
  }

  /** Part already played, 0 to 1. */
  set progress(value) {
    this.#place("playhead", value > 0 && value < 1 ? value : null);
  }

  fetchPicture() {
    nearView.unobserve(this);
    if (this.firstChild) return;
    const picture = new Image();
    picture.alt = this.dataset.alt;
    picture.decoding = "async";
    picture.draggable = false;
    picture.addEventListener("load", () => this.append(...marks(Number(this.dataset.rateHz) / 2)));
    picture.addEventListener("error", () => this.replaceChildren(note(this.dataset.textMissing)));
    picture.src = this.dataset.picture;
    this.append(picture);
  }

  #place(name, fraction) {
    this.toggleAttribute(`data-${name}`, fraction !== null);
    if (fraction !== null) this.style.setProperty(`--${name}`, fraction);
  }
}

/** Labels at their place on the axis; the picture's text says the same in words. */
function marks(highestHz) {
  return MARKS.map(([hz, text]) => {
    const mark = document.createElement("span");
    mark.className = "spectrogram__mark";
    mark.textContent = text;
    mark.setAttribute("aria-hidden", "true");
    const height = Math.log(hz / LOWEST_HZ) / Math.log(highestHz / LOWEST_HZ);
    mark.style.setProperty("--height", height);
    return { mark, height };
  })
    .filter(({ height }) => height < HIGHEST_MARK)
    .map(({ mark }) => mark);
}

function note(text) {
  const missing = document.createElement("p");
  missing.textContent = text;
  return missing;
}

customElements.define("ksound-spectrogram", Spectrogram);
