import { flash } from "./flash.js";
import { trackOf } from "./queue.js";
import { clock, fill } from "./time.js";

/**
 * What plays next: the sounds queued by hand, to be reordered and taken out, then what the list goes on with.
 * Buttons with data-enqueue anywhere on a page, and the event "ksound:enqueue" `{ track, first }`, put a sound there.
 */
export function mount(bar, player) {
  const panel = bar.querySelector("[data-queue-panel]");
  const part = (name) => panel.querySelector(`[data-queue-${name}]`);
  const [list, rest, clear, empty, restHead] = ["list", "rest", "clear", "empty", "rest-head"].map(part);
  const mould = panel.querySelector("template").content.firstElementChild;
  const counts = bar.querySelectorAll("[data-queue-count]");
  const say = (sentence, track) => {
    bar.querySelector("[data-player-live]").textContent = fill(sentence, { title: track.title });
  };

  const show = () => {
    const { queued, following } = player.playlist;
    for (const count of counts) {
      count.textContent = queued.length;
      count.hidden = !queued.length;
    }
    if (!panel.matches(":popover-open")) return;
    const held = document.activeElement?.closest("[data-queue-list] li");
    const holds = held && { effect: held.dataset.effect, act: document.activeElement.dataset.act, place: [...list.children].indexOf(held) };
    list.replaceChildren(...queued.map((track, place) => row(mould, track, { place, last: queued.length - 1 })));
    rest.replaceChildren(...following.slice(0, 10).map((track) => row(mould, track)));
    clear.hidden = !queued.length;
    empty.hidden = queued.length > 0;
    restHead.hidden = !following.length;
    if (holds) focusAgain(list, panel, holds);
  };

  let told = null; // the newest message takes the place of the one before

  const enqueue = ({ track, first }) => {
    player.arrange((playlist) => playlist.enqueue(track, { first }));
    if (!player.track) return void player.step(1); // nothing to wait for
    const next = { text: panel.dataset.textNext, run: () => enqueue({ track, first: true }) };
    told?.remove();
    told = flash(fill(first ? panel.dataset.textIsNext : panel.dataset.textAdded, { title: track.title }), "success", first ? null : next);
  };

  panel.addEventListener("toggle", show);
  player.addEventListener("queue", show);
  player.addEventListener("track", show);
  clear.addEventListener("click", () => {
    player.arrange((playlist) => playlist.clear());
    panel.querySelector("[data-popover-close]").focus();
  });
  panel.addEventListener("click", ({ target }) => {
    const act = target.closest("[data-act]")?.dataset.act;
    const track = act && [...player.playlist.queued, ...player.playlist.following].find(({ effect }) => effect === target.closest("li").dataset.effect);
    if (!track) return;
    if (act === "play") player.skipTo(track.effect);
    else if (act === "remove") player.arrange((playlist) => playlist.remove(track.effect));
    else player.arrange((playlist) => playlist.move(track.effect, act === "up" ? -1 : 1));
    if (act !== "play") say(act === "remove" ? panel.dataset.textRemoved : panel.dataset.textMoved, track);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-enqueue]");
    if (!button) return;
    const scope = button.closest(".effect-row, .effect-head, .wave-panel, #main");
    const source = scope.querySelector("[data-play]") ?? document.querySelector(`#main [data-play][data-effect="${CSS.escape(button.value)}"]`);
    if (source) enqueue({ track: trackOf(source), first: event.shiftKey });
  });
  document.addEventListener("ksound:enqueue", ({ detail }) => enqueue(detail));
  show();
}

function row(mould, track, { place = null, last } = {}) {
  const item = mould.cloneNode(true);
  item.dataset.effect = track.effect;
  item.querySelector("[data-title]").textContent = track.title;
  item.querySelector("[data-length]").textContent = clock(track.durationMs);
  for (const button of item.querySelectorAll("[data-act]")) {
    const { act } = button.dataset;
    button.setAttribute("aria-label", fill(button.dataset.label, { title: track.title }));
    if (act !== "play" && place === null) button.remove();
    if ((act === "up" && place === 0) || (act === "down" && place === last)) button.disabled = true;
  }
  return item;
}

/** The list was built anew: the hand stays on what it moved, or where something was taken out. */
function focusAgain(list, panel, { effect, act, place }) {
  const item = list.querySelector(`[data-effect="${CSS.escape(effect)}"]`) ?? list.children[Math.min(place, list.children.length - 1)];
  const button = item?.querySelector(`[data-act=${act}]:not(:disabled)`) ?? item?.querySelector("[data-act=remove]");
  (button ?? panel.querySelector("[data-popover-close]")).focus();
}
