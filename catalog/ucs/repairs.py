"""Where the blocks after the CatID begin and end when stray underscores have shifted them.

About one real UCS name in eleven holds an underscore inside its FXName.
"""

from collections.abc import Collection

_USER_DATA = 3  # its place after the CatID; everything from here on is kept verbatim


def arrange(
    blocks: list[str], *, creators: Collection[str] = (), repair: bool = False
) -> tuple[list[str], list[str]]:
    """Trimmed [FXName, CreatorID, SourceID, UserData…] and the warnings met on the way.

    Without `creators` and `repair` this is the literal reading: one block per underscore.
    """
    trimmed = [block.strip() for block in blocks[:_USER_DATA]] + blocks[_USER_DATA:]
    warnings = ["trimmed_space"] if trimmed != blocks else []
    anchored = _reanchored(trimmed, creators)
    if anchored:
        return anchored, warnings + _empty_block(anchored) + ["reanchored"]
    warnings += _empty_block(trimmed)
    if not repair:
        return trimmed, warnings
    filled = _without_holes(trimmed)
    while len(filled) > 1 and filled[1].isdecimal():
        filled[0:2] = [f"{filled[0]} {filled[1]}"]
        warnings.append("numeric_creator")
    return filled, warnings


def _reanchored(blocks: list[str], creators: Collection[str]) -> list[str] | None:
    """What stands before the first registered CreatorID becomes the FXName; None when nothing has to move."""
    if len(blocks) < 3 or blocks[1] in creators:
        return None
    for place in range(2, len(blocks)):
        if blocks[place].strip() in creators:
            title = " ".join(part.strip() for part in blocks[:place] if part.strip())
            source = [part.strip() for part in blocks[place + 1 : place + 2]]
            return [title, blocks[place].strip(), *source, *blocks[place + 2 :]]
    return None


def _without_holes(blocks: list[str]) -> list[str]:
    return [part for part in (block.strip() for block in blocks) if part]


def _empty_block(blocks: list[str]) -> list[str]:
    """UserData may hold empty parts ("a__b") but must not be empty itself."""
    return ["empty_block"] if "" in blocks[:_USER_DATA] or blocks[_USER_DATA:] == [""] else []
