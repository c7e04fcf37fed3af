/*
 * What drawings of a sound share: the width of the element is a span of time, the whole sound unless they are zoomed.
 * They are pictures; sliders beside them carry keyboard and assistive technology.
 */

export const WHOLE = Object.freeze({ from: 0, to: 1 });

/** Where on the element's width the pointer is, 0 to 1. */
export function placeAt(element, event) {
  const box = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}

/** The moment of the sound there, as a fraction of the whole; `element.span` says what is drawn. */
export function fractionAt(element, event) {
  const { from, to } = element.span ?? WHOLE;
  return from + placeAt(element, event) * (to - from);
}

/** Where a moment lies on the width: 0 to 1 inside, less or more outside of what is drawn. */
export function placeOf(fraction, { from, to }) {
  return (fraction - from) / (to - from);
}

/** Ask to play from where the pointer is, through the bubbling event "ksound:seek" with `{ effect, fraction }`. */
export function askToPlay(element, event) {
  const place = placeAt(element, event);
  // Whoever aims at the start means the attack, and a finger is less exact than a mouse.
  const start = event.pointerType === "touch" ? 0.15 : 0.05;
  const isStart = place < start && !(element.span?.from > 0);
  const detail = { effect: element.dataset.effect, fraction: isStart ? 0 : fractionAt(element, event) };
  element.dispatchEvent(new CustomEvent("ksound:seek", { bubbles: true, detail }));
}

/** Call `point` with the place under the mouse and the event, and with null once it has left. */
export function followPointer(element, point) {
  element.addEventListener("pointermove", (event) => point(event.pointerType === "mouse" ? placeAt(element, event) : null, event));
  element.addEventListener("pointerleave", () => point(null));
}
