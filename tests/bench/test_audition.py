"""From a key to its sound, in Chromium on the running site, beside what the browser itself takes to start a sound.

Measured in the page: from the keydown of J until, after the element's "playing", its time advances. "Ahead": each
sound is given the time to fetch the ones after it, as anybody who listens gives it. "Cold": nothing is fetched ahead
(Save-Data). The floor: the same file from memory, by a bare <audio>, from play() until its time advances.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import auditioning
from tests.browser.chromium import ARGUMENTS, PATIENCE_MS, program
from tests.browser.stack import Stack, running_stack
from tests.browser.stocking import more_sounds

pytestmark = pytest.mark.bench

NAME, ROWS = "Cedar latch", 60
KEYS = 55
BARS_MS = {"ahead": 80, "cold": 300}
SAVES_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
# Whether the three sounds after the present one have come.
NEXT_ARE_HERE = """() => {
  const rows = [...document.querySelectorAll("#results [data-play]")];
  const place = rows.findIndex(each => each.dataset.state);
  const come = performance.getEntriesByType("resource").map(each => each.name);
  return rows.slice(place + 1, place + 4).every(each => come.some(name => name.endsWith(each.dataset.preview)));
}"""
FLOOR = """async ({ address, rounds }) => {
  const sound = URL.createObjectURL(await (await fetch(address)).blob());
  const audio = new Audio();
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    audio.src = sound;
    const begun = performance.now();
    await audio.play();
    while (audio.currentTime === 0 && performance.now() < begun + 5000) await new Promise(next => setTimeout(next, 1));
    times.push(performance.now() - begun);
    audio.pause();
  }
  return times;
}"""


@pytest.fixture
def site() -> Iterator[Stack]:
    with running_stack() as stack, more_sounds(stack, count=ROWS, name=NAME):
        yield stack


def test_from_a_key_to_its_sound(site: Stack) -> None:
    found = program()
    if found is None:
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        measured = {kind: keys_ms(browser, site, kind=kind) for kind in BARS_MS}
        floor = floor_ms(browser, site)
        browser.close()
    base = statistics.median(floor)
    print(f"\nfrom key to sound, {KEYS} rows       p50 ms   p95 ms   × floor (p50)   bar p95")
    for kind, times in measured.items():
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
        print(f"{kind:<31} {p50:8.0f} {p95:8.0f} {p50 / base:15.1f} {BARS_MS[kind]:9}")
    print(f"{'floor: file in memory':<31} {base:8.0f} {statistics.quantiles(floor, n=20)[18]:8.0f}")


def keys_ms(browser: Browser, site: Stack, *, kind: str) -> list[float]:
    """For `KEYS` presses of J in a list of results; a new person, so an empty cache."""
    page = results(browser, site, saves_data=kind == "cold")
    auditioning.watch(page)
    page.locator("#results [data-testid=effect-card]").first.focus()
    for count in range(1, KEYS + 1):
        page.keyboard.press("j")
        auditioning.wait_for(page, count)
        if kind == "ahead":
            page.wait_for_function(NEXT_ARE_HERE)
        page.wait_for_timeout(100)
    times = auditioning.heard_ms(page)
    page.context.close()
    # The first is cold in any case.
    return times[1:]


def floor_ms(browser: Browser, site: Stack) -> list[float]:
    page = results(browser, site)
    address = page.locator("#results [data-play]").first.get_attribute("data-preview")
    times = page.evaluate(FLOOR, {"address": address, "rounds": KEYS})
    return [float(each) for each in times]


def results(browser: Browser, site: Stack, *, saves_data: bool = False) -> Page:
    context = browser.new_context(base_url=site.base, locale="en-GB", viewport={"width": 1440, "height": 900})
    if saves_data:
        context.add_init_script(SAVES_DATA)
    # A browser remembers 250 requests of a page unless told otherwise.
    context.add_init_script("performance.setResourceTimingBufferSize(5000)")
    page = context.new_page()
    page.goto("/en/search/?q=cedar+latch&shown=72")
    page.wait_for_load_state("networkidle")
    return page
