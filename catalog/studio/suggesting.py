"""The CatIDs offered to a seller, each with its reason in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.effects import drafts
from catalog.effects.embedded import Told
from catalog.effects.models import Effect
from catalog.ucs import suggest


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A CatID the seller may want, with the reason it is offered."""

    cat_id: str
    label: str
    reason: str


def suggestions(effect: Effect, told: Told | None = None, *, language: str) -> list[Suggestion]:
    """`told` is what the file says, where the caller knows it already."""
    return [
        Suggestion(found.cat_id, found.label(language), reason(found))
        for found in drafts.propose_again(effect, told).suggestions
    ]


def reason(found: suggest.Suggestion) -> str:
    """What speaks for a CatID, in a few words."""
    said = []
    if found.is_named:
        said.append(_("named by the file itself"))
    if found.words:
        said.append(_("from “%(words)s”") % {"words": ", ".join(found.words)})
    if found.similar_sounds:
        count = found.similar_sounds
        said.append(ngettext("%(n)d similar sound", "%(n)d similar sounds", count) % {"n": count})
    if found.same_upload:
        count = found.same_upload
        said.append(ngettext("%(n)d of this upload", "%(n)d of this upload", count) % {"n": count})
    return " · ".join(said)
