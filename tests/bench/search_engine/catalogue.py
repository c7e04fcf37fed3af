"""A synthetic catalogue: rows only, no sound. The same numbers always give the same effects.

Words follow Zipf's law, a third of them synonyms of the effect's own category; 55 % have only a Korean title.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import numpy as np
from django.db import connection, models, transaction

from catalog.effects.models import AudioFile, Effect
from catalog.ucs import schedule
from ksound.core.models import User
from sellers.registration.models import Seller

CHUNK = 10_000
EFFECTS_A_SELLER = 200
VOCABULARY = 20_000
START = datetime(2020, 1, 1, tzinfo=UTC)
_SYLLABLES = [chr(code) for code in range(ord("가"), ord("힣"), 23)]
_LETTERS = [one + other for one in "bdfghklmnprstvw" for other in "aeio"]
_LICENCES = [["creator"], ["creator", "team"], ["creator", "team", "production"]]


class Words:
    """Two vocabularies by rank: the synonyms of UCS first, then made-up words."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        entries = list(schedule.schedule().values())
        self.korean = _ranked(
            (word for entry in entries for word in entry.synonyms_ko if " " not in word), _SYLLABLES, 2, rng
        )
        self.english = _ranked(
            (word for entry in entries for word in entry.synonyms_en if word.isalpha()), _LETTERS, 3, rng
        )
        self.chances = 1 / np.arange(1, VOCABULARY + 1)
        self.chances /= self.chances.sum()


def _ranked(known: Iterable[str], parts: Sequence[str], length: int, rng: np.random.Generator) -> list[str]:
    words = list(dict.fromkeys(known))
    rng.shuffle(words)
    found = dict.fromkeys(words)
    while len(found) < VOCABULARY:
        found["".join(parts[place] for place in rng.integers(0, len(parts), length + len(found) % 2))] = None
    return list(found)[:VOCABULARY]


def fill(size: int) -> int:
    """Add effects until there are `size`, in chunks that each are whole; returns how many were added."""
    words, before = Words(), Effect.objects.count()
    for begin in range(before, size, CHUNK):
        _add(words, begin, min(begin + CHUNK, size))
    if before < size:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return max(size - before, 0)


@transaction.atomic
def _add(words: Words, begin: int, end: int) -> None:
    rng = np.random.default_rng(begin + 7)
    sellers = range(begin // EFFECTS_A_SELLER + 1, (end - 1) // EFFECTS_A_SELLER + 2)
    new = [number for number in sellers if (number - 1) * EFFECTS_A_SELLER >= begin]
    people = [
        {"id": number, "public_id": _ulid("U", number), "email": f"s{number}@example.com", "password": ""}
        for number in new
    ]
    _copy(User, [one | {"date_joined": START} for one in people])
    _copy(Seller, (_seller(number) for number in new))
    made = [_sound(words, rng, number) for number in range(begin + 1, end + 1)]
    _copy(AudioFile, (file for file, _effect in made))
    _copy(Effect, (effect for _file, effect in made))


def _seller(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": _ulid("S", number),
        "user_id": number,
        "display_name": f"소리꾼 {number}",
        "kind": "individual",
        "creator_id": f"KS{number}",
        "agreement_version": "1",
        "agreement_accepted_at": START,
    }


def _sound(words: Words, rng: np.random.Generator, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    cat_ids = list(schedule.schedule())
    entry = schedule.get(cat_ids[int(len(cat_ids) * rng.random() ** 2)])
    seller = (number - 1) // EFFECTS_A_SELLER + 1
    is_free = rng.random() < 0.2
    is_korean, is_both = rng.random() < 0.55, rng.random() < 0.2
    at = START + timedelta(minutes=3 * number)
    file = {
        "id": number,
        "public_id": _ulid("F", number),
        "seller_id": seller,
        "state": "ready",
        "original_name": f"{number}.wav",
        "byte_size": 1,
        "sha256": f"{number:064}",
        "storage_name": f"{number}.wav",
        "uploaded_at": at,
        "duration_ms": int(200 * 10 ** (3 * rng.random())),
        "sample_rate_hz": int(rng.choice([44_100, 48_000, 96_000, 192_000], p=[0.15, 0.5, 0.3, 0.05])),
        "bit_depth": int(rng.choice([16, 24, 32], p=[0.15, 0.7, 0.15])),
        "channels": int(rng.choice([1, 2, 6], p=[0.35, 0.6, 0.05])),
        "integrated_lufs": float(np.clip(rng.normal(-23, 7), -60, -3)),
    }
    effect = {
        "id": number,
        "public_id": _ulid("E", number),
        "seller_id": seller,
        "file_id": number,
        "state": "published",
        "cat_id": entry.cat_id,
        "title_ko": _text(words.korean, entry.synonyms_ko, words, rng, 3) if is_korean or is_both else "",
        "title_en": _text(words.english, entry.synonyms_en, words, rng, 3)
        if not is_korean or is_both
        else "",
        "keywords": [_text(words.english, (), words, rng, 1), _text(words.korean, (), words, rng, 1)],
        "description": _text(words.english, entry.synonyms_en, words, rng, 8) if rng.random() < 0.5 else "",
        "price_minor": 0 if is_free else 500 * int(rng.integers(1, 40)),
        "licence_codes": ["public"] if is_free else _LICENCES[int(rng.integers(0, 3))],
        "source": "public" if is_free and rng.random() < 0.3 else "private",
        "ai_use": ["", "none", "none", "assisted"][int(rng.integers(0, 4))],
        "created_at": at,
        "submitted_at": at,
        "published_at": at,
    }
    return file, effect


def _text(
    vocabulary: list[str], own: Sequence[str], words: Words, rng: np.random.Generator, length: int
) -> str:
    ranks = np.searchsorted(_cumulative(words), rng.random(length))
    chosen = [vocabulary[min(int(rank), VOCABULARY - 1)] for rank in ranks]
    if own and rng.random() < 0.6:
        chosen[0] = own[int(rng.integers(0, len(own)))]
    return " ".join(chosen)[:40] if length == 1 else " ".join(chosen)[:120]


def _cumulative(words: Words) -> np.ndarray:
    found: np.ndarray = words.__dict__.setdefault("cumulative", words.chances.cumsum())
    return found


def _ulid(kind: str, number: int) -> str:
    return f"0{kind}{number:024}"


def _copy(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Rows of a model; fields left out have their defaults."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    defaults = {str(field.column): field.get_default() for field in fields}
    lines = StringIO("".join(_lines(defaults | row for row in rows)))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({', '.join(defaults)}) FROM STDIN", lines)


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield "\t".join(map(_field, row.values())) + "\n"


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, list):
        return "{" + ",".join(json.dumps(part, ensure_ascii=False) for part in value) + "}"
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
