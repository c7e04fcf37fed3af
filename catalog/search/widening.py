"""Other words for a word: asked for only when the words themselves find too little."""

from __future__ import annotations

from catalog.search.tokens import ending_token, query_tokens
from catalog.search.tsquery import all_of, any_of, exact, lexeme
from catalog.ucs import other_languages, schedule
from catalog.ucs.suggest import suggest
from catalog.ucs.words import is_hangul

_MIN_BEST_SCORE, _MIN_SHARE_OF_BEST = 0.12, 0.6
_MAX_CAT_IDS_OF_A_WORD = 12
_SOUND_WORDS = ("소리", "음")
_FINAL_COUNT, _FINAL_SIOT = 28, 19


def widened(word: str, weights: str = "") -> str:
    """The word, or another way to say it."""
    return any_of([exact(word, weights), *_others(word)])


def category_of(text: str) -> str | None:
    """The documents of the CatIDs that the text as a whole suggests; None when it suggests nothing."""
    found = suggest(text)
    if not found or found[0].score < _MIN_BEST_SCORE:
        return None
    least = found[0].score * _MIN_SHARE_OF_BEST
    return any_of(lexeme(hit.cat_id.lower()) for hit in found if hit.score >= least)


def _others(word: str) -> list[str]:
    if is_hangul(word):
        return _other_korean(word)
    found = other_languages.cat_ids_of_word(word)
    likely = sorted(found, key=lambda cat_id: (-found[cat_id], cat_id))[:_MAX_CAT_IDS_OF_A_WORD]
    return [lexeme(cat_id.lower()) for cat_id in likely if schedule.exists(cat_id)]


def _other_korean(word: str) -> list[str]:
    """문소리 → 문, 빗소리 → 비; 문 → what ends in it, such as 나무문."""
    if len(word) == 1:
        return [lexeme(ending_token(word))]
    for suffix in _SOUND_WORDS:
        base = word.removesuffix(suffix)
        if base and base != word:
            return [
                all_of(lexeme(token) for token in query_tokens(form))
                for form in dict.fromkeys((base, without_linking_siot(base)))
            ]
    return []


def without_linking_siot(word: str) -> str:
    """빗 → 비, 나뭇 → 나무: the ㅅ that joins the parts of a compound."""
    if word and (ord(word[-1]) - ord("가")) % _FINAL_COUNT == _FINAL_SIOT:
        return word[:-1] + chr(ord(word[-1]) - _FINAL_SIOT)
    return word
