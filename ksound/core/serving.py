"""Answering a request with a stored file: ranges, validators, digest and a safe file name (RFC 9110, 9530, 6266)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ksound.core.storage import read_range

_Response = TypeVar("_Response", HttpResponse, StreamingHttpResponse)
# A number longer than that is nobody's file, and Python refuses to read very long ones.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The asked range lies outside the file."""


class Content(Protocol):
    """What can be served: a stored file, or one that is put together while it is sent.

    `etag` names exactly these bytes; `sha256` is their hex digest, "" where nobody has read them all.
    """

    @property
    def byte_size(self) -> int: ...
    @property
    def etag(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def content_type(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def attachment(self) -> bool: ...
    @property
    def cache_control(self) -> str: ...
    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes [start, stop), in chunks."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is needed to serve one stored file; `sha256` is the hex digest of the whole content."""

    storage: Storage
    name: str
    byte_size: int
    sha256: str
    content_type: str
    file_name: str
    attachment: bool
    cache_control: str

    @property
    def etag(self) -> str:
        return self.sha256

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        return read_range(self.storage, self.name, start, stop)


def serve(request: HttpRequest, content: Content) -> HttpResponse | StreamingHttpResponse:
    """The file, or the asked part of it: 200, 206, 304 or 416."""
    etag = f'"{content.etag}"'
    if _is_known(request.headers.get("If-None-Match", ""), etag):
        return _with_headers(HttpResponse(status=304), content, etag)
    try:
        part = _asked_range(request, content.byte_size, etag)
    except Unsatisfiable:
        refused = HttpResponse(status=416, content_type="text/plain")
        refused["Content-Range"] = f"bytes */{content.byte_size}"
        return refused
    start, stop = part or (0, content.byte_size)
    body = () if request.method == "HEAD" else content.read(start, stop)
    response = StreamingHttpResponse(body, status=206 if part else 200, content_type=content.content_type)
    response["Content-Length"] = str(stop - start)
    if part:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{content.byte_size}"
    return _with_headers(response, content, etag)


def _is_known(validators: str, etag: str) -> bool:
    """Whether the client names this very content, by the weak comparison of RFC 9110, 13.1.2."""
    named = {validator.strip().removeprefix("W/") for validator in validators.split(",")}
    return etag in named or "*" in named


def _asked_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """[start, stop) of a single byte range; None for the whole file (also for forms we may ignore)."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    # A range is defined for GET alone (RFC 9110, 14.2): HEAD tells the size of the whole.
    if not asked or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if first:
        start, stop = int(first), min(int(last) + 1 if last else size, size)
    elif last:
        start, stop = max(size - int(last), 0), size
    else:
        return None
    if start >= size or start >= stop:
        raise Unsatisfiable
    return start, stop


def _with_headers(response: _Response, content: Content, etag: str) -> _Response:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = content.cache_control
    if content.sha256:
        digest = base64.b64encode(bytes.fromhex(content.sha256)).decode()
        response["Repr-Digest"] = f"sha-256=:{digest}:"
    disposition = content_disposition_header(content.attachment, content.file_name)
    if disposition:
        response["Content-Disposition"] = disposition
    # A polyglot upload must never run as a page of ours.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
