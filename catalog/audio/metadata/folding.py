"""Text reduced to the letters of ASCII, for fields that take nothing else."""

import unicodedata

# Letters and signs that have a customary spelling and no decomposition.
SPELLED = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "…": "...",
        "×": "x", "·": " ", "•": "-", "°": " deg", "©": "(c)", "®": "(R)", "™": "(TM)", "ß": "ss", "æ": "ae",
        "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i",
        "þ": "th", "Þ": "Th", "ð": "d", "µ": "u", "μ": "u", "«": '"', "»": '"', "½": "1/2", "¼": "1/4",
    }
)  # fmt: skip


def ascii_folded(text: str) -> str:
    """Return `text` without accents in ASCII; what has no Latin spelling, Hangul among it, is left out."""
    plain = unicodedata.normalize("NFKD", text.translate(SPELLED))
    kept = "".join(letter for letter in plain if " " <= letter <= "~")
    return " ".join(kept.split())
