import { clock } from "./time.js";

/**
 * The part of the sound that plays, between two moments that the keys [ and ] set. The player's bar then links to the
 * search by that part; a form for it on the page follows along.
 */
export function mount(bar, player) {
  const link = bar.querySelector("[data-player-region]");
  let region = {};

  const show = () => {
    const { effect, from, to } = region;
    const isWhole = effect === player.track?.effect && from !== undefined && to > from;
    link.hidden = !isWhole;
    if (!isWhole) return;
    const asked = new URLSearchParams({ sound: effect, from: seconds(from), to: seconds(to) });
    link.href = `${link.dataset.address}?${asked}`;
    link.querySelector("[data-span]").textContent = `${clock(from)}–${clock(to)}`;
  };

  document.addEventListener("ksound:region", ({ detail: { edge } }) => {
    if (!player.track) return;
    const { effect } = player.track;
    if (region.effect !== effect) region = { effect, from: 0 };
    region[edge] = player.positionMs;
    for (const form of document.querySelectorAll("ksound-region")) if (form.dataset.effect === effect) form.take(edge, player.positionMs);
    show();
  });
  player.addEventListener("track", show);
}

function seconds(ms) {
  return (ms / 1000).toFixed(3);
}

/** The form for a part of one sound: its buttons set an end to where the sound is just now. */
class Region extends HTMLElement {
  connectedCallback() {
    for (const button of this.querySelectorAll("[data-set]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.#set(button.dataset.set));
    }
  }

  take(edge, ms) {
    this.querySelector(`[data-edge=${edge}]`).value = seconds(ms);
  }

  #set(edge) {
    document.dispatchEvent(new CustomEvent("ksound:region", { detail: { edge } }));
  }
}

customElements.define("ksound-region", Region);
