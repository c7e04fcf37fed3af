"""Writing UCS file names: strict where reading is lenient, so that what is written is read back the same."""

import re
from collections.abc import Collection
from itertools import pairwise

from catalog.ucs import characters, schedule
from catalog.ucs.filename import UcsName, VendorReading, parse


class NameRefused(ValueError):
    """The fields make no file name that would be read back the same; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def format_name(
    name: UcsName,
    *,
    vendor: VendorReading = "declared",
    vendors: Collection[str] = (),
    creators: Collection[str] = (),
    repair: bool = False,
    max_stem_bytes: int | None = None,
) -> str:
    """The file name of these fields, under the same reading policy as `parse`.

    Raises NameRefused: unknown_catid, missing_fxname, empty_block, delimiter_in_block, gap, edge_space,
    forbidden_char, too_long, or ambiguous when `parse` would not return the same fields.
    """
    _refuse_bad_fields(name)
    stem = _stem(name)
    written = f"{stem}.{name.ext}" if name.ext is not None else stem
    if not all(map(characters.is_writable, written)) or written.endswith((".", " ")):
        raise NameRefused("forbidden_char")
    if characters.byte_length(written) > characters.MAX_NAME_BYTES:
        raise NameRefused("too_long")
    if max_stem_bytes is not None and characters.byte_length(stem) > max_stem_bytes:
        raise NameRefused("too_long")
    if parse(written, vendor=vendor, vendors=vendors, creators=creators, repair=repair).name != name:
        raise NameRefused("ambiguous")
    return written


def delivery_name(
    *, cat_id: str, title: str, creator_id: str | None, source_id: str | None = None, ext: str | None
) -> str:
    """The name a buyer receives: portable, at most 180 bytes of stem, read alike by every UCS tool.

    A hyphen in the title would be taken for a vendor category, so a space stands in its place; likewise for
    underscores and the characters Windows refuses. A title too long is cut at a character.
    Raises NameRefused (unknown_catid) for a CatID outside the schedule.
    """
    creator = _portable(creator_id or "") or None
    source = _portable(source_id or "") or None
    frame = UcsName(
        cat_id=cat_id, fx_name="_", creator_id=creator, source_id=source if creator else None, ext=ext
    )
    room = characters.MAX_STEM_BYTES - characters.byte_length(_stem(frame))
    fx_name = _cut(_portable(title.replace("-", " ")), room + 1) or schedule.label(cat_id, "en")
    fx_name = _portable(fx_name.replace("-", " "))
    return format_name(_with_title(frame, fx_name), vendor="hyphen", max_stem_bytes=characters.MAX_STEM_BYTES)


def _refuse_bad_fields(name: UcsName) -> None:
    blocks = (name.user_category, name.vendor_category, name.fx_name, name.creator_id, name.source_id)
    if name.cat_id is None or not schedule.exists(name.cat_id):
        raise NameRefused("unknown_catid")
    if name.fx_name is None:
        raise NameRefused("missing_fxname")
    if "" in (*blocks, name.user_data):
        raise NameRefused("empty_block")
    if any("_" in block for block in blocks if block):
        raise NameRefused("delimiter_in_block")
    tail = [name.creator_id, name.source_id, name.user_data]
    if any(later is not None and earlier is None for earlier, later in pairwise(tail)):
        raise NameRefused("gap")
    if any(block != block.strip() for block in blocks if block):
        raise NameRefused("edge_space")


def _stem(name: UcsName) -> str:
    cat_block = "-".join(filter(None, (name.cat_id, name.user_category)))
    fx_block = "-".join(filter(None, (name.vendor_category, name.fx_name)))
    return "_".join(filter(None, (cat_block, fx_block, name.creator_id, name.source_id, name.user_data)))


def _with_title(frame: UcsName, fx_name: str) -> UcsName:
    return UcsName(
        cat_id=frame.cat_id,
        fx_name=fx_name,
        creator_id=frame.creator_id,
        source_id=frame.source_id,
        ext=frame.ext,
    )


def _portable(text: str) -> str:
    composed, _ = characters.normalised(text)
    kept = "".join(
        character if character != "_" and characters.is_writable(character) else " " for character in composed
    )
    return re.sub(r"\s+", " ", kept).strip(" .")


def _cut(text: str, size: int) -> str:
    """At most `size` bytes of UTF-8, never through a character."""
    return text.encode()[: max(size, 0)].decode("utf-8", "ignore").strip(" .")
