"""What there is of a sound in other formats."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.core.files.storage import Storage, storages
from django.db.models import Q, QuerySet

from catalog.audio.convert import RECIPES, Format
from catalog.conversions.models import Conversion
from catalog.effects.models import AudioFile
from catalog.effects.sounds import StoredOriginal


def storage() -> Storage:
    return storages["conversions"]


def current() -> QuerySet[Conversion]:
    """Those made, or to be made, by the code of today."""
    of_today = (Q(format=kind, version=recipe.version) for kind, recipe in RECIPES.items())
    return Conversion.objects.filter(reduce(or_, of_today))


def current_of(
    files: Collection[AudioFile], formats: Collection[Format] = tuple(Format)
) -> dict[tuple[int, str], Conversion]:
    """By (file's pk, format), whatever their state: one statement."""
    found = current().filter(audio_file__in=files, format__in=formats)
    return {(one.audio_file_id, one.format): one for one in found}


def stored(conversion: Conversion) -> StoredOriginal:
    """The bytes of a conversion that is ready, without any buyer's fields."""
    assert conversion.byte_size is not None
    return StoredOriginal(storage(), conversion.storage_name, conversion.byte_size)
