"""Server time of the pages buyers see most, as a ratio to a page that does nothing."""

from __future__ import annotations

import statistics
import time
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import AudioFile, Effect
from catalog.search import operations as index
from ksound.core.models import User
from sellers.registration.models import Seller

EFFECTS = 1_000
ROUNDS = 40
WORDS = ("비", "바람", "문", "발소리", "종", "장구", "rain", "wind", "door", "steps", "bell", "drum")
CAT_IDS = ("RAIN", "WIND", "DOORWood", "FEETHmn", "BELLHand", "MUSCPerc")


@pytest.fixture
def catalogue(seller: Seller, moderator: User, at: datetime) -> Effect:
    """A thousand effects on sale, without sound: only rows are read here."""
    for number in range(EFFECTS):
        file = AudioFile.objects.create(
            seller=seller,
            state="ready",
            original_name=f"{number}.wav",
            byte_size=1,
            sha256=f"{number:064}",
            storage_name=f"{number}",
            uploaded_at=at,
            duration_ms=500 + number * 37,
            sample_rate_hz=48_000,
            bit_depth=24,
            channels=1 + number % 2,
        )
        word, other = WORDS[number % len(WORDS)], WORDS[number // len(WORDS) % len(WORDS)]
        effect = Effect.objects.create(
            seller=seller,
            file=file,
            state="published",
            cat_id=CAT_IDS[number % len(CAT_IDS)],
            title_ko=f"{word} {other} {number}",
            title_en=f"{word} {other} {number}",
            price_minor=number % 7 * 1_000,
            licence_codes=["creator"] if number % 7 else ["public"],
            created_at=at,
            published_at=at,
        )
        index.index(effect)
    return effect


def median_ms(client: Client, url: str) -> float:
    client.get(url)
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        assert client.get(url).status_code == 200
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


@pytest.mark.bench
@pytest.mark.django_db
def test_pages_against_the_bare_page(catalogue: Effect, client: Client) -> None:
    pages = {
        "bare page (/healthz)": reverse("healthz"),
        "home": reverse("home"),
        "search, everything": reverse("search"),
        "search, one Korean word": reverse("search") + "?q=발소리",
        "search, two words": reverse("search") + "?q=rain+door",
        "search, category and price": reverse("search") + "?category=DOOR&price=free",
        "effect page": reverse("effect-detail", args=[catalogue.public_id]),
    }
    floor = median_ms(client, pages["bare page (/healthz)"])
    print(f"\n{EFFECTS} effects                    p50 ms   × bare page")
    for name, url in pages.items():
        measured = median_ms(client, url)
        print(f"{name:<30} {measured:6.1f}   {measured / floor:8.1f}")
