"""Reading UCS file names: CatID[-UserCategory]_[VendorCategory-]FXName_CreatorID_SourceID_UserData.ext.

Never raises on text; what cannot be read comes back as level `none` with one error code.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from catalog.ucs import characters, repairs, schedule

Level = Literal["none", "catid", "basic", "full"]
VendorReading = Literal["declared", "hyphen"]

_REWRITING = """
catid_case catid_alias trimmed_space empty_block empty_user_category not_nfc invisible_char reanchored
"""
# A reading that met one of these does not format back to the same bytes.
REWRITING_WARNINGS = frozenset(_REWRITING.split())

_LOOKS_LIKE_A_CATID = re.compile(r"[A-Z]{2}[A-Za-z0-9]*")
_TOKEN = re.compile(r"[A-Za-z0-9]+")
_VARIATION = re.compile(r"[ _-](\d{1,4})$", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class UcsName:
    """The blocks of a UCS file name; None where a block is absent."""

    cat_id: str | None = None
    user_category: str | None = None
    vendor_category: str | None = None
    fx_name: str | None = None
    creator_id: str | None = None
    source_id: str | None = None
    user_data: str | None = None
    ext: str | None = None

    @property
    def variation(self) -> str | None:
        """The take number at the end of the FXName, as written ("01"); derived, so nothing to round-trip."""
        found = _VARIATION.search(self.fx_name or "")
        return found[1] if found else None

    @property
    def vendor_guess(self) -> str | None:
        """What a reader following the letter of UCS would take for the vendor category."""
        head, _, rest = (self.fx_name or "").partition("-")
        return head.strip() or None if rest.strip() else None

    @property
    def level(self) -> Level:
        if self.cat_id is None:
            return "none"
        if self.fx_name is None:
            return "catid"
        return "full" if self.creator_id and self.source_id else "basic"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file name says: its blocks, the error that stopped the reading, and what to tell its owner."""

    name: UcsName
    error: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        return self.name.level


def parse(
    file_name: str,
    *,
    vendor: VendorReading = "declared",
    vendors: Collection[str] = (),
    creators: Collection[str] = (),
    repair: bool = False,
) -> Reading:
    """Read a file name.

    `vendor="hyphen"` splits block 2 at any hyphen, the letter of UCS; otherwise only a category in `vendors`
    is split off. `creators` are the CreatorIDs registered for the supplier: underscores inside the FXName are
    undone where one of them shows where it ends. `repair` also undoes empty blocks and take numbers read as a
    creator.
    """
    text, warnings = characters.normalised(file_name)
    stem, ext = characters.split_extension(text)
    blocks = stem.split("_")
    head, user_category, head_warnings = _read_cat_block(blocks[0])
    error = _forbidding(text) or (None if head else _why_no_cat_id(stem))
    if head is None or error:
        return Reading(UcsName(), error, tuple(warnings))

    warnings += head_warnings + _portability_warnings(text)
    tail, repair_warnings = repairs.arrange(blocks[1:], creators=creators, repair=repair)
    if head.cat_id in schedule.WORDLIKE and sum(map(bool, tail)) < 3:
        warnings.append("wordlike_catid")
    tail += [""] * (4 - len(tail))
    name = UcsName(
        cat_id=head.cat_id,
        user_category=user_category,
        fx_name=tail[0] or None,
        creator_id=tail[1] or None,
        source_id=tail[2] or None,
        user_data="_".join(tail[3:]) or None,
        ext=ext,
    )
    name, vendor_warnings = _split_vendor(name, vendor=vendor, vendors=vendors)
    found = [*warnings, *repair_warnings, *vendor_warnings, *_block_warnings(name, warnings)]
    return Reading(name, None, tuple(dict.fromkeys(found)))


def _read_cat_block(block: str) -> tuple[schedule.CatId | None, str | None, list[str]]:
    head, hyphen, rest = block.partition("-")
    entry, warnings = schedule.find(head.strip())
    found = list(warnings)
    if head != head.strip() or rest != rest.strip():
        found.append("trimmed_space")
    if hyphen and not rest.strip():
        found.append("empty_user_category")
    return entry, rest.strip() or None, found


def _forbidding(text: str) -> str | None:
    if not characters.PATH_SEPARATORS.isdisjoint(text):
        return "path_separator"
    return "control_char" if any(map(characters.is_control, text)) else None


def _why_no_cat_id(stem: str) -> str:
    first = stem.split("_")[0]
    if "＿" in first and schedule.find(first.split("＿")[0].strip())[0]:
        return "fullwidth_delimiter"
    opening = _TOKEN.match(first.strip())
    if opening and _is_certain(opening[0]):
        return "no_delimiter"
    if any(_is_certain(token) for token in _TOKEN.findall(stem)):
        return "catid_not_first"
    if "_" in stem and _LOOKS_LIKE_A_CATID.fullmatch(first.partition("-")[0].strip()):
        return "unknown_catid"
    return "no_catid"


def _is_certain(token: str) -> bool:
    return schedule.exists(token) and token not in schedule.WORDLIKE


def _split_vendor(
    name: UcsName, *, vendor: VendorReading, vendors: Collection[str]
) -> tuple[UcsName, list[str]]:
    block = name.fx_name or ""
    heads = sorted(vendors, key=len, reverse=True) if vendor == "declared" else [block.partition("-")[0]]
    for head in heads:
        between, hyphen, fx_name = block.removeprefix(head).partition("-")
        if not (head and block.startswith(head) and hyphen and not between.strip() and fx_name.strip()):
            continue
        split = replace(name, vendor_category=head.strip(), fx_name=fx_name.strip())
        return split, [] if f"{split.vendor_category}-{split.fx_name}" == block else ["trimmed_space"]
    return name, []


def _portability_warnings(text: str) -> list[str]:
    found = []
    if characters.byte_length(text) > characters.MAX_NAME_BYTES:
        found.append("too_long")
    if not characters.NON_PORTABLE.isdisjoint(text):
        found.append("nonportable_char")
    if text.endswith((".", " ")):
        found.append("trailing_dot_or_space")
    return found


def _block_warnings(name: UcsName, found: list[str]) -> list[str]:
    warnings = [
        warning
        for warning, block in (
            ("missing_fxname", name.fx_name),
            ("missing_creator", name.creator_id),
            ("missing_source", name.source_id),
        )
        if block is None
    ]
    if (name.source_id or "").upper() == "NONE":
        warnings.append("placeholder_source")
    if (name.creator_id or "").isdecimal():
        warnings.append("numeric_creator")
    # A name over the byte limit is told so once; the advice about 25 characters would add nothing.
    if len(name.fx_name or "") > characters.ADVISED_FX_NAME_LENGTH and "too_long" not in found:
        warnings.append("long_fxname")
    return warnings
