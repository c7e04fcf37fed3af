/*
 * What drawings of a sound share: the width of the element is its length in time. They are pictures; the site's player
 * carries the slider for keyboard and assistive technology.
 */

/** Where on the element's width the pointer is, 0 to 1. */
export function fractionAt(element, event) {
  const box = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}

/** Ask to play from where the pointer is, through the bubbling event "ksound:seek" with `{ effect, fraction }`. */
export function askToPlay(element, event) {
  const fraction = fractionAt(element, event);
  // Whoever aims at the start means the attack, and a finger is less exact than a mouse.
  const start = event.pointerType === "touch" ? 0.15 : 0.05;
  const detail = { effect: element.dataset.effect, fraction: fraction < start ? 0 : fraction };
  element.dispatchEvent(new CustomEvent("ksound:seek", { bubbles: true, detail }));
}

/** Call `point` with the fraction under the mouse, and with null once it has left. */
export function followPointer(element, point) {
  element.addEventListener("pointermove", (event) => point(event.pointerType === "mouse" ? fractionAt(element, event) : null));
  element.addEventListener("pointerleave", () => point(null));
}
