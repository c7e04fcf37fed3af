"""A file written by us is read back by others and by ourselves, and its sound is the master's to the bit."""

import hashlib
import io
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import pytest
import wavinfo
from mutagen import aiff, id3, wave

from catalog.audio.embed import payload_sha256

from . import originals
from .originals import DELIVERY, DESCRIPTION, KEYWORDS, Memory, body_of, composed, delivered, read_back

RIFF_KINDS = [kind for kind in originals.MAKERS if kind.startswith(("wav-", "rf64", "w64"))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("originals")


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_our_reader_finds_every_field_and_no_contradiction(kind: str, folder: Path):
    found = read_back(delivered(originals.MAKERS[kind](folder)))

    assert found.fields == originals.fields_in(kind)
    assert (found.warnings, found.conflicts) == ((), {})


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_the_sound_is_the_masters(kind: str, folder: Path):
    data = originals.MAKERS[kind](folder)
    composition = composed(data)
    result = delivered(data)

    assert composition.is_stamped
    assert len(result) == composition.size
    assert np.array_equal(originals.samples(result), originals.samples(data))
    payload = data[composition.payload.start : composition.payload.stop]
    assert payload in result
    assert payload_sha256(Memory(data), composition.payload) == hashlib.sha256(payload).hexdigest()


@pytest.mark.parametrize("kind", RIFF_KINDS)
def test_the_receipts_digest_is_that_of_the_data_chunk(kind: str, folder: Path):
    data = originals.MAKERS[kind](folder)
    digest = payload_sha256(Memory(data), composed(data).payload)

    assert hashlib.sha256(body_of(delivered(data), "data")).hexdigest() == digest


@pytest.mark.parametrize("kind", RIFF_KINDS)
def test_wavinfo_reads_bext_in_plain_ascii(kind: str, folder: Path):
    bext = wavinfo.WavInfoReader(io.BytesIO(delivered(originals.MAKERS[kind](folder)))).bext

    assert bext.description == "A heavy gate - old pine - slams in a stone courtyard"
    assert (bext.originator, bext.originator_ref) == ("K-Sound Library", DELIVERY.licence_id)
    assert (bext.originator_date, bext.version) == ("2025-10-09", 2)
    assert (bext.loudness_value, bext.loudness_range, bext.max_true_peak) == (-23.04, 4.2, -1.5)
    assert (bext.max_momentary_loudness, bext.max_shortterm_loudness) == (-18.25, -20.0)


@pytest.mark.parametrize("kind", RIFF_KINDS)
def test_wavinfo_reads_ixml_and_info(kind: str, folder: Path):
    reader = wavinfo.WavInfoReader(
        io.BytesIO(delivered(originals.MAKERS[kind](folder))), info_encoding="utf-8"
    )
    text = reader.ixml.parsed.findtext

    assert text("IXML_VERSION") == "3.01"
    assert [text(f"USER/{name}") for name in ("CatID", "LongID", "CategoryFull", "FXName")] == [
        "DOORWood",
        "DOORWood",
        "DOORS-WOOD",
        "Wooden Gate Slam",
    ]
    assert text("USER/Description") == text("ASWG/notes") == DESCRIPTION
    assert text("USER/Keywords") == ", ".join(KEYWORDS)
    assert text("USER/UserComments") == "01K9Z3SOUND Licence KSL-2026-000042"
    assert text("USER/TrackYear") == "2025.10.09"
    assert text("ASWG/userData") == "Take 3; LicenseID=KSL-2026-000042"
    assert (text("ASWG/contentType"), text("ASWG/originationDate")) == ("sfx", "2025-10-09")
    assert reader.ixml.steinberg.media_company == "김소리 Foley"
    assert (reader.info.title, reader.info.artist, reader.info.genre) == (
        "Wooden Gate Slam",
        "김소리 Foley",
        "DOORS",
    )
    assert reader.info.copyright == "© 2026 김소리 Foley. Licence KSL-2026-000042"
    assert (reader.info.comment, reader.info.keywords) == (DESCRIPTION, "; ".join(KEYWORDS))


@pytest.mark.parametrize("kind", ["wav-24", "wav-made-44-16", "aiff", "mp3", "mp3-made"])
def test_mutagen_reads_id3(kind: str, folder: Path):
    data = io.BytesIO(delivered(originals.MAKERS[kind](folder)))
    kinds: dict[str, Any] = {"wav": wave.WAVE, "aiff": aiff.AIFF}
    reader = kinds.get(kind.split("-")[0])
    tags = reader(data).tags if reader else id3.ID3(data)

    assert tags.version == (2, 3, 0)
    assert [str(tags[name]) for name in ("TIT2", "TPE1", "TALB", "TCON", "TENC", "TDRC")] == [
        "Wooden Gate Slam",
        "김소리 Foley",
        "Hanok 한옥",
        "DOORS",
        "K-Sound Library",
        "2025-10-09",
    ]
    assert str(tags["COMM::eng"]) == DESCRIPTION
    assert str(tags["TXXX:LicenseID"]) == DELIVERY.licence_id
    assert tags["UFID:k-sound"].data == b"01K9Z3SOUND"
    assert [frame.url for frame in tags.getall("WCOP")] == [DELIVERY.licence_url]


@pytest.mark.parametrize("kind", ["flac", "flac-made", "ogg-vorbis", "ogg-opus", "ogg-flac"])
def test_mutagen_reads_vorbis_comments(kind: str, folder: Path):
    found = mutagen.File(io.BytesIO(delivered(originals.MAKERS[kind](folder))))

    assert found["CATID"] == ["DOORWood"]
    assert found["KEYWORDS"] == list(KEYWORDS)
    assert found["DESCRIPTION"] == found["COMMENT"] == [DESCRIPTION]
    assert found["LICENSE"] == [DELIVERY.licence_id, DELIVERY.licence_url]
    assert found["KSOUND_ID"] == ["01K9Z3SOUND"]


@pytest.mark.parametrize("kind", ["m4a", "m4a-index-first"])
def test_mutagen_reads_mpeg_4(kind: str, folder: Path):
    found = mutagen.File(io.BytesIO(delivered(originals.MAKERS[kind](folder))))

    assert found["\xa9nam"] == ["Wooden Gate Slam"]
    assert [bytes(one).decode() for one in found["----:com.apple.iTunes:KEYWORDS"]] == list(KEYWORDS)
    assert bytes(found["----:com.apple.iTunes:CATID"][0]) == b"DOORWood"


@pytest.mark.parametrize("kind", originals.MAKERS)
def test_ffmpeg_shows_title_and_copyright(kind: str, folder: Path):
    data = delivered(originals.MAKERS[kind](folder))
    with av.open(io.BytesIO(data), metadata_errors="strict") as container:
        tags = {
            name.lower(): text
            for name, text in (container.metadata | container.streams.audio[0].metadata).items()
        }

    assert tags["title"] == "Wooden Gate Slam"
    assert DELIVERY.licence_id in tags["copyright"]
    if kind in RIFF_KINDS:
        assert tags["originator_reference"] == DELIVERY.licence_id
