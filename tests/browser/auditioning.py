"""A list heard by its keys: what is audible, measured in the page itself."""

from __future__ import annotations

from playwright.sync_api import Page

# Kept in the page, so that a page load is known by its absence. A sound counts as heard once its time advances after
# the element said "playing".
WATCH = """() => {
  const audio = document.querySelector("[data-testid=player] audio");
  window.heard = { times: [], effects: [], pressed: null };
  document.addEventListener("keydown", event => {
    if (/^Key[JK]$|^Arrow(Down|Up)$/.test(event.code)) window.heard.pressed = performance.now();
  }, { capture: true });
  document.addEventListener("click", () => (window.heard.pressed = performance.now()), { capture: true });
  audio.addEventListener("playing", () => {
    const { pressed } = window.heard;
    // What the sound before says late is not meant.
    if (pressed === null || audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    window.heard.pressed = null;
    const begun = audio.currentTime;
    const note = () => {
      if (audio.currentTime <= begun) return void setTimeout(note, 1);
      window.heard.times.push(performance.now() - pressed);
      window.heard.effects.push(audio.src);
    };
    note();
  });
}"""

# Waits until `count` sounds have been heard since `WATCH`.
HEARD = "count => window.heard.times.length >= count"


def watch(page: Page) -> None:
    """From here on every key that moves in the list, and every touch, is timed until its sound advances."""
    page.evaluate(WATCH)


def wait_for(page: Page, count: int) -> None:
    page.wait_for_function(HEARD, arg=count, polling=20)


def heard_ms(page: Page) -> list[float]:
    """From each key to the sound that advances, in ms. Raises when another page was loaded meanwhile."""
    return [float(each) for each in page.evaluate("window.heard.times")]


def heard_effects(page: Page) -> list[str]:
    """The addresses of what was heard, in its order."""
    return [str(each) for each in page.evaluate("window.heard.effects")]
