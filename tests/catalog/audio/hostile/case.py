"""What one hostile file is, and how it must end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hostile:
    """`codes` are the error codes that are right; none: the file is a sound, and `facts` are what is known of it."""

    make: Callable[[], bytes]
    codes: frozenset[str] = frozenset()
    facts: Mapping[str, object] = field(default_factory=dict)
    file_name: str = "upload.wav"


def refused(make: Callable[[], bytes] | bytes, *codes: str) -> Hostile:
    return Hostile(_maker(make), frozenset(codes))


def taken(make: Callable[[], bytes] | bytes, *, file_name: str = "upload.wav", **facts: object) -> Hostile:
    return Hostile(_maker(make), facts=facts, file_name=file_name)


def _maker(make: Callable[[], bytes] | bytes) -> Callable[[], bytes]:
    return (lambda: make) if isinstance(make, bytes) else make
