"""How the capitals of the UCS list are written where people read them: SCIFI › LOFI becomes Sci-Fi › Lo-Fi.

File names and metadata keep the spelling of UCS.
"""

_JOINING = frozenset({"in", "of", "and"})
_KEPT = frozenset({"ADR", "ATV", "HVAC", "PFX", "SUV", "WTF"})
_SPELLED = {"SCIFI": "Sci-Fi", "HITECH": "Hi-Tech", "LOFI": "Lo-Fi"}


def in_title_case(name: str) -> str:
    """ "TRUCK VAN & SUV" → "Truck Van & SUV"."""
    return " ".join(_written(word) for word in name.split())


def _written(word: str) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    if word in _KEPT:
        return word
    return word.lower() if word.lower() in _JOINING else word.capitalize()
