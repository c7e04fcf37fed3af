"""Hostile uploads through the product: the upload page, the worker's task, the seller's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from catalog.audio.errors import ErrorCode
from catalog.effects import reasons
from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.effects.tasks import examine_original
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories.sounds import wav

Browser = Callable[[User], Client]
DATA_SIZE_AT = 40
LETTER = b"Dear listener,\nthis is a letter and no sound at all.\n" * 20
SDP = (
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 5004 RTP/AVP 96\r\na=rtpmap:96 L16/44100/2\r\n"
)
HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"


def lying() -> bytes:
    honest = bytearray(wav())
    honest[DATA_SIZE_AT : DATA_SIZE_AT + 4] = (len(honest) * 4).to_bytes(4, "little")
    return bytes(honest)


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a playlist under the name of a WAV": ("x.wav", b"ffconcat version 1.0\nfile other.wav\n", "playlist"),
    "an HLS playlist": ("x.mp3", HLS, "playlist"),
    "a description of a stream": ("x.wav", SDP, "stream_description"),
    "nothing at all": ("x.wav", b"", "empty"),
    "a letter": ("x.flac", LETTER, "not_audio"),
    "a WAV cut in the middle": ("x.wav", wav()[:40_000], "truncated"),
    "a WAV lying about its length": ("x.wav", lying(), "wrong_length"),
}


def rejected(seller: Seller, browser: Client, name: str, content: bytes) -> AudioFile:
    upload = {"files": SimpleUploadedFile(name, content)}
    answer = browser.post(reverse("studio-upload"), upload, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 201, answer.content
    file = AudioFile.objects.get(public_id=answer.json()["files"][0]["public_id"])
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    return file


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_rejected_with_its_own_reason_on_the_sellers_page(
    what: str, seller: Seller, signed_in: Browser
) -> None:
    name, content, code = HOSTILE[what]
    browser = signed_in(seller.user)
    file = rejected(seller, browser, name, content)
    assert (file.state, file.error_code, file.attempt) == ("rejected", code, 1)
    assert not Derivative.objects.exists()
    assert not Effect.objects.exists()
    for language in ("ko", "en"):
        with translation.override(language):
            sentence = str(reasons.sentence(code))
            page = browser.get(reverse("studio-upload")).content.decode()
        assert escape(sentence) in page


def test_every_reason_is_a_sentence_of_its_own_in_both_languages() -> None:
    said: dict[str, list[str]] = {}
    for language in ("ko", "en"):
        with translation.override(language):
            said[language] = [str(reasons.sentence(code)) for code in ErrorCode]
        assert len(set(said[language])) == len(ErrorCode)
        assert all(len(sentence) > 15 and sentence.endswith(".") for sentence in said[language])
    for korean, english in zip(said["ko"], said["en"], strict=True):
        assert any("가" <= sign <= "힣" for sign in korean), korean
        assert english.isascii() or "’" in english or "“" in english


def test_a_code_of_an_older_version_still_has_a_sentence() -> None:
    assert str(reasons.sentence("something_we_once_said"))


def test_hostile_words_in_a_name_are_only_shown(seller: Seller, signed_in: Browser, at: Any) -> None:
    browser = signed_in(seller.user)
    rejected(seller, browser, "<img src=x onerror=alert(1)>.wav", b"no sound")
    page = browser.get(reverse("studio-upload")).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
