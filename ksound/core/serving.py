"""Answering a request with a stored file: ranges, validators, digest and a safe file name (RFC 9110, 9530, 6266)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TypeVar

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ksound.core.storage import read_range

_Response = TypeVar("_Response", HttpResponse, StreamingHttpResponse)
# A number longer than that is nobody's file, and Python refuses to read very long ones.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class Unsatisfiable(Exception):
    """The asked range lies outside the file."""


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


def serve(request: HttpRequest, stored: StoredFile) -> HttpResponse | StreamingHttpResponse:
    """The file, or the asked part of it: 200, 206, 304 or 416."""
    etag = f'"{stored.sha256}"'
    if _is_known(request.headers.get("If-None-Match", ""), etag):
        return _with_headers(HttpResponse(status=304), stored, etag)
    try:
        part = _asked_range(request, stored.byte_size, etag)
    except Unsatisfiable:
        refused = HttpResponse(status=416, content_type="text/plain")
        refused["Content-Range"] = f"bytes */{stored.byte_size}"
        return refused
    start, stop = part or (0, stored.byte_size)
    body = () if request.method == "HEAD" else read_range(stored.storage, stored.name, start, stop)
    response = StreamingHttpResponse(body, status=206 if part else 200, content_type=stored.content_type)
    response["Content-Length"] = str(stop - start)
    if part:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{stored.byte_size}"
    return _with_headers(response, stored, etag)


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


def _with_headers(response: _Response, stored: StoredFile, etag: str) -> _Response:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = stored.cache_control
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(stored.sha256)).decode()}:"
    disposition = content_disposition_header(stored.attachment, stored.file_name)
    if disposition:
        response["Content-Disposition"] = disposition
    # A polyglot upload must never run as a page of ours.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
