"""Who is to be credited for a project, and under which licences its sounds may be used."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from catalog.effects.models import Effect
from ksound.core.models import User
from ksound.lib.cells import neutral
from marketplace.licences.models import Licence
from marketplace.projects import buying, file_names
from marketplace.projects.cues.table import BOM
from marketplace.projects.models import Project

COLUMNS = ("title", "cat_id", "file_name", "seller", "sound_id", "licence", "serial", "state", "granted_at")


@dataclass(frozen=True, slots=True)
class Credit:
    """One sound under one of the owner's licences, or under none yet."""

    effect: Effect
    licence: Licence | None

    @property
    def is_valid(self) -> bool:
        return self.licence is not None and self.licence.is_active


def report(*, project: Project, holder: User) -> list[Credit]:
    """Every sound once for each licence its holder was ever granted: two statements."""
    effects = buying.effects_of(project)
    granted: dict[int, list[Licence]] = defaultdict(list)
    found = Licence.objects.filter(holder=holder, order_line__effect__in=effects).select_related("order_line")
    for licence in found.order_by("granted_at", "pk"):
        granted[licence.order_line.effect_id].append(licence)
    nothing: list[Licence | None] = [None]
    return [Credit(effect, licence) for effect in effects for licence in granted[effect.pk] or nothing]


def sellers(credits: list[Credit]) -> list[str]:
    """The names to print, each once, in order."""
    return list(dict.fromkeys(credit.effect.seller.display_name for credit in credits))


def table(credits: list[Credit]) -> bytes:
    """CSV (RFC 4180), UTF-8 with a byte order mark; `state` is empty where there is no licence."""
    out = io.StringIO(BOM)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([neutral(cell) for cell in _cells(credit)] for credit in credits)
    return out.getvalue().encode()


def _cells(credit: Credit) -> tuple[str, ...]:
    effect, licence = credit.effect, credit.licence
    sound = (effect.title, effect.cat_id, file_names.of(effect), effect.seller.display_name, effect.public_id)
    if licence is None:
        return (*sound, "", "", "", "")
    return (*sound, licence.order_line.licence_code, licence.serial, licence.state, _iso(licence.granted_at))


def _iso(at: datetime) -> str:
    return localtime(at).isoformat(timespec="seconds")
