"""Hostile uploads through the product: the upload page, the worker's task, the seller's page."""

from __future__ import annotations

import re
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
from ksound.core.text import clean_line
from sellers.registration.models import Seller
from tests.catalog.audio.hostile import CORPUS
from tests.factories.sounds import wav

Browser = Callable[[User], Client]
# One for each code that a file can earn; the others are about our machine.
EARNED = {
    "empty": "strangers: 0 bytes",
    "not_audio": "texts: a letter",
    "playlist": "texts: an ffconcat script",
    "stream_description": "texts: an SDP body",
    "unsupported_format": "strangers: a ZIP archive",
    "truncated": "polyglots: a WAV whose size is a script",
    "wrong_length": "headers: the sound claims four times what there is",
    "corrupt": "headers: 0 bytes a frame",
    "no_audio_stream": "headers: no sound",
    "too_long": "hours: 100 h in the header of a FLAC",
    "too_many_channels": "headers: 65,535 channels",
    "bad_sample_rate": "headers: a sample rate of 4 GHz",
    "hostile_metadata": "ID3 tags: five tags",
}
OURS = {"too_large", "timeout", "out_of_memory", "crashed", "unavailable"}
# As they travel in a form, percent-encoded.
NAMES = {
    "a line end and a header": "x%0D%0ASet-Cookie:%20a=b.wav",
    "a NUL": "x%00.wav",
    "letters that turn the rest round": "x%E2%80%AEvaw.exe",
    "invisible letters": "%E2%80%8B%EF%BB%BF%E3%85%A4x.wav",
    "300 bytes": "x" * 300 + ".wav",
    "255 bytes of Korean": "%EA%B0%80" * 85,
    "bytes that are no UTF-8": "%FF%FE.wav",
    "an option of a program": "-i",
    "a protocol of a player": "concat:x.wav%7Cy.wav",
    "a command": "%7Csh",
    "a file of the system": "file:///etc/passwd",
    "a way up": "..%2F..%2F..%2Fetc%2Fpasswd",
    "a way up in Windows": "..%5C..%5Cx.wav",
    "a quote": "x%22%3B%20filename%3D%22y.exe",
    "HTML": "%3Cimg%20src=x%20onerror=alert(1)%3E.wav",
    "a terminal's control": "%1B%5B2J.wav",
    "another type": "x.html",
}


def rejected(seller: Seller, browser: Client, name: str, content: bytes) -> AudioFile:
    upload = {"files": SimpleUploadedFile(name, content)}
    answer = browser.post(reverse("studio-upload"), upload, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 201, answer.content
    file = AudioFile.objects.get(public_id=answer.json()["files"][0]["public_id"])
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    return file


@pytest.mark.parametrize("code", EARNED)
def test_it_is_rejected_with_its_own_reason_on_the_sellers_page(
    code: str, seller: Seller, signed_in: Browser
) -> None:
    browser = signed_in(seller.user)
    file = rejected(seller, browser, "x.wav", CORPUS[EARNED[code]].make())
    assert (file.state, file.error_code, file.attempt) == ("rejected", code, 1)
    assert not Derivative.objects.exists()
    assert not Effect.objects.exists()
    for language in ("ko", "en"):
        with translation.override(language):
            sentence = str(reasons.sentence(code))
            page = browser.get(reverse("studio-upload")).content.decode()
        assert escape(sentence) in page


def test_every_code_is_earned_here_or_is_ours() -> None:
    assert EARNED.keys() | OURS == {str(code) for code in ErrorCode}


def sent(browser: Client, name: str) -> Any:
    boundary = "a-line-between"
    head = f"--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''{name}\r\n"
    body = head.encode() + b"Content-Type: text/html\r\n\r\n" + wav() + f"\r\n--{boundary}--\r\n".encode()
    return browser.generic(
        "POST",
        reverse("studio-upload"),
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


@pytest.mark.parametrize("what", NAMES)
def test_a_hostile_name_is_only_a_name(what: str, seller: Seller, signed_in: Browser) -> None:
    browser = signed_in(seller.user)
    answer = sent(browser, NAMES[what])
    assert answer.status_code == 201, answer.content
    assert "a=b" not in str(answer.headers)

    file = AudioFile.objects.get()
    examine_original(audio_file_id=file.pk)
    file.refresh_from_db()
    assert (file.state, file.container) == ("ready", "wav")
    assert file.original_name == clean_line(file.original_name)
    assert 1 <= len(file.original_name) <= 255
    assert not set(file.original_name) & set("/\\\0\r\n")
    # No letter of the name reaches the disk.
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{64}/[0-9A-Z]{26}", file.storage_name)
    page = browser.get(reverse("studio-upload"))
    assert page.status_code == 200
    assert "<img src=x" not in page.content.decode()


def test_a_name_longer_than_a_header_is_refused(seller: Seller, signed_in: Browser) -> None:
    assert sent(signed_in(seller.user), "%EA%B0%80" * 300).status_code == 400
    assert not AudioFile.objects.exists()


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
