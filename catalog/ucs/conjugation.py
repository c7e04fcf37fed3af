"""The forms of a Korean verb that titles use: 닫다 → 닫는, 닫기, 닫고, 닫음, 닫은, 닫는다."""

_FIRST = ord("가")
_FINALS = 28
_N, _L, _M = 4, 8, 16  # places of ㄴ, ㄹ, ㅁ among the final consonants


def forms(verb: str) -> tuple[str, ...]:
    """The verb's dictionary form and its regular forms, each of two syllables or more.

    One syllable (친, 찬) is some other word at least as often.
    """
    stem = verb.removesuffix("다")
    dropped = _with_final(stem, 0) if _final(stem) == _L else stem
    if _final(stem) in (0, _L):
        nominal, past, present = _with_final(dropped, _M), _with_final(dropped, _N), _with_final(dropped, _N)
    else:
        nominal, past, present = f"{stem}음", f"{stem}은", f"{stem}는"
    listed = (verb, f"{dropped}는", f"{stem}기", f"{stem}고", f"{stem}며", nominal, past, f"{present}다")
    return tuple(form for form in listed if len(form) > 1)


def _final(word: str) -> int:
    """Place of the last syllable's final consonant; 0 for none."""
    return (ord(word[-1]) - _FIRST) % _FINALS


def _with_final(word: str, final: int) -> str:
    return word[:-1] + chr(ord(word[-1]) - _final(word) + final)
