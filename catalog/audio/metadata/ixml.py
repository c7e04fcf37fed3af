"""The `iXML` chunk: USER, ASWG, STEINBERG, the BEXT mirror and the recorder's own elements.

It is a stranger's XML: bounded in size, depth and number, never with a document type.
"""

import codecs
import re
from collections.abc import Iterator
from xml.parsers import expat

from ..encoding import decode
from .values import Raw

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 16
MAX_ELEMENTS = 20_000
# A bare "&" is common; every entity but XML's own five becomes plain text, so none is ever expanded.
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCUMENT_TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Refused(ValueError):
    """The document is too large, too deep, or declares a document type."""


def read(body: bytes) -> tuple[list[Raw], str]:
    """Return the values of an iXML document in their order, and what was wrong with it ("" for nothing).

    `STEINBERG/ATTR_LIST/ATTR` is read by its NAME and VALUE; the containers are `ixml.user`, `ixml.aswg`,
    `ixml.steinberg`, `ixml.bext`, `ixml.track_list.1` and so on. A broken document gives what stands before
    the fault. Raises nothing.
    """
    elements = _Elements()
    try:
        elements.feed(_text(body))
    except Refused as refused:
        return [], f"iXML not read: {refused}"
    except expat.ExpatError as error:
        return elements.found, f"iXML broken in line {error.lineno}"
    return elements.found, ""


def _text(body: bytes) -> str:
    if len(body) > MAX_BYTES:
        raise Refused(f"{len(body)} bytes, at most {MAX_BYTES}")
    if body[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = body.decode("utf-16", "replace")
    else:
        text = decode(body.removeprefix(codecs.BOM_UTF8))
    if _DOCUMENT_TYPE.search(text):
        raise Refused("it declares a document type")
    return _LOOSE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", _DECLARATION.sub("", text)))


class _Elements:
    """Collects the text of every element that holds no other."""

    def __init__(self) -> None:
        self.found: list[Raw] = []
        self._path: list[str] = []
        self._counts: list[dict[str, int]] = [{}]
        self._text: list[str] = []
        self._attribute: dict[str, str] = {}
        self._seen = 0

    def feed(self, text: str) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.Parse(text.encode(), True)

    def _refuse(self, *_: object) -> None:
        raise Refused("it declares a document type")

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._seen += 1
        if self._seen > MAX_ELEMENTS or len(self._path) >= MAX_DEPTH:
            raise Refused("too many or too deeply nested elements")
        self._path.append(self._numbered(name))
        self._counts.append({})
        self._text.clear()

    def _numbered(self, name: str) -> str:
        """Tracks and the like repeat: their values are told apart by number."""
        if name.upper() not in ("TRACK", "SYNC_POINT", "FILE"):
            return name
        counts = self._counts[-1]
        counts[name] = counts.get(name, 0) + 1
        return str(counts[name])

    def _end(self, name: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        self._path.pop()
        self._counts.pop()
        if name.upper() == "ATTR":
            key, value = self._attribute.pop("NAME", ""), self._attribute.pop("VALUE", "")
            self.found += [(self._container(), key, value)] if key else []
        elif self._path and self._path[-1].upper() == "ATTR":
            self._attribute[name.upper()] = text
        elif text.strip():
            self.found.append((self._container(), name, text))

    def _container(self) -> str:
        inside = [part.lower() for part in self._path[1:] if part.upper() != "ATTR_LIST"]
        return ".".join(["ixml", *inside])


def elements(body: bytes) -> Iterator[Raw]:
    """The values alone, for a caller that has no one to warn."""
    return iter(read(body)[0])
