"""A catalogue for measuring pages: rows alone, without sound, because pages read nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from catalog.effects.models import AudioFile, Effect
from catalog.search import reindexing
from catalog.ucs import schedule
from ksound.core.models import User
from sellers.registration.models import Seller

_SELLERS = 40
_RATES, _DEPTHS, _PRICES = (44_100, 48_000, 96_000, 192_000), (16, 24), (0, 1_000, 3_000, 5_500, 9_900)
_KOREAN = ("비", "바람", "나무 문", "발소리", "종", "장구", "빗소리", "골목", "시장", "한옥 마루")
_ENGLISH = ("Rain", "Wind", "Wooden door", "Footsteps", "Bell", "Drum", "Storm", "Alley", "Market", "Floor")


def fill(effects: int, *, at: datetime) -> Effect:
    """So many effects on sale, indexed and analysed; returns the newest."""
    dice = random.Random(20_000)
    sellers = Seller.objects.bulk_create(_sellers(at))
    files = AudioFile.objects.bulk_create(_files(effects, sellers, dice, at), batch_size=2_000)
    on_sale = Effect.objects.bulk_create(_effects(files, dice, at), batch_size=2_000)
    for _written in reindexing.rebuild(afresh=True):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return on_sale[-1]


def _sellers(at: datetime) -> Iterator[Seller]:
    users = User.objects.bulk_create(User(email=f"shelf{number}@example.com") for number in range(_SELLERS))
    for number, user in enumerate(users):
        yield Seller(
            user=user,
            display_name=f"소리꾼 {number}",
            creator_id=f"SH{number:02}",
            kind="individual",
            agreement_version="1",
            agreement_accepted_at=at,
        )


def _files(effects: int, sellers: list[Seller], dice: random.Random, at: datetime) -> Iterator[AudioFile]:
    for number in range(effects):
        yield AudioFile(
            seller=sellers[number % _SELLERS],
            state="ready",
            original_name=f"{number}.wav",
            byte_size=1,
            sha256=f"{number:064}",
            pcm_sha256=f"{number:064x}",
            storage_name=f"{number}",
            uploaded_at=at,
            duration_ms=round(10 ** dice.uniform(2.3, 5.3)),
            sample_rate_hz=dice.choice(_RATES),
            bit_depth=dice.choice(_DEPTHS),
            channels=dice.choice((1, 2, 2, 6)),
            container="wav",
            integrated_lufs=dice.uniform(-40, -8),
        )


def _effects(files: list[AudioFile], dice: random.Random, at: datetime) -> Iterator[Effect]:
    cat_ids = [cat_id for category in schedule.categories() for cat_id in category.cat_ids]
    for number, file in enumerate(files):
        price = dice.choice(_PRICES)
        one, two = dice.randrange(len(_KOREAN)), dice.randrange(len(_KOREAN))
        yield Effect(
            seller=file.seller,
            file=file,
            state="published",
            cat_id=dice.choice(cat_ids),
            title_ko=f"{_KOREAN[one]} {_KOREAN[two]} {number}",
            title_en=f"{_ENGLISH[one]} {_ENGLISH[two]} {number}",
            keywords=[_KOREAN[two], _ENGLISH[one].lower()],
            price_minor=price,
            licence_codes=["creator", "team", "production"] if price else ["public"],
            source="private" if price else "public",
            created_at=at,
            published_at=at + timedelta(minutes=number),
        )
