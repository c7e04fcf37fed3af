"""Whose word counts for a sound, where its file name and its containers contradict each other.

Plain values in and out: no row is read or written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalog.audio.metadata import Metadata, Value
from catalog.audio.metadata.fields import Said, plain_key, resolve
from catalog.audio.metadata.keys import KEYS, PRIORITY
from catalog.ucs import characters, proposal, schedule
from catalog.ucs.filename import parse

# What the shop derives from the CatID by itself; a contradiction there is no question of its own.
DERIVED = ("category", "subcategory")
PROSE = ("fx_name", "description")
NAME = "name"


class Why(StrEnum):
    """Why one of several contradicting values was taken."""

    CHOSEN = "chosen"
    REGISTERED = "registered"
    ONLY_CAT_ID = "only_cat_id"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Different values of one field, the most believed container first; `taken` is None when none may be."""

    field: str
    values: tuple[Value, ...]
    takeable: tuple[str, ...]
    taken: Value | None
    why: Why

    @property
    def is_open(self) -> bool:
        return self.why is not Why.CHOSEN


@dataclass(frozen=True, slots=True)
class Settled:
    """What counts, field by field, the container it is from, and what was contradicted."""

    fields: dict[str, Said]
    sources: dict[str, str]
    contradictions: tuple[Contradiction, ...]

    @property
    def open_questions(self) -> int:
        return sum(one.is_open for one in self.contradictions)

    def said_by(self, field: str, containers: Sequence[str]) -> Said:
        """The field when one of these containers says it, or when its seller chose; else ""."""
        is_chosen = any(one.field == field and not one.is_open for one in self.contradictions)
        return self.fields.get(field, "") if is_chosen or self.sources.get(field) in containers else ""


def settle(
    metadata: Metadata,
    *,
    file_name: str,
    named: Mapping[str, str],
    decisions: Mapping[str, str],
    creator_ids: Sequence[str] = (),
) -> Settled:
    """Weigh the containers and the blocks `named` in the UCS file name against each other.

    `decisions` (field → container) stand above the order of belief, `creator_ids` are those of the seller.
    """
    values = tuple(value for value in metadata.values if not _is_no_title(value, file_name, named))
    clean = Metadata(values=values)
    resolved = clean.resolved(named)
    said = _by_container(clean, named)
    fields = dict(resolved.fields)
    sources = {field: next(place for place in said if field in said[place]) for field in fields}
    found: list[Contradiction] = []
    for field, differing in resolved.conflicts.items():
        if field in DERIVED or (field == "cat_id" and _is_one_cat_id(differing)):
            continue
        one = _weighed(field, differing, decisions=decisions, creator_ids=creator_ids)
        found.append(one)
        if one.taken and one.taken.container != sources[field]:
            sources[field] = one.taken.container
            fields[field] = said[one.taken.container][field]
    return Settled(fields, sources, tuple(found))


def _by_container(metadata: Metadata, named: Mapping[str, str]) -> dict[str, dict[str, Said]]:
    """Container → our fields from it alone, the most believed container first."""
    every = [*(Value(NAME, key, text) for key, text in named.items() if text), *metadata.values]
    return {
        place: resolve([value for value in every if value.container == place])[0]
        for place in PRIORITY
        if any(value.container == place for value in every)
    }


def _weighed(
    field: str,
    differing: Sequence[Value],
    *,
    decisions: Mapping[str, str],
    creator_ids: Sequence[str],
) -> Contradiction:
    takeable = [value for value in differing if field != "cat_id" or schedule.find(value.text)[0]]
    chosen = [value for value in takeable if value.container == decisions.get(field)]
    registered = [value for value in takeable if field == "creator_id" and value.text in creator_ids]
    taken = next(iter([*chosen, *registered, *takeable]), None)
    why = Why.ONLY_CAT_ID if len(takeable) == 1 else Why.FIRST
    if chosen or registered:
        why = Why.CHOSEN if chosen else Why.REGISTERED
    places = tuple(value.container for value in takeable)
    return Contradiction(field, tuple(differing), places, taken, why)


def _is_one_cat_id(differing: Sequence[Value]) -> bool:
    """Several spellings of the same: another case, a retired one."""
    found = {schedule.find(value.text)[0] for value in differing}
    return len(found) == 1 and None not in found


def _is_no_title(value: Value, file_name: str, named: Mapping[str, str]) -> bool:
    """Many programs write the whole file name, or the take, where the title belongs: that is no other title."""
    if not any(plain_key(value.key) in KEYS[field].get(value.container, "").split() for field in PROSE):
        return False
    if named and proposal.says_nothing(value.text):
        return True
    if value.text.casefold() in (file_name.casefold(), _stem(file_name)):
        return True
    fx_name = named.get("fx_name")
    return bool(fx_name) and "_" in value.text and parse(value.text).name.fx_name == fx_name


def _stem(file_name: str) -> str:
    return characters.split_extension(characters.normalised(file_name)[0])[0].casefold()
