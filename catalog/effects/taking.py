"""The seller decides where a file contradicts itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.audio.metadata.fields import Said
from catalog.effects import drafts, embedded
from catalog.effects.models import Effect
from catalog.effects.operations import NotEditable, require_owner
from catalog.effects.settling import Contradiction
from catalog.naming import operations as naming
from catalog.naming.models import NamePart
from catalog.ucs import schedule
from ksound.core import audit
from ksound.core.models import User
from ksound.core.text import clean_line


class NothingToTake(Exception):
    """The file does not contradict itself there, or that value cannot be taken."""


@transaction.atomic
def keep_all(*, effect: Effect, by: User, at: datetime) -> None:
    """Settle every open contradiction as it was taken. Raises as `take`."""
    for one in embedded.of(effect.file).settled.contradictions:
        if one.is_open and one.taken:
            take(effect=effect, by=by, field=one.field, container=one.taken.container, at=at)


@transaction.atomic
def take(*, effect: Effect, by: User, field: str, container: str, at: datetime) -> None:
    """Believe `container` about `field` from now on; the listing takes its value unless it has it already.

    Another CreatorID becomes one of the seller's. Raises NotYours, NotEditable, NothingToTake, and
    `naming.operations.TakenByAnother` or `WordRefused` for a CreatorID nobody here may use.
    """
    require_owner(effect, by)
    current = Effect.objects.select_for_update(of=("self",)).with_facts().get(pk=effect.pk)
    if not current.is_editable:
        raise NotEditable(effect.pk)
    contradiction = _contradiction(current, field)
    if container not in contradiction.takeable:
        raise NothingToTake(container)
    row = current.file.embedded
    row.decisions[field] = container
    row.save(update_fields=["decisions"])
    if field == "creator_id":
        _register(current, contradiction, container, by=by, at=at)
    told = embedded.of(current.file)
    embedded.count_questions(file=current.file, settled=told.settled)
    if contradiction.taken is None or contradiction.taken.container != container:
        columns = _columns(field, told.settled.fields[field])
        Effect.objects.filter(pk=effect.pk).update(**columns) if columns else None
    audit.record(
        "effect.contradiction_settled", target=effect, by=by, at=at, field=field, container=container
    )


def _contradiction(effect: Effect, field: str) -> Contradiction:
    settled = embedded.of(effect.file).settled
    found = next((one for one in settled.contradictions if one.field == field), None)
    if found is None:
        raise NothingToTake(field)
    return found


def _register(
    effect: Effect, contradiction: Contradiction, container: str, *, by: User, at: datetime
) -> None:
    text = clean_line(next(value.text for value in contradiction.values if value.container == container))
    if text != effect.seller.creator_id:
        naming.declare(seller=effect.seller, by=by, kind=NamePart.Kind.CREATOR_ID, text=text, at=at)


def _columns(field: str, said: Said) -> dict[str, object]:
    """The columns of a listing that show this field; none for those only the delivered file carries."""
    text = said if isinstance(said, str) else ""
    match field:
        case "cat_id":
            entry = schedule.find(text)[0]
            return {"cat_id": entry.cat_id} if entry else {}
        case "fx_name":
            return dict(drafts.title(text))
        case "description":
            return {"description": clean_line(text)[:2000]}
        case "keywords":
            return {"keywords": drafts.keywords(said if isinstance(said, tuple) else ())}
    return {}
