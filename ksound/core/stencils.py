"""What a page has a hundred times: drawn once by the template engine, then only filled in.

A template reads every name of every row anew, and rows differ in a few facts alone. A stencil draws its template once
for each language and each set of flags, with marks in the places of the facts, and keeps what came out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from html import escape
from operator import attrgetter
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Letters that neither HTML nor an address writes in another way.
_MARK = re.compile(r"~([a-z]\w*\.[a-z][\w.]*)~")
_INDENT = re.compile(r"\s*\n\s*")


class Mark:
    """Holds the place of an object; its attributes hold the places of the object's, but for those `known` already."""

    def __init__(self, path: str, **known: object) -> None:
        self._path = path
        self.__dict__.update(known)

    def __getattr__(self, name: str) -> Mark:
        if name.startswith("_"):
            raise AttributeError(name)
        return Mark(f"{self._path}.{name}")

    def __str__(self) -> str:
        return f"~{self._path}~"


Flags = Mapping[str, Hashable]
_Fact = tuple[str, Callable[[Any], Any]]
Drawing = Callable[[Flags], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class _Cut:
    """What was drawn, cut at its marks: every second part is the place of a fact, `places` says of which one.

    `facts`: the name of an object, and how the fact is read from it.
    """

    parts: list[str]
    places: list[int]
    facts: list[_Fact]

    @classmethod
    def of(cls, drawn: str) -> _Cut:
        parts = _MARK.split(_INDENT.sub("\n", drawn.strip()))
        numbers = {mark: number for number, mark in enumerate(dict.fromkeys(parts[1::2]))}
        names = [mark.split(".", 1) for mark in numbers]
        facts: list[_Fact] = [(root, attrgetter(path)) for root, path in names]
        return cls(parts, [numbers[mark] for mark in parts[1::2]], facts)

    def filled(self, objects: Mapping[str, object]) -> str:
        facts = [_written(read(objects[root])) for root, read in self.facts]
        parts = self.parts.copy()
        parts[1::2] = [facts[place] for place in self.places]
        return "".join(parts)


class Stencil:
    """`drawing` makes the context in which the template is drawn: marks for the objects, values for the flags."""

    def __init__(self, template_name: str, drawing: Drawing) -> None:
        self._template_name = template_name
        self._drawing = drawing
        # By template, so that a template read anew is drawn anew.
        self._kept: WeakKeyDictionary[Template, dict[Hashable, _Cut]] = WeakKeyDictionary()

    def ready(self) -> Filler:
        """For the language of the moment; to be asked for once a list, not once a row."""
        template: Template = get_template(self._template_name).template  # type: ignore[attr-defined]
        return Filler(template, self._drawing, self._kept.setdefault(template, {}), get_language() or "")


@dataclass(frozen=True, slots=True)
class Filler:
    template: Template
    drawing: Drawing
    kept: dict[Hashable, _Cut]
    language: str

    def fill(self, flags: Flags, **objects: object) -> SafeString:
        """The template for these objects, with these flags always in the same order.

        Facts that are not HTML already are escaped.
        """
        key = (self.language, *flags.values())
        cut = self.kept.get(key)
        if cut is None:
            cut = self.kept[key] = _Cut.of(self.template.render(Context(self.drawing(flags))))
        return mark_safe(cut.filled(objects))  # noqa: S308  the template's own text and escaped facts


def _written(fact: Any) -> str:
    if type(fact) is SafeString:
        return fact
    return "" if fact is None else escape(str(fact))
