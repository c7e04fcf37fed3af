"""What a seller and a moderator do in their browsers."""

from __future__ import annotations

import io
import re
import secrets
from dataclasses import dataclass

import numpy as np
import soundfile
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser.listening import advances
from tests.browser.person import Person

UPLOAD_BYTES_PER_S = 1_500_000
PRICE = 5_500


@dataclass(frozen=True)
class Titles:
    """How the sound on offer is called; `token` makes it another one each time."""

    token: str

    @property
    def korean(self) -> str:
        return f"양철 지붕 소나기 {self.token}"

    @property
    def english(self) -> str:
        return f"Tin Roof Downpour {self.token}"


def new_titles() -> Titles:
    return Titles(secrets.token_hex(3).upper())


def noise(*, seconds: float, seed: int = 1) -> bytes:
    """A WAV of 16 bits, 44.1 kHz, mono: soft noise that swells, long enough to be walked about with."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * 44_100)) / 44_100
    sound = rng.normal(scale=0.08, size=time.size) * (0.6 + 0.4 * np.sin(2 * np.pi * time / 3))
    out = io.BytesIO()
    soundfile.write(out, sound, 44_100, subtype="PCM_16", format="WAV")
    return out.getvalue()


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "audio/wav", "buffer": content}


def register(seller: Person, *, creator_id: str) -> None:
    """Become a seller; leads to the upload page."""
    seller.open("/sell/")
    page = seller.page
    page.locator("[name=display_name]").fill(f"소리 {creator_id}")
    page.locator("[name=kind][value=individual]").check()
    page.locator("[name=creator_id]").fill(creator_id)
    page.locator("[name=accept_agreement]").check()
    page.locator("main form [type=submit]").click()
    expect(page).to_have_url(re.compile(r"/studio/upload/$"))


def upload(seller: Person, *files: FilePayload) -> None:
    """Choose the files together. A slow line makes the progress last long enough to be seen."""
    line = seller.page.context.new_cdp_session(seller.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": UPLOAD_BYTES_PER_S}
    line.send("Network.emulateNetworkConditions", slow)
    seller.on("upload-input").set_input_files(list(files))
    slowest = seller.on("upload-progress").last  # the first file is the large one, new rows come above
    expect(slowest).to_be_visible()
    expect(slowest).not_to_have_js_property("value", 0)
    expect(seller.on("upload-progress")).to_have_count(0)
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    line.detach()


def row(seller: Person, name: str) -> Locator:
    return seller.on("upload-row").filter(has_text=name)


def describe(seller: Person, *, name: str) -> None:
    """From the row of a ready file to its form."""
    row(seller, name).get_by_role("link").click()
    expect(seller.page).to_have_url(re.compile(r"/studio/effects/\w{26}/$"))


def submit(seller: Person, *, titles: Titles) -> str:
    """Title, price and rights, then to review; the sound's public id."""
    page = seller.page
    effect_id = page.url.rstrip("/").rpartition("/")[2]
    page.locator("[name=title_ko]").fill(titles.korean)
    page.locator("[name=title_en]").fill(titles.english)
    page.locator("[name=price]").fill(str(PRICE))
    page.locator("[name=ai_use][value=none]").check()
    page.locator("[name=declare_rights]").check()
    seller.on("submit-for-review").click()
    expect(page).to_have_url(re.compile(r"/studio/effects/$"))
    expect(seller.on("flash").first).to_be_visible()
    return effect_id


def approve(moderator: Person, *, effect_id: str) -> None:
    """Find it in the queue, hear it there, let it on sale."""
    page = moderator.page
    moderator.open(f"/admin/catalog/effectinreview/?q={effect_id}")
    page.locator("#result_list a[href*='/change/']").first.click()
    expect(moderator.on("waveform").locator("canvas")).to_be_visible()
    page.locator("[data-review] audio").evaluate("audio => audio.play()")
    advances(page.locator("[data-review] audio"))
    moderator.on("review-approve").click()
    expect(page).to_have_url(re.compile(r"/admin/catalog/effectinreview/(\?.*)?$"))
