import { preferences } from "./preferences.js";
import { listOf, trackOf } from "./queue.js";

const REST_MS = 180; // a mouse on its way somewhere does not mean what it passes

/** Who asked for it hears a row of a list as soon as the mouse rests on its drawing. */
export function mount(player) {
  let timer = 0;
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    clearTimeout(timer);
    if (pointerType !== "mouse" || !preferences.get("hoverPlays")) return;
    const button = target.closest?.("[data-queue] ksound-waveform")?.closest(".effect-row")?.querySelector("[data-play]");
    if (!button || button.dataset.effect === player.track?.effect) return;
    timer = setTimeout(() => player.play(trackOf(button), listOf(button)), REST_MS);
  });
}
