"""How well a document answers a query: tsqueries, the best answers first.

A title that says the word itself comes before one that says it in part or in the other language, that before
keywords, those before description and category; at each step sounds of the category the words are about lead.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from catalog.search import tsquery, widening
from catalog.search.document import facet_token
from catalog.search.expression import Expression
from catalog.ucs import schedule
from catalog.ucs.suggest import suggest

_MIN_BEST_SCORE, _MIN_SHARE_OF_BEST = 0.12, 0.6
# When so many of the likeliest CatIDs belong to one category, the words are about all of it.
_WHOLE_CATEGORY = 3
# So many words may be missing before one is as good as any, of at most so many: there are ever more ways to choose.
_MAY_BE_MISSING = {1: 10, 2: 6}


def of_what_is_said(wish: Expression) -> tuple[str, ...]:
    """Levels of the documents that say what is asked for; the last holds all others."""
    in_title, said = tsquery.whole(wish, weights="A"), tsquery.whole(wish)
    levels = [
        tsquery.whole(wish, weights="A", spelling=tsquery.as_word),
        in_title,
        tsquery.whole(wish, weights="AB"),
    ]
    about = category_of(wish)
    if about:
        levels[1] = tsquery.all_of([in_title, about])
        if _has_several_words(wish):
            levels.append(tsquery.all_of([said, about, _most_words(wish, "A")]))
        levels.append(tsquery.all_of([said, about]))
    return (*levels, said)


def of_what_may_be_meant(wish: Expression) -> tuple[str, ...]:
    """Levels beyond those: other words for the same, then sounds of the right category with most of the words."""
    meant, about = all_words_meant(wish), category_of(wish)
    levels = [*([tsquery.all_of([meant, about])] if about else []), meant]
    if about and _has_several_words(wish):
        telling = tsquery.any_of(tsquery.exact(word, "AB") for word in wish.words)
        levels.append(tsquery.any_of([meant, tsquery.all_of([about, telling, _most_words(wish)])]))
    return tuple(levels)


def all_words_meant(wish: Expression) -> str:
    """Documents that have all the words, or other words for them."""
    return tsquery.whole(wish, spelling=widening.widened)


def of_some_words(wish: Expression) -> tuple[str, ...]:
    """The more of the words, the better: all but one, all but two, any, of the right category first."""
    words = [tsquery.exact(word) for word in wish.words]
    levels = [
        tsquery.at_least(len(words) - missing, words)
        for missing, most_words in _MAY_BE_MISSING.items()
        if missing < len(words) - 1 and len(words) <= most_words
    ]
    about, some = category_of(wish), tsquery.any_of(words)
    if about:
        levels.append(tsquery.all_of([about, some]))
    return (*levels, some)


def of_the_category(wish: Expression) -> tuple[str, ...]:
    """Whatever is filed where the words point to, then what else is in those categories; empty for nowhere."""
    cat_ids = _likely_cat_ids(_typed(wish))
    if not cat_ids:
        return ()
    codes = dict.fromkeys(schedule.get(cat_id).category_code for cat_id in cat_ids)
    return (_filed(cat_ids=cat_ids), _filed(codes=codes))


def _has_several_words(wish: Expression) -> bool:
    # Leaving out a word must not let in what was to be left out.
    return 1 < len(wish.words) <= _MAY_BE_MISSING[1] and not wish.has_exclusions


def _most_words(wish: Expression, weights: str = "") -> str:
    words = [tsquery.exact(word, weights) for word in wish.words]
    return tsquery.at_least(len(words) - 1, words)


def category_of(wish: Expression) -> str | None:
    """The documents of the CatIDs that the words together suggest; None when they suggest nothing."""
    cat_ids = _likely_cat_ids(_typed(wish))
    if not cat_ids:
        return None
    codes = [schedule.get(cat_id).category_code for cat_id in cat_ids]
    whole = dict.fromkeys(code for code in codes if codes.count(code) >= _WHOLE_CATEGORY)
    others = (cat_id for cat_id, code in zip(cat_ids, codes, strict=True) if code not in whole)
    return _filed(codes=whole, cat_ids=others)


def _typed(wish: Expression) -> str:
    return " ".join(map(wish.as_typed, wish.words))


@lru_cache(maxsize=1024)
def _likely_cat_ids(text: str) -> tuple[str, ...]:
    found = suggest(text)
    if not found or found[0].score < _MIN_BEST_SCORE:
        return ()
    least = found[0].score * _MIN_SHARE_OF_BEST
    return tuple(hit.cat_id for hit in found if hit.score >= least)


def _filed(*, codes: Iterable[str] = (), cat_ids: Iterable[str] = ()) -> str:
    tokens = [
        *(facet_token("category", code) for code in codes),
        *(facet_token("cat_id", cat_id) for cat_id in cat_ids),
    ]
    return tsquery.any_of(map(tsquery.lexeme, tokens))
