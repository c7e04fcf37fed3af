import { region } from "./region.js";
import { clock } from "./time.js";

/** The player's bar links to the search by the marked part; a form for it on the page follows along. */
export function mount(bar, player) {
  const link = bar.querySelector("[data-player-region]");
  const track = bar.querySelector(".player__track");

  const show = () => {
    const marked = region.of(player.track?.effect);
    showTools(player, marked);
    link.hidden = !marked;
    track.toggleAttribute("data-region-shown", Boolean(marked));
    if (!marked) return;
    const { effect, from, to, durationMs } = marked;
    for (const [edge, ms] of Object.entries({ from, to })) track.style.setProperty(`--${edge}`, ms / durationMs);
    link.href = `${link.dataset.address}?${new URLSearchParams({ sound: effect, from: seconds(from), to: seconds(to) })}`;
    link.querySelector("[data-span]").textContent = `${clock(from)}–${clock(to)}`;
    for (const form of document.querySelectorAll("ksound-region")) if (form.dataset.effect === effect) form.take(marked);
  };

  document.addEventListener("ksound:region", ({ detail: { edge } }) => {
    const { track, positionMs, durationMs } = player;
    if (track) region.mark(edge, { effect: track.effect, positionMs, durationMs });
  });
  document.addEventListener("click", ({ target }) => {
    const name = target.closest?.("[data-region]")?.dataset.region;
    if (name === "clear") region.clear();
    else if (name) document.dispatchEvent(new CustomEvent("ksound:region", { detail: { edge: name } }));
  });
  document.addEventListener("htmx:afterSettle", show);
  region.addEventListener("change", show);
  player.addEventListener("track", show);
  show();
}

/** The buttons beside a drawing mark the sound that plays, so they wait until that is theirs. */
function showTools(player, marked) {
  for (const button of document.querySelectorAll("[data-region]")) {
    const { effect } = button.closest(".wave-panel").querySelector("[data-play]").dataset;
    const isTheirs = effect === player.track?.effect;
    if (button.dataset.region === "clear") button.hidden = !(isTheirs && marked);
    else button.disabled = !isTheirs;
  }
}

function seconds(ms) {
  return (ms / 1000).toFixed(3);
}

/** The form for a part of one sound: its buttons set an end to where the sound is just now. */
class RegionForm extends HTMLElement {
  connectedCallback() {
    for (const button of this.querySelectorAll("[data-set]")) {
      button.hidden = false;
      button.addEventListener("click", () =>
        document.dispatchEvent(new CustomEvent("ksound:region", { detail: { edge: button.dataset.set } })),
      );
    }
  }

  take(ends) {
    for (const edge of ["from", "to"]) this.querySelector(`[data-edge=${edge}]`).value = seconds(ends[edge]);
  }
}

customElements.define("ksound-region", RegionForm);
