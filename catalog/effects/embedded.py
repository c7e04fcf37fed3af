"""What a file says of itself, kept beside its row: written by looks and examinations, settled by its seller."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.audio.metadata import Metadata
from catalog.audio.metadata.fields import Said
from catalog.audio.report import Report
from catalog.effects import settling
from catalog.effects.models import AudioFile, EmbeddedMetadata
from catalog.effects.settling import Settled
from catalog.naming import queries as naming
from catalog.naming.queries import Words
from catalog.ucs import proposal


@dataclass(frozen=True, slots=True)
class Told:
    """The raw values of a file, what they come to, and the seller's words they were read with."""

    metadata: Metadata
    settled: Settled
    words: Words


def record(*, file: AudioFile, report: Report) -> None:
    """Keep what was read; decisions of the seller stay. Call it in the transaction that writes the facts."""
    EmbeddedMetadata.objects.bulk_create(
        [EmbeddedMetadata(audio_file_id=file.pk, values=report.embedded)],
        update_conflicts=True,
        unique_fields=["audio_file"],
        update_fields=["values"],
    )


def of(file: AudioFile) -> Told:
    """What this file says. Costs two statements, one when the file has been asked before."""
    row = _row(file)
    metadata = Metadata.from_json(row.values) if row else Metadata()
    return told(file, metadata, decisions=row.decisions if row else {}, words=naming.words_of(file.seller))


def told(file: AudioFile, metadata: Metadata, *, decisions: dict[str, str], words: Words) -> Told:
    """The same from what is at hand."""
    own = _own_vendor(metadata)
    words = words.with_vendor(own) if own else words
    reading = proposal.read_name(file.original_name, words.creator_ids, words.vendors)
    settled = settling.settle(
        metadata,
        file_name=file.original_name,
        named=proposal.named(reading),
        decisions=decisions,
        creator_ids=words.creator_ids,
    )
    return Told(metadata, settled, words)


def count_questions(*, file: AudioFile, settled: Settled) -> None:
    """Keep for lists how many contradictions wait."""
    EmbeddedMetadata.objects.filter(audio_file=file).exclude(open_questions=settled.open_questions).update(
        open_questions=settled.open_questions
    )


def _row(file: AudioFile) -> EmbeddedMetadata | None:
    try:
        return file.embedded
    except EmbeddedMetadata.DoesNotExist:
        return None


def _own_vendor(metadata: Metadata) -> str:
    """The vendor category that a tag of the file declares: the head of its name needs no other declaration."""
    said: Said = metadata.fields.get("vendor_category", "")
    return said if isinstance(said, str) else ""
