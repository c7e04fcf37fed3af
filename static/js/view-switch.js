import "./spectrogram.js";

const KEY = "ksound.view";

/**
 * Waveform or spectrogram: two buttons with data-show, inside the [data-view] whose drawing they choose.
 * The choice is remembered and holds for every sound.
 */
class ViewSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.#show(remembered());
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent({ target }) {
    const button = target.closest("[data-show]");
    if (button) this.#choose(button.dataset.show);
  }

  toggle() {
    this.#choose(this.closest("[data-view]").dataset.view === "waveform" ? "spectrogram" : "waveform");
  }

  #choose(view) {
    this.#show(view);
    try {
      localStorage.setItem(KEY, view);
    } catch {
      /* private windows may refuse; then the choice holds for this page */
    }
  }

  #show(view) {
    this.closest("[data-view]").dataset.view = view;
    for (const button of this.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String(button.dataset.show === view));
    }
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY) === "spectrogram" ? "spectrogram" : "waveform";
  } catch {
    return "waveform";
  }
}

customElements.define("ksound-view-switch", ViewSwitch);
