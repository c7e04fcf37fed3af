"""Templates drawn once and filled in for each row, and what is drawn once for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template, engines
from django.utils import translation
from django.utils.safestring import mark_safe

from ksound.core.stencils import Mark, Stencil


@dataclass
class Fact:
    title: Any
    inner: Any = None


@pytest.fixture
def stencil(monkeypatch: pytest.MonkeyPatch) -> Stencil:
    template = engines["django"].from_string(
        '{% load i18n %}<b title="{{ fact.title }}" 100%>{{ fact.title }}</b>'
        "{% if is_new %}{% translate 'Free' %}{% endif %}{{ fact.inner.title }}"
    )
    monkeypatch.setattr("ksound.core.stencils.get_template", lambda name: template)
    return Stencil("anything.html", lambda flags: {**flags, "fact": Mark("fact")})


def fill(stencil: Stencil, title: Any, *, inner: Any = "", is_new: bool = False) -> str:
    return stencil.ready().fill({"is_new": is_new}, fact=Fact(title, Fact(inner)))


def test_facts_are_escaped_wherever_they_stand(stencil: Stencil) -> None:
    assert fill(stencil, '"><script>') == (
        '<b title="&quot;&gt;&lt;script&gt;" 100%>&quot;&gt;&lt;script&gt;</b>'
    )
    assert fill(stencil, "A", inner=mark_safe("<i>B</i>")).endswith("</b><i>B</i>")


@pytest.mark.parametrize("title", ["~fact.inner~", "%(fact.title)s", "{{ fact.title }}", "\\1", "100 %"])
def test_a_fact_that_looks_like_a_mark_is_only_text(stencil: Stencil, title: str) -> None:
    assert fill(stencil, title).endswith(f">{title}</b>")


def test_one_row_leaves_nothing_in_the_next(stencil: Stencil) -> None:
    assert fill(stencil, "one", inner="first").count("one") == 2
    assert fill(stencil, None) == '<b title="" 100%></b>'


def test_each_language_and_each_flag_has_a_drawing_of_its_own(stencil: Stencil) -> None:
    drawn = []
    for language in ("ko", "en", "ko"):
        with translation.override(language):
            drawn.append(fill(stencil, "x", is_new=True).removeprefix('<b title="x" 100%>x</b>'))
            assert fill(stencil, "x").endswith("</b>")
    assert drawn == ["무료", "Free", "무료"]


def test_what_is_drawn_once_sees_nobody_and_speaks_each_language() -> None:
    template = Template("{% load i18n once %}{% once %}{% translate 'Free' %}{{ person }}{% endonce %}")
    for language, word in (("ko", "무료"), ("en", "Free"), ("ko", "무료")):
        with translation.override(language):
            assert template.render(Context({"person": "secret"})) == word
