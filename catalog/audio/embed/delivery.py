"""What goes into a delivered file: the fields of one sound under one licence."""

import re
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Self

from ..metadata.folding import ascii_folded
from . import texts

MAX_FIELD_CHARS = 300
MAX_DESCRIPTION_CHARS = 4_000
MAX_KEYWORDS = 200
MAX_KEYWORD_CHARS = 100
_IDENTIFIER = re.compile(r"[!-~]{1,64}")
# OriginatorReference of a bext has 32 bytes.
_LICENCE_ID = re.compile(r"[!-~]{1,32}")
_URL = re.compile(r"(?:https?://[!-~]{1,240})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """Measured levels; None for what was not measured."""

    integrated_lufs: float | None = None
    loudness_range_lu: float | None = None
    true_peak_dbtp: float | None = None
    max_momentary_lufs: float | None = None
    max_short_term_lufs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """How the sound was made, as far as the supplier tells."""

    microphone: str = ""
    mic_perspective: str = ""
    mic_distance: str = ""
    mic_config: str = ""
    rec_type: str = ""
    rec_medium: str = ""
    location: str = ""
    recordist: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambisonics:
    """ASWG-G006 names: format "1st-order", order "ACN", norm "SN3D"."""

    format: str = ""
    order: str = ""
    norm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One sound as it leaves the shop. `licence_id` and `licence_url` alone differ between two buyers.

    `fx_name` is the title as sold; `category` and `subcategory` are the English UCS names in capitals.
    `channel_layout` is FFmpeg's name ("stereo", "5.1(side)"). Raises ValueError for identifiers that some
    container could not hold: the ids are ASCII without spaces, the licence's at most 32 letters, the address
    at most 247 or empty.
    """

    sound_id: str
    licence_id: str
    licence_url: str
    shop: str
    cat_id: str
    category: str
    subcategory: str
    fx_name: str
    category_ko: str = ""
    subcategory_ko: str = ""
    title_en: str = ""
    title_ko: str = ""
    description_en: str = ""
    description_ko: str = ""
    keywords_en: tuple[str, ...] = ()
    keywords_ko: tuple[str, ...] = ()
    vendor_category: str = ""
    supplier: str = ""
    creator_id: str = ""
    source_id: str = ""
    library: str = ""
    user_data: str = ""
    copyright_year: int | None = None
    recorded_on: date | None = None
    channel_layout: str = ""
    loudness: Loudness = field(default_factory=Loudness)
    recording: Recording = field(default_factory=Recording)
    ambisonics: Ambisonics = field(default_factory=Ambisonics)
    is_designed: bool | None = None
    is_generated: bool | None = None

    def __post_init__(self) -> None:
        if not _IDENTIFIER.fullmatch(self.sound_id) or not _LICENCE_ID.fullmatch(self.licence_id):
            raise ValueError("identifiers must be short ASCII without spaces")
        if not _URL.fullmatch(self.licence_url):
            raise ValueError("the licence page must be a short web address in ASCII")

    def cleaned(self) -> Self:
        """Return the same with every text on one line, normalised and bounded."""
        return replace(
            self, **{item.name: _cleaned(item.name, getattr(self, item.name)) for item in fields(self)}
        )

    @property
    def category_full(self) -> str:
        return "-".join(filter(None, (self.category, self.subcategory)))

    @property
    def keywords(self) -> tuple[str, ...]:
        """English, Korean, then the Korean names of category and title, each once."""
        named = (self.category_ko, self.subcategory_ko, self.title_en, self.title_ko)
        every = (*self.keywords_en, *self.keywords_ko, *(name for name in named if name != self.fx_name))
        plain = (" ".join(re.sub("[,;]", " ", word).split()) for word in every)
        unique = {word.casefold(): word for word in reversed([word for word in plain if word])}
        return tuple(reversed(unique.values()))[:MAX_KEYWORDS]

    def description(self, max_chars: int = MAX_DESCRIPTION_CHARS * 2 + 2) -> str:
        return texts.sentences(self.description_en, self.description_ko, max_chars)

    @property
    def ascii_description(self) -> str:
        """The English description in ASCII; without one what names the sound, never a guess of a translation."""
        if self.description_en:
            return ascii_folded(self.description_en)
        title = ascii_folded(self.title_en or self.fx_name)
        return " ".join(filter(None, (self.cat_id, self.category_full, title)))

    @property
    def notice(self) -> str:
        """`2026 Supplier. Licence KSL-1`: year first, as ID3 wants it."""
        owner = " ".join(filter(None, (str(self.copyright_year or ""), self.supplier)))
        return f"{owner}. Licence {self.licence_id}" if owner else f"Licence {self.licence_id}"

    @property
    def recorded_date(self) -> str:
        return self.recorded_on.isoformat() if self.recorded_on else ""


def _cleaned(name: str, value: Any) -> Any:
    match value:
        case str():
            return texts.cleaned(value, MAX_DESCRIPTION_CHARS if "description" in name else MAX_FIELD_CHARS)
        case tuple():
            return tuple(texts.cleaned(word, MAX_KEYWORD_CHARS) for word in value[:MAX_KEYWORDS])
        case Recording() | Ambisonics():
            return replace(
                value, **{item.name: _cleaned("", getattr(value, item.name)) for item in fields(value)}
            )
    return value
