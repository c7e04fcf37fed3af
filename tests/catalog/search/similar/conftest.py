"""Sounds whose features are given: places in the space in which neighbours sound alike."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import numpy as np
import pytest

from catalog.audio.features import SIZE
from catalog.effects.models import Effect
from catalog.search import operations
from catalog.search.similar.nearest import Anchor
from catalog.search.similar.operations import anchor_of

PlaceSound = Callable[..., Effect]


def anchor(effect: Effect) -> Anchor:
    """The effect as a sound to be compared with, which it can be."""
    found = anchor_of(effect)
    assert found is not None
    return found


def at_place(distance: float = 0.0, *, group: slice = slice(0, SIZE), seed: int = 1) -> list[float]:
    """64 features so far from one fixed place, in one group of them."""
    place = np.random.default_rng(99).normal(0, 1, SIZE)
    away = np.random.default_rng(seed).normal(0, 1, SIZE)
    there = np.zeros(SIZE)
    there[group] = away[group]
    return [float(value) for value in place + distance * there / np.linalg.norm(there)]


@pytest.fixture
def place_sound(make_effect) -> PlaceSound:
    """An indexed sound on sale with these features; `pcm` is the hash of its samples."""
    numbers = count(1)

    def place(features: list[float], *, pcm: str = "", **fields) -> Effect:
        index = fields.pop("index", True)
        effect = make_effect(index=False, **fields)
        file = effect.file
        file.features, file.pcm_sha256 = features, pcm or f"{next(numbers):016x}".ljust(64, "0")
        file.save()
        if index:
            operations.index(Effect.objects.with_facts().get(pk=effect.pk))
        return Effect.objects.with_facts().get(pk=effect.pk)

    return place
