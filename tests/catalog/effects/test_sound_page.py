"""What the page of a sound says of it: its drawings and its measurements."""

from __future__ import annotations

import io
import re
from datetime import datetime
from html import unescape

import numpy as np
import pytest
import soundfile
from django.template import Context, Template
from django.test import Client

from catalog.effects.models import AudioFile, Effect
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import sounds


def page(client: Client, effect: Effect) -> str:
    """The page in English, as text with single spaces."""
    return re.sub(r"\s+", " ", unescape(client.get(f"/en/sounds/{effect.public_id}/").content.decode()))


def fact(text: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt> <dd>(.*?)</dd>", text)
    assert found, name
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()


def test_a_page_offers_waveform_and_spectrogram(on_sale: Effect, client: Client) -> None:
    text = page(client, on_sale)
    assert f'data-picture="{on_sale.spectrogram_url}"' in text
    assert f'data-peaks="{on_sale.peaks_url}"' in text
    assert 'data-rate-hz="48000"' in text
    assert "frequency upwards from 20 Hz to 24 kHz." in text
    assert text.count("data-show=") == 2


def test_every_measurement_has_its_unit(
    seller: Seller, moderator: User, at: datetime, client: Client
) -> None:
    loud = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=sounds.wav(seconds=6))
    text = page(client, loud)
    for name, unit in {
        "Integrated loudness": "LUFS",
        "True peak": "dBTP",
        "Loudness range": "LU",
        "Loudest 3 seconds": "LUFS",
        "Loudest moment": "LUFS",
        "Sample peak": "dBFS",
        "Noise floor": "dBFS",
    }.items():
        assert re.match(rf"−?\d+\.\d {unit}( |$)", fact(text, name)), name


def test_a_clip_too_short_for_a_loudness_says_that_it_was_looped(
    seller: Seller, moderator: User, at: datetime, client: Client
) -> None:
    clip = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=sounds.wav(seconds=0.2))
    text = page(client, clip)
    assert fact(text, "Integrated loudness").endswith("LUFS of the looped sound")
    assert fact(text, "Loudest 3 seconds").startswith("–")


def test_six_channels_are_told_with_their_places(
    seller: Seller, moderator: User, at: datetime, client: Client
) -> None:
    out = io.BytesIO()
    noise = np.random.default_rng(1).standard_normal((24_000, 6)) * 0.05
    soundfile.write(out, noise, 48_000, format="WAV", subtype="PCM_16")
    surround = sounds.on_sale(seller=seller, moderator=moderator, at=at, content=out.getvalue())
    AudioFile.objects.filter(pk=surround.file_id).update(channel_layout="5.1(side)")
    assert fact(page(client, surround), "Channels") == "6 channels · 5.1 side"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{{ 'stereo'|speakers }}", ""),
        ("{{ '6 channels'|speakers }}", ""),
        ("{{ ''|speakers }}", ""),
        ("{{ '7.1(wide-side)'|speakers }}", "7.1 wide-side"),
        ("{{ 192000|half_khz }}", "96 kHz"),
        ("{{ 44100|half_khz }}", "22.05 kHz"),
        ("{{ none|half_khz }}", ""),
        ("{{ level|lu }}", "12.3 LU"),
        ("{{ level|dbfs }}", "12.3 dBFS"),
    ],
)
def test_facts_are_written_as_engineers_write_them(written: str, shown: str) -> None:
    assert Template("{% load ksound %}" + written).render(Context({"none": None, "level": 12.34})) == shown
