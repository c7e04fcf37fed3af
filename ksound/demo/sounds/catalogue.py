"""What the demonstration catalogue holds: its sellers and its planned sounds."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

Container = Literal["wav", "aiff", "flac", "mp3"]
Source = Literal["private", "public"]

CONTAINERS: Final[Mapping[str, Container]] = MappingProxyType(
    {"wav": "wav", "aiff": "aiff", "flac": "flac", "mp3": "mp3"}
)


@dataclass(frozen=True)
class SellerProfile:
    """An invented seller. `source` is "public" for an agency whose sounds are free for everyone."""

    display_name: str
    email_name: str
    kind: Literal["individual", "business"]
    creator_id: str
    source_id: str
    source: Source = "private"


SELLERS: Final = (
    SellerProfile("소리담", "soridam", "individual", "SRDM", "HANOK"),
    SellerProfile("온결사운드", "ongyeol", "business", "ONGL", "FIELD"),
    SellerProfile("달빛폴리", "dalbit", "individual", "DALB", "FOLEY"),
    SellerProfile("쇳물공방", "soetmul", "business", "SOET", "FORGE"),
    SellerProfile("픽셀하늘", "pixelhaneul", "individual", "PXHN", "ARCADE"),
    SellerProfile("전주 공공소리도서관", "jeonju.library", "business", "JJPL", "GUGAK", source="public"),
)


@dataclass(frozen=True)
class PlannedSound:
    """One sound to be synthesised and filed. `price_minor` is in won; `seller` indexes `SELLERS`."""

    generator: str
    options: Mapping[str, float]
    cat_id: str
    title_en: str
    title_ko: str
    keywords: tuple[str, ...]
    sample_rate_hz: int
    bit_depth: int
    channels: int
    duration_s: float
    container: Container
    price_minor: int
    seller: int
    licence_codes: tuple[str, ...]
    original_name: str = ""

    @property
    def source(self) -> Source:
        return SELLERS[self.seller].source

    @property
    def description_en(self) -> str:
        return DESCRIPTIONS[self.generator][0]

    @property
    def description_ko(self) -> str:
        return DESCRIPTIONS[self.generator][1]

    @property
    def frames(self) -> int:
        return round(self.duration_s * self.sample_rate_hz)


def plan(*, seed: int, count: int) -> list[PlannedSound]:
    """`count` sounds: the catalogue in order, then variations of it that depend on `seed`.

    Every entry has its own English title, Korean title and file name, whatever the count.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    rng = np.random.default_rng([seed, len(PLAN)])
    planned = list(PLAN[:count])
    while len(planned) < count:
        take, index = divmod(len(planned), len(PLAN))
        planned.append(_variation(PLAN[index], take=take + 1, rng=rng))
    return planned


def _variation(original: PlannedSound, *, take: int, rng: np.random.Generator) -> PlannedSound:
    """Another take of a sound: numbered title, a length within a fifth of the first one's."""
    length = round(float(np.clip(original.duration_s * rng.uniform(0.8, 1.2), 0.3, 60.0)), 2)
    return replace(
        original,
        title_en=f"{original.title_en} {take:02d}",
        title_ko=f"{original.title_ko} {take:02d}",
        duration_s=length,
        original_name="",
    )


def _planned(row: Mapping[str, str]) -> PlannedSound:
    options = dict(pair.split("=", 1) for pair in row["options"].split())
    return PlannedSound(
        generator=row["generator"],
        options=MappingProxyType({name: float(value) for name, value in options.items()}),
        cat_id=row["cat_id"],
        title_en=row["title_en"],
        title_ko=row["title_ko"],
        keywords=tuple(row["keywords_ko"].split("|") + row["keywords_en"].split("|")),
        sample_rate_hz=int(row["sample_rate_hz"]),
        bit_depth=int(row["bit_depth"]),
        channels=int(row["channels"]),
        duration_s=float(row["duration_s"]),
        container=CONTAINERS[row["container"]],
        price_minor=int(row["price_minor"]),
        seller=int(row["seller"]),
        licence_codes=tuple(row["licence_codes"].split("|")),
        original_name=row["original_name"],
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


DESCRIPTIONS: Final = {
    row["generator"]: (row["description_en"], row["description_ko"]) for row in _rows("descriptions.csv")
}
PLAN: Final = tuple(_planned(row) for row in _rows("catalogue.csv"))
