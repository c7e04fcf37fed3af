/** What a play button says about its sound; levels are null where nothing was measured. */
export function trackOf(button) {
  const { effect, preview, peaks, title, url, durationMs, by, lufs, truePeak } = button.dataset;
  return {
    effect, preview, peaks, title, url,
    by: by ?? "",
    durationMs: Number(durationMs) || 0,
    lufs: lufs ? Number(lufs) : null,
    truePeak: truePeak ? Number(truePeak) : null,
  };
}

/** The sounds that stand in one list with this button, in the order of the page. */
export function listOf(button) {
  const list = button.closest("[data-queue]");
  const buttons = list ? [...list.querySelectorAll("[data-play]")] : [button];
  return buttons.map(trackOf);
}

/** The play button of a sound on the present page, nearest first. */
export function buttonFor(effect, near = document) {
  const selector = `[data-play][data-effect="${CSS.escape(effect ?? "")}"]`;
  return near.querySelector(selector) ?? document.querySelector(selector);
}
