"""What a file's name and tags propose for the seller's form: for a person to check, never a default."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

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

# The blocks of a name that are its seller's words about the sound.
_BLOCKS = ("cat_id", "vendor_category", "fx_name", "creator_id", "source_id", "user_data")

# What a recorder notes for the editor ("sTAKE=03") describes no sound.
_SLATE = re.compile(r"^\s*[sz][A-Z][A-Z0-9_]*=")
_LEADING_NUMBER = re.compile(r"^\d{1,3}(?:\s*[-.)]\s*|\s+)(?=\D)")
_LETTERS = re.compile(r"[^\W\d_]+")
# No word is made of others, so that a run of letters can be read in one way only: a name cannot make this slow.
_SAYS_NOTHING = re.compile(
    r"(?:zoom|recording|rec|audio|track|untitled|export|bounce|mixdown|master|final|take|file|new|"
    r"녹음|음성|새|파일|제목|없음|무제|wav|mp|voice|memo|tx|mono|st|lr|dr|ch|tr|ms)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`cat_id` only where the file says it; otherwise the seller chooses among `suggestions`."""

    cat_id: str | None
    suggestions: tuple[Suggestion, ...]
    title: str
    description: str
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


def read_name(file_name: str, creator_ids: Collection[str] = (), vendors: Collection[str] = ()) -> Reading:
    """The repaired reading of a file name, with the supplier's registered CreatorIDs and vendor categories."""
    return parse(file_name, creators=_given(creator_ids), vendors=_given(vendors), repair=True)


def named(reading: Reading) -> dict[str, str]:
    """The blocks a UCS name says; nothing of a name that is UCS by the letter only ("MIX_final_v2.wav": ask)."""
    if reading.name.cat_id is None or "wordlike_catid" in reading.warnings:
        return {}
    blocks = asdict(reading.name)
    return {block: blocks[block] for block in _BLOCKS if blocks[block]}


def propose(
    file_name: str,
    tags: Mapping[str, object],
    *,
    language: str,
    said: Mapping[str, str | tuple[str, ...]] | None = None,
    creator_ids: Collection[str] = (),
    vendors: Collection[str] = (),
    written: Written = NOTHING_WRITTEN,
    neighbours: Iterable[Neighbour] = (),
    siblings: Iterable[Sibling] = (),
) -> Proposal:
    """Title, description, keywords and CatIDs for a file just examined.

    `said` are the fields that count among those of the file's containers and its name (`cat_id`, `fx_name`,
    `description`, `keywords`); None for those of the name. `tags` maps tag names of any container to a text or
    a list of texts; `creator_ids` and `vendors` (vendor categories) are those registered for the supplier;
    `written` is what the seller has said of it so far. Acoustic `neighbours` and the `siblings` of the same
    upload speak for their CatIDs.
    """
    reading = read_name(file_name, creator_ids, vendors)
    stated = named(reading) if said is None else said
    own = [word for word in stated.get("keywords", ()) if word] or _values(tags, _KEYWORD_TAGS)
    title = _text(stated, "fx_name") or _title(file_name, tags)
    description = _text(stated, "description")
    suggestions = suggest(
        " ".join(one for one in (*written.titles, title) if not says_nothing(one)),
        description=" ".join([written.description, *_values(tags, _DESCRIPTION_TAGS)]),
        tags=[*written.keywords, *own],
        folder=_folder(reading),
        neighbours=neighbours,
        siblings=siblings,
    )
    entry = schedule.find(_text(stated, "cat_id"))[0]
    cat_id = entry.cat_id if entry else None
    return Proposal(
        cat_id=cat_id,
        suggestions=tuple(_with_named(suggestions, [cat_id, reading.name.cat_id], tags)),
        title=title,
        description="" if description == title or _SLATE.match(description) else description,
        keywords=_keywords(title, own, cat_id, language),
        level=reading.level,
        warnings=reading.warnings,
    )


def says_nothing(title: str) -> bool:
    """Whether it only tells that something was recorded: "REC_0007", "Track 1", "녹음"."""
    return all(
        _SAYS_NOTHING.fullmatch(letters[0])
        or (len(letters[0]) == 1 and title[letters.end() :][:1].isdecimal())
        for letters in _LETTERS.finditer(title)
    )


def _given(words: Iterable[str]) -> list[str]:
    return [word for word in words if word]


def _text(said: Mapping[str, str | tuple[str, ...]], field: str) -> str:
    text = said.get(field, "")
    return text if isinstance(text, str) else ""


def _title(file_name: str, tags: Mapping[str, object]) -> str:
    text, _ = characters.normalised(file_name)
    stem, _ = characters.split_extension(re.split(r"[/\\]", text)[-1])
    shown = "".join(
        " " if character == "_" or characters.is_control(character) else character for character in stem
    )
    plain = " ".join(shown.split())
    cleaned = _LEADING_NUMBER.sub("", plain) or plain
    if not says_nothing(cleaned):
        return cleaned
    return next(iter(_values(tags, _TITLE_TAGS)), cleaned)


def _folder(reading: Reading) -> str:
    return " ".join(filter(None, (reading.name.user_category, reading.name.vendor_category)))


def _with_named(
    suggestions: list[Suggestion], spelled: list[str | None], tags: Mapping[str, object]
) -> list[Suggestion]:
    """The CatID a name or tag spells out comes first among the suggestions."""
    tokens = [*spelled, *_values(tags, _CAT_ID_TAGS)]
    known = [entry.cat_id for token in tokens if token and (entry := schedule.find(token)[0])]
    first = [Suggestion(cat_id, 1.0, is_named=True) for cat_id in dict.fromkeys(known)]
    rest = [suggestion for suggestion in suggestions if suggestion.cat_id not in known]
    return [*first, *rest][:5]


def _keywords(title: str, said: Iterable[str], cat_id: str | None, language: str) -> tuple[str, ...]:
    own = [part for text in said for part in re.split(r"[,;|、·]", text)]
    telling = "" if says_nothing(title) else title
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
