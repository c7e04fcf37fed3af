"""Stored files over HTTP: ranges, validators, digests and names, as RFC 9110, 9530 and 6266 have them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from ksound.core.serving import StoredFile, serve

CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)
DIGEST = hashlib.sha256(CONTENT)
ETAG = f'"{DIGEST.hexdigest()}"'


@pytest.fixture
def stored() -> StoredFile:
    storage = storages["originals"]
    return StoredFile(
        storage=storage,
        name=storage.save("aa/file", ContentFile(CONTENT)),
        byte_size=SIZE,
        sha256=DIGEST.hexdigest(),
        content_type="audio/wav",
        file_name="DOORWood_옷장 문_DALB_KSOUND.wav",
        attachment=True,
        cache_control="private, no-store",
    )


def request(method: str = "GET", **headers: str) -> HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().generic(method, "/", headers=named)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_without_a_range_the_whole_file_comes_with_its_digest(stored: StoredFile) -> None:
    answer = serve(request(), stored)
    assert (answer.status_code, body(answer)) == (200, CONTENT)
    assert answer["Content-Length"] == str(SIZE)
    assert answer["ETag"] == ETAG
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(DIGEST.digest()).decode()}:"


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, SIZE),
        ("bytes=-1", SIZE - 1, SIZE),
        ("bytes=-5000", 0, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=1000-999999", 1000, SIZE),
        ("BYTES=5-9", 5, 10),
    ],
)
def test_a_range_is_answered_with_exactly_those_bytes(
    stored: StoredFile, asked: str, start: int, stop: int
) -> None:
    answer = serve(request(Range=asked), stored)
    assert (answer.status_code, body(answer)) == (206, CONTENT[start:stop])
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert answer["Content-Length"] == str(stop - start)
    assert answer["Repr-Digest"]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999-", "bytes=-0", "bytes=9-5"])
def test_a_range_outside_the_file_is_416_and_says_how_long_it_is(stored: StoredFile, asked: str) -> None:
    answer = serve(request(Range=asked), stored)
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"
    assert body(answer) == b""


@pytest.mark.parametrize(
    "asked",
    ["", "bytes", "bytes=", "bytes=-", "bytes=0-1,5-9", "items=0-5", "bytes=a-b", "bytes=0x1-2", "bytes=٣-٥"],
)
def test_a_range_of_another_form_is_ignored(stored: StoredFile, asked: str) -> None:
    answer = serve(request(Range=asked), stored)
    assert (answer.status_code, len(body(answer))) == (200, SIZE)


def test_a_range_of_eight_thousand_digits_is_no_error(stored: StoredFile) -> None:
    answer = serve(request(Range=f"bytes={'9' * 8000}-"), stored)
    assert (answer.status_code, len(body(answer))) == (200, SIZE)


@given(first=st.integers(0, SIZE + 50) | st.none(), last=st.integers(0, SIZE + 50) | st.none())
def test_every_single_range_gives_the_slice_or_416(first: int | None, last: int | None) -> None:
    from ksound.core.serving import Unsatisfiable, _asked_range

    asked = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    try:
        part = _asked_range(request(Range=asked), SIZE, ETAG)
    except Unsatisfiable:
        assert (first is not None and (first >= SIZE or (last is not None and last < first))) or last == 0
        return
    if part is None:
        assert first is None
        assert last is None
        return
    start, stop = part
    assert 0 <= start < stop <= SIZE
    if first is not None:
        assert CONTENT[start:stop] == CONTENT[first : SIZE if last is None else last + 1]
    elif last is not None:
        assert CONTENT[start:stop] == CONTENT[-last:]


@pytest.mark.parametrize("validator", ['"older"', f"W/{ETAG}", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_part_of_another_version_is_never_glued_on(stored: StoredFile, validator: str) -> None:
    answer = serve(request(Range="bytes=5-9", If_Range=validator), stored)
    assert (answer.status_code, body(answer)) == (200, CONTENT)


def test_a_download_of_the_same_version_resumes(stored: StoredFile) -> None:
    answer = serve(request(Range="bytes=1000-", If_Range=ETAG), stored)
    assert (answer.status_code, body(answer)) == (206, CONTENT[1000:])


@pytest.mark.parametrize("known", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', "*"])
def test_what_the_browser_has_is_not_sent_again(stored: StoredFile, known: str) -> None:
    answer = serve(request(If_None_Match=known), stored)
    assert (answer.status_code, body(answer)) == (304, b"")
    assert answer["ETag"] == ETAG


@pytest.mark.parametrize("known", ['"other"', f'"{ETAG[1:20]}"', f'"x{ETAG[1:]}'])
def test_what_the_browser_has_of_another_file_is_no_reason(stored: StoredFile, known: str) -> None:
    answer = serve(request(If_None_Match=known), stored)
    assert (answer.status_code, len(body(answer))) == (200, SIZE)


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_head_tells_the_whole_size_without_a_body(stored: StoredFile, headers: dict[str, str]) -> None:
    answer = serve(request("HEAD", **headers), stored)
    assert (answer.status_code, body(answer)) == (200, b"")
    assert answer["Content-Length"] == str(SIZE)


def test_a_stored_file_never_runs_as_a_page(stored: StoredFile) -> None:
    for answer in (serve(request(), stored), serve(request(Range="bytes=0-9"), stored)):
        body(answer)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox;")
        assert answer["Cache-Control"] == "private, no-store"


def test_a_korean_name_arrives_whole_and_in_ascii_headers(stored: StoredFile) -> None:
    answer = serve(request(), stored)
    body(answer)
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert f"filename*=utf-8''{quote('DOORWood_옷장 문_DALB_KSOUND.wav')}" in disposition
    assert disposition.isascii()


def test_a_missing_file_is_an_error_before_the_answer_begins(stored: StoredFile) -> None:
    stored.storage.delete(stored.name)
    with pytest.raises(FileNotFoundError):
        serve(request(), stored)
