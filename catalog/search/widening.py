"""Other words for a word: asked for only when the words themselves find too little."""

from __future__ import annotations

from catalog.search.document import facet_token
from catalog.search.tokens import ending_token, query_tokens
from catalog.search.tsquery import all_of, any_of, exact, lexeme
from catalog.ucs import other_languages, schedule
from catalog.ucs.words import is_hangul, without_linking_siot

_MAX_CAT_IDS_OF_A_WORD = 12
_SOUND_WORDS = ("소리", "음")


def widened(word: str, weights: str = "") -> str:
    """The word, or another way to say it."""
    return any_of([exact(word, weights), *other_words(word)])


def other_words(word: str) -> list[str]:
    """What is behind a compound, what compounds end in it, what other languages mean by it: as tsqueries."""
    if is_hangul(word):
        return _other_korean(word)
    found = other_languages.cat_ids_of_word(word)
    likely = sorted(found, key=lambda cat_id: (-found[cat_id], cat_id))[:_MAX_CAT_IDS_OF_A_WORD]
    return [lexeme(facet_token("cat_id", cat_id)) for cat_id in likely if schedule.exists(cat_id)]


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
