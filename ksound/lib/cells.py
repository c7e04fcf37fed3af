"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import re

# A spreadsheet would calculate a text that begins like this. An apostrophe in front says "text"; texts that already
# begin with apostrophes before such a sign get one more, so that reading can take exactly one away.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def neutral(text: str) -> str:
    """`text` as a spreadsheet shows and never calculates it."""
    return f"'{text}" if _FORMULA.match(text) else text
