"""Server time and weight of the pages buyers see most, beside bare pages of as many cards (`bare`).

`KSOUND_BENCH_SOUNDS` is the size of the catalogue.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.bench import bare, shelves, weights

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SOUNDS = int(os.environ.get("KSOUND_BENCH_SOUNDS", "20000"))
ROUNDS = 60
ALONE, FRAMED = "24 cards alone", "24 cards in our frame"
HTML_BAR, FILES_BAR = 60, 90  # KB


@pytest.fixture
def pages(at: datetime, settings: Any) -> dict[str, str]:
    """Name → address, among them the bare page."""
    newest = shelves.fill(SOUNDS, at=at)
    settings.ROOT_URLCONF = bare.__name__
    bare.cards[:] = bare.newest()
    search = reverse("search")
    return {
        ALONE: reverse("bare-alone"),
        FRAMED: reverse("bare-framed"),
        "no page (/healthz)": reverse("healthz"),
        "home": reverse("home"),
        "search, everything": search,
        "search, one Korean word": f"{search}?q=발소리",
        "search, two words": f"{search}?q=rain+door",
        "search, category and price": f"{search}?category=DOOR&price=free",
        "effect page": newest.get_absolute_url(),
    }


def test_pages_beside_a_bare_page_of_as_many_cards(
    pages: dict[str, str], client: Client, settings: Any, tmp_path: Path
) -> None:
    measured = medians_ms(client, pages)
    print(f"\n{SOUNDS:,} sounds                  p50 ms  requests/s  × alone  × framed  HTML KB (gzip)")
    for name, address in pages.items():
        ms, kb = measured[name], weights.of_page(client.get(address).content) / 1000
        ratios = f"{measured[ALONE] / ms:9.2f} {measured[FRAMED] / ms:9.2f}"
        print(f"{name:<28} {ms:8.1f} {1000 / ms:11.0f} {ratios} {kb:15.1f}")
    print(f"bars: home, search, effect page ≥ 0.5 × a bare page of 24 cards; HTML ≤ {HTML_BAR} KB")
    print_files(client, pages, settings, tmp_path / "static")


def print_files(client: Client, pages: Mapping[str, str], settings: Any, folder: Path) -> None:
    settings.STATIC_ROOT = folder
    settings.STORAGES["staticfiles"] = {"BACKEND": "ksound.core.storage.HashedStaticStorage"}
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in ("home", "search, everything", "effect page"):
        files = weights.of_files(client.get(pages[name]).content.decode(), folder)
        told = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in files.items())
        print(
            f"{name}: JS and CSS {sum(files.values()) / 1000:.1f} KB compressed ({told}); bar ≤ {FILES_BAR} KB"
        )


def medians_ms(client: Client, pages: Mapping[str, str]) -> dict[str, float]:
    """Of each page; turn by turn, so that what slows the machine slows all of them."""
    times: dict[str, list[float]] = {name: [] for name in pages}
    for name, address in pages.items():
        assert client.get(address).status_code == 200, name
    for _ in range(ROUNDS):
        for name, address in pages.items():
            started = time.perf_counter()
            client.get(address)
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(of_page) for name, of_page in times.items()}
