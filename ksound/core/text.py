"""The one cleaner every text from outside passes through."""

import re
import unicodedata

from django import forms

# NUL and lone surrogates make PostgreSQL refuse the row; the others (Hangul fillers among them) are invisible
# and only mislead.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ud800-\udfff]"
)


def clean(value: str) -> str:
    """`value` in NFC without control, zero-width, bidirectional and surrogate characters, edges stripped.

    Tabs and line ends stay: descriptions have lines. Use `clean_line` for names and titles.
    """
    return unicodedata.normalize("NFC", _UNWANTED.sub("", value)).strip()


def clean_line(value: str) -> str:
    """Like `clean`, on one line: every run of white space becomes one space."""
    return " ".join(clean(value).split())


class CleanCharField(forms.CharField):
    """A one-line form field whose value is clean before any other rule looks at it."""

    def to_python(self, value: object) -> str:
        return clean_line(super().to_python(value) or "")


class CleanTextField(forms.CharField):
    """A many-line form field whose value is clean before any other rule looks at it."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return clean(super().to_python(value) or "")
