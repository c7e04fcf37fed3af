"""Finding the sounds that a cue sheet names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.db.models.functions import Lower

from catalog.effects.models import Effect
from catalog.effects.querysets import EffectQuerySet
from catalog.ucs.filename import parse
from ksound.core.models import User
from ksound.lib import ulid
from marketplace.licences.models import Licence
from marketplace.projects import file_names
from marketplace.projects.cues.cue import Cue
from marketplace.projects.models import Project


class By(StrEnum):
    """How a sound was recognised; a title alone may mean another sound, so its owner is asked."""

    ID = "id"
    FILE_NAME = "file_name"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Match:
    """`effects`: none, the one that is meant, or several between which nothing decides."""

    by: By
    effects: tuple[Effect, ...]


def find(cues: Sequence[Cue], *, project: Project, user: User) -> list[Match]:
    """A match for every cue: three statements whatever the number of cues.

    Looked for among what is on sale, what this person has a licence for, and what the project holds.
    """
    known = Effect.objects.filter(
        Q(state=Effect.State.PUBLISHED, seller__state="active")
        | Q(pk__in=Licence.objects.filter(holder=user).values("order_line__effect"))
        | Q(pk__in=project.items.values("effect"))
    ).with_facts()
    by_id = _by_id(cues, known)
    by_name = _by_name(cues, known)
    by_title = _by_title(cues, known)
    return [_match(cue, by_id, by_name, by_title) for cue in cues]


def _match(
    cue: Cue, by_id: dict[str, Effect], by_name: dict[str, list[Effect]], by_title: dict[str, list[Effect]]
) -> Match:
    if found := by_id.get(cue.sound_id.upper()):
        return Match(By.ID, (found,))
    if cue.file_name and (named := by_name.get(file_names.stem(cue.file_name))):
        return Match(By.FILE_NAME, tuple(named))
    for title in _titles(cue):
        if titled := by_title.get(title):
            return Match(By.TITLE, tuple(titled))
    return Match(By.TITLE, ())


def _by_id(cues: Iterable[Cue], known: EffectQuerySet) -> dict[str, Effect]:
    ids = {cue.sound_id.upper() for cue in cues if len(cue.sound_id) == ulid.LENGTH}
    return {effect.public_id: effect for effect in known.filter(public_id__in=ids)} if ids else {}


def _by_name(cues: Iterable[Cue], known: EffectQuerySet) -> dict[str, list[Effect]]:
    """UCS names say category and creator, which narrows the search; other names are the seller's own."""
    names = {cue.file_name for cue in cues if cue.file_name}
    wanted = {file_names.stem(name) for name in names}
    read = [parse(name).name for name in names]
    pairs = {(name.cat_id, name.creator_id) for name in read if name.cat_id and name.creator_id}
    narrowed = Q(
        cat_id__in={cat_id for cat_id, _creator in pairs},
        seller__creator_id__in={creator for _cat_id, creator in pairs},
    )
    found: dict[str, list[Effect]] = defaultdict(list)
    if names:
        uploaded = Q(uploaded_name__in={name.lower() for name in names})
        for effect in known.annotate(uploaded_name=Lower("file__original_name")).filter(narrowed | uploaded):
            for stem in file_names.stems(effect) & wanted:
                found[stem].append(effect)
    return found


def _by_title(cues: Iterable[Cue], known: EffectQuerySet) -> dict[str, list[Effect]]:
    titles = {title for cue in cues for title in _titles(cue)}
    found: dict[str, list[Effect]] = defaultdict(list)
    if titles:
        lowered = known.annotate(ko=Lower("title_ko"), en=Lower("title_en"))
        for effect in lowered.filter(Q(ko__in=titles) | Q(en__in=titles)):
            for title in {effect.title_ko.lower(), effect.title_en.lower()} & titles:
                found[title].append(effect)
    return found


def _titles(cue: Cue) -> list[str]:
    """What may be a title; other programs write it where a file name stands."""
    return [text.lower() for text in (cue.title, cue.file_name) if text]
