"""The wording of a search as it may be kept: comparable, short, and nothing that points to a person."""

from __future__ import annotations

import re

from catalog.ucs.words import words

MAX_LENGTH = 60
MAX_WORDS = 6

_EXCLUDED = re.compile(r'(?<![^\s,])-(?:"[^"]*"|\S+)')
# Each of these alone is enough to keep nothing of a search.
_PERSONAL = (
    re.compile(r"[@＠]"),  # an e-mail address, an account
    re.compile(r"https?:|www\.|\w\.(?:com|net|org|kr|co|io|me|gg|shop)\b", re.IGNORECASE),
    # Telephone, card, account and resident numbers, however they are spaced. 96 kHz and 5.1 are shorter.
    re.compile(r"(?:\d[\s\-./()+·~]*){6,}"),
    re.compile(r"\d+\s*동\s*\d+\s*호|\d+\s*번지|[가-힣]+(?:로|길)\s?\d+"),  # an address
    re.compile(r"[^\W\d_]*\d[^\W_]*\d{4,}", re.UNICODE),  # codes such as a passport's or an order's
)


def normalised(text: str) -> str:
    """What was asked for as lower-case words with one space between; "" when it should not be kept.

    Signs of the query language and what was excluded are left out, so the same wish has the same wording.
    """
    if len(text) > 4 * MAX_LENGTH or any(pattern.search(text) for pattern in _PERSONAL):
        return ""
    found = words(_EXCLUDED.sub(" ", text))
    wording = " ".join(found)
    return wording if len(found) <= MAX_WORDS and len(wording) <= MAX_LENGTH else ""
