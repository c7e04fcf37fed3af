"""What can be known of the sound that plays: its one <audio> element, its time, its interruptions."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.person import Person

AUDIO = "[data-testid=player] audio"

# The mark is a property of the element itself, so another <audio> in its place is known for another.
MARK = """audio => {
  audio.interruptions = [];
  audio.mark = "the same";
  for (const name of ["pause", "emptied", "abort", "ended", "seeking"])
    audio.addEventListener(name, () => audio.interruptions.push(name));
}"""


def advances(audio: Locator) -> None:
    """Fails unless the sound is heard for another fifth of a second."""
    audio.evaluate(
        """async audio => {
          const heard = () => !audio.paused && audio.readyState >= 2;
          const until = performance.now() + 20000;
          const start = audio.currentTime;
          while (!(heard() && audio.currentTime > start + 0.2)) {
            if (performance.now() > until)
              throw new Error(`silent at ${audio.currentTime} s; paused: ${audio.paused}; state: ${audio.readyState}`);
            await new Promise(next => setTimeout(next, 50));
          }
        }"""
    )


def play(listener: Person, *, effect_id: str) -> None:
    """Press play beside a sound and hear it; from here on its interruptions are counted."""
    button = listener.page.locator(f"main [data-testid=play][data-effect='{effect_id}']").first
    button.click()
    expect(listener.on("player")).to_be_visible()
    expect(button).to_have_attribute("data-state", "playing")
    audio = player(listener.page)
    advances(audio)
    audio.evaluate(MARK)


def plays_on(listener: Person) -> None:
    """The very same element still sounds, was never interrupted, and goes on."""
    audio = player(listener.page)
    assert audio.evaluate("audio => audio.mark") == "the same"
    advances(audio)
    assert audio.evaluate("audio => audio.interruptions") == []


def player(page: Page) -> Locator:
    return page.locator(AUDIO)


def is_paused(page: Page) -> bool:
    return bool(player(page).evaluate("audio => audio.paused"))


def sounding(page: Page) -> str:
    """The address the player took its sound from."""
    return str(player(page).evaluate("audio => audio.currentSrc"))
