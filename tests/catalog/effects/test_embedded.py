"""Everything a file says of itself is kept beside it, from the first look on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from catalog.effects import embedded, looking, originals
from catalog.effects.models import AudioFile, Effect, EmbeddedMetadata
from catalog.effects.rederiving import Wish, derive
from catalog.effects.tasks import examine_original, look_at_original, looking_sandbox, sandbox
from catalog.studio import uploads
from sellers.registration.models import Seller
from tests.factories import sounds, tagged

PLAIN = "closet.wav"
CHUNKS = (
    tagged.ixml("<USER><FXName>Closet Close</FXName><CatID>DOORWood</CatID></USER>"),
    tagged.info(INAM=b"take 3", IART=b"Kim"),
)


def values(file: AudioFile) -> list[list[str]]:
    return EmbeddedMetadata.objects.get(audio_file=file).values["values"]


def uploaded(seller: Seller, at: datetime, *chunks: bytes) -> AudioFile:
    return sounds.uploaded(seller=seller, at=at, name=PLAIN, content=tagged.wav(*chunks))


def test_a_look_keeps_every_value_with_its_container(seller: Seller, at: datetime) -> None:
    file = uploaded(seller, at, *CHUNKS)
    look_at_original(audio_file_id=file.pk)
    assert values(file) == [
        ["ixml.user", "FXName", "Closet Close"],
        ["ixml.user", "CatID", "DOORWood"],
        ["info", "INAM", "take 3"],
        ["info", "IART", "Kim"],
    ]


def test_the_examination_keeps_them_too_and_its_draft_starts_from_them(seller: Seller, at: datetime) -> None:
    file = uploaded(seller, at, *CHUNKS)
    examine_original(audio_file_id=file.pk)
    assert len(values(file)) == 4
    draft = Effect.objects.get(file=file)
    assert (draft.cat_id, draft.title_en) == ("DOORWood", "Closet Close")


def test_a_file_that_says_nothing_has_nothing_to_show(seller: Seller, at: datetime) -> None:
    file = sounds.examined(seller=seller, at=at, name=PLAIN)
    assert values(file) == []
    assert embedded.of(file).metadata.values == ()


def test_a_look_that_comes_late_leaves_what_the_examination_kept(seller: Seller, at: datetime) -> None:
    file = uploaded(seller, at, *CHUNKS)
    examine_original(audio_file_id=file.pk)
    other = uploaded(seller, at)
    with originals.local_copy(other) as path:
        looking.record(file=file, report=looking_sandbox().first_look(path), at=at)
    assert len(values(file)) == 4


def test_a_file_from_before_is_read_when_its_facts_are_made_anew(seller: Seller, at: datetime) -> None:
    file = uploaded(seller, at, *CHUNKS)
    examine_original(audio_file_id=file.pk)
    EmbeddedMetadata.objects.all().delete()
    AudioFile.objects.update(facts_version=2)
    derive(audio_file_id=file.pk, wish=Wish(outputs=frozenset()), sandbox=sandbox())
    assert len(values(file)) == 4


def test_decisions_outlive_another_reading(seller: Seller, at: datetime) -> None:
    file = uploaded(seller, at, *CHUNKS)
    examine_original(audio_file_id=file.pk)
    EmbeddedMetadata.objects.update(decisions={"fx_name": "info"})
    AudioFile.objects.update(facts_version=2)
    derive(audio_file_id=file.pk, wish=Wish(outputs=frozenset()), sandbox=sandbox())
    assert EmbeddedMetadata.objects.get(audio_file=file).decisions == {"fx_name": "info"}


def test_a_discarded_upload_takes_its_metadata_along(seller: Seller, at: datetime) -> None:
    file = uploaded(seller, at, *CHUNKS)
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert uploads.discard(file=file, by=seller.user, at=at)
    assert not EmbeddedMetadata.objects.exists()


@pytest.mark.parametrize(
    ("description", "read"),
    [
        ("한옥 대문이 삐걱거리며 닫힌다".encode("cp949"), "한옥 대문이 삐걱거리며 닫힌다"),
        (("문" * 86).encode()[:256], "문" * 85),
        (("a" + "문" * 128).encode("cp949")[:256], "a" + "문" * 127),
    ],
    ids=["CP949", "UTF-8 cut inside a syllable", "CP949 cut inside a syllable"],
)
def test_an_old_korean_bext_does_not_fail_the_file_and_reads_well(
    seller: Seller, at: datetime, description: bytes, read: str
) -> None:
    draft = tagged.draft(tagged.bext(description), seller=seller, at=at, name=PLAIN)
    assert draft.file.state == "ready"
    assert values(draft.file)[0] == ["bext", "Description", read]
    assert draft.description == read


def test_tags_too_many_and_too_large_cost_values_and_not_the_file(seller: Seller, at: datetime) -> None:
    many = "".join(f"<k{n}>{'문' * 40}</k{n}>" for n in range(3_000))
    huge = tagged.ixml(f"<NOTE>{'x' * 2_000_000}</NOTE>")
    drafts = [
        tagged.draft(chunks, seller=seller, at=at + timedelta(minutes=n), name=PLAIN, hz=300 + n)
        for n, chunks in enumerate((tagged.ixml(f"<USER>{many}</USER>"), huge))
    ]
    assert [draft.file.state for draft in drafts] == ["ready", "ready"]
    assert 0 < len(values(drafts[0].file)) <= 400
    assert values(drafts[1].file) == []


def test_a_recorders_slate_is_no_description(seller: Seller, at: datetime) -> None:
    draft = tagged.draft(tagged.bext(b"sSPEED=024.000-ND sTAKE=03"), seller=seller, at=at, name=PLAIN)
    assert draft.description == ""
    assert values(draft.file)[0][1] == "Description"
