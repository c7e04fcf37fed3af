"""What a file's name and tags propose for the seller's form: for a person to check, never a default."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from catalog.ucs import characters, furniture, schedule
from catalog.ucs.filename import Level, Reading, parse
from catalog.ucs.priors import Neighbour, Sibling
from catalog.ucs.suggest import Suggestion, suggest
from catalog.ucs.words import is_hangul, stem, without_particle, words

MAX_KEYWORDS = 15

# The same field under the names different containers give it, compared without case and punctuation.
_TITLE_TAGS = ("fxname", "tracktitle", "title", "tit2", "inam", "name")
_KEYWORD_TAGS = ("keywords", "ikey", "txxxkeywords", "keyword")
_DESCRIPTION_TAGS = ("description", "comment", "icmt", "comm", "bextdescription")
_CAT_ID_TAGS = ("catid", "txxxcatid")

_LEADING_NUMBER = re.compile(r"^\d{1,3}(?:\s*[-.)]\s*|\s+)(?=\D)")
_SAYS_NOTHING = re.compile(
    r"(?:zoom|rec|recording|audio|track|untitled|export|bounce|mixdown|master|final|take|file|new|"
    r"녹음|음성|새|파일|제목 없음|무제|[\d\W]|[a-z]?\d+|v\d+|wav|mp3|voice|memo|tx|mono|st|lr|dr|ch|tr|ms)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`cat_id` only where the UCS name says it; otherwise the seller chooses among `suggestions`."""

    cat_id: str | None
    suggestions: tuple[Suggestion, ...]
    title: str
    keywords: tuple[str, ...]
    level: Level
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a seller has said of a sound so far."""

    titles: tuple[str, ...] = ()
    description: str = ""
    keywords: tuple[str, ...] = ()


NOTHING_WRITTEN = Written()


def propose(
    file_name: str,
    tags: Mapping[str, object],
    *,
    language: str,
    creator_ids: Collection[str] = (),
    written: Written = NOTHING_WRITTEN,
    neighbours: Iterable[Neighbour] = (),
    siblings: Iterable[Sibling] = (),
) -> Proposal:
    """Title, keywords and CatIDs for a file just examined.

    `tags` maps tag names of any container to a text or a list of texts; `creator_ids` are those registered
    for the supplier; `written` is what the seller has said of it so far. Acoustic `neighbours` and the
    `siblings` of the same upload speak for their CatIDs.
    """
    registered = [creator_id for creator_id in creator_ids if creator_id]
    reading = parse(file_name, creators=registered, repair=True)
    # "MIX_final_v2.wav" is UCS by the letter and very probably not by intention: ask.
    is_sure = reading.name.cat_id is not None and "wordlike_catid" not in reading.warnings
    said = _values(tags, _KEYWORD_TAGS)
    title = (is_sure and reading.name.fx_name) or _title(file_name, tags)
    suggestions = suggest(
        " ".join(one for one in (*written.titles, title) if not _SAYS_NOTHING.fullmatch(one)),
        description=" ".join([written.description, *_values(tags, _DESCRIPTION_TAGS)]),
        tags=[*written.keywords, *said],
        folder=_folder(reading),
        neighbours=neighbours,
        siblings=siblings,
    )
    cat_id = reading.name.cat_id if is_sure else None
    return Proposal(
        cat_id=cat_id,
        suggestions=tuple(_with_named(suggestions, reading, tags)),
        title=title,
        keywords=_keywords(title, said, cat_id, language),
        level=reading.level,
        warnings=reading.warnings,
    )


def _title(file_name: str, tags: Mapping[str, object]) -> str:
    text, _ = characters.normalised(file_name)
    stem, _ = characters.split_extension(re.split(r"[/\\]", text)[-1])
    shown = "".join(
        " " if character == "_" or characters.is_control(character) else character for character in stem
    )
    plain = " ".join(shown.split())
    cleaned = _LEADING_NUMBER.sub("", plain) or plain
    if not _SAYS_NOTHING.fullmatch(cleaned):
        return cleaned
    return next(iter(_values(tags, _TITLE_TAGS)), cleaned)


def _folder(reading: Reading) -> str:
    return " ".join(filter(None, (reading.name.user_category, reading.name.vendor_category)))


def _with_named(
    suggestions: list[Suggestion], reading: Reading, tags: Mapping[str, object]
) -> list[Suggestion]:
    """The CatID a name or tag spells out comes first among the suggestions."""
    named = [reading.name.cat_id, *_values(tags, _CAT_ID_TAGS)]
    known = [entry.cat_id for token in named if token and (entry := schedule.find(token)[0])]
    first = [Suggestion(cat_id, 1.0, is_named=True) for cat_id in dict.fromkeys(known)]
    rest = [suggestion for suggestion in suggestions if suggestion.cat_id not in known]
    return [*first, *rest][:5]


def _keywords(title: str, said: Iterable[str], cat_id: str | None, language: str) -> tuple[str, ...]:
    own = [part for text in said for part in re.split(r"[,;|、·]", text)]
    telling = "" if _SAYS_NOTHING.fullmatch(title) else title
    named = [word for word in words(telling) if _tells_something(word)]
    category: list[str] = []
    if cat_id is not None:
        category = [
            part.strip().lower()
            for part in schedule.label(cat_id, language).split("›")
            if part.strip().lower() not in {"misc", "general", "기타", "일반"}
        ]
    unique: dict[str, str] = {}
    for keyword in (*own, *named, *category):
        cleaned = " ".join(characters.normalised(keyword)[0].split())
        if cleaned:
            unique.setdefault(_key(cleaned), cleaned)
    return tuple(unique.values())[:MAX_KEYWORDS]


def _key(keyword: str) -> str:
    return without_particle(keyword) if is_hangul(keyword) else stem(keyword.lower())


def _tells_something(word: str) -> bool:
    if word.isdecimal() or word in furniture.STOP_WORDS:
        return False
    if is_hangul(word):
        return word not in furniture.FURNITURE_KO
    return len(word) > 2 and word not in furniture.FURNITURE_EN


def _values(tags: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    """The texts of those tags in the order of `names`; control characters gone, never another type."""
    by_name: dict[str, object] = {re.sub(r"[^a-z0-9]", "", str(key).lower()): tags[key] for key in tags}
    found: list[str] = []
    for name in names:
        value = by_name.get(name)
        texts = value if isinstance(value, (list, tuple)) else [value]
        for text in texts:
            if isinstance(text, str):
                plain = "".join(" " if characters.is_control(sign) else sign for sign in text)
                found += [" ".join(plain.split())] if plain.strip() else []
    return found
