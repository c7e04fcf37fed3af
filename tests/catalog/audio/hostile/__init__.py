"""The hostile files, by family: each made by the tests themselves, each with the end it must come to."""

from . import (
    comments,
    cuts,
    floods,
    headers,
    hours,
    id3tags,
    mpeg4,
    names,
    playlists,
    polyglots,
    samples,
    strangers,
)
from .case import Hostile

FAMILIES = {
    "texts": playlists.FILES,
    "strangers": strangers.FILES,
    "ID3 tags": id3tags.FILES,
    "comments": comments.FILES,
    "MPEG-4": mpeg4.FILES,
    "chunks": floods.FILES,
    "headers": headers.FILES,
    "samples": samples.FILES,
    "hours": hours.FILES,
    "polyglots": polyglots.FILES,
    "cuts and flips": cuts.FILES,
    "names": names.FILES,
}
CORPUS: dict[str, Hostile] = {
    f"{family}: {name}": file for family, files in FAMILIES.items() for name, file in files.items()
}
