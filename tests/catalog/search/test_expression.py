"""How what people type is read: operators where they make sense, plain words everywhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search import expression, tsquery
from catalog.search.expression import MAX_DEPTH, MAX_WORDS, Expression, Group, Node, Term

GRAMMAR = st.text(alphabet="ab문소 \t,()\"'-*“”（），−", max_size=80)


def said(text: str) -> str:
    """The expression in a form of its own, brackets wherever there is a group."""
    root = expression.read(text).root
    return _said(root) if root else ""


def _said(node: Node) -> str:
    sign = "-" if node.is_excluded else ""
    if isinstance(node, Group):
        return sign + "(" + (" " if node.needs == "all" else ", ").join(map(_said, node.parts)) + ")"
    # Words typed as one are one term: lo-fi.
    words = ("_" if node.kind == "word" else " ").join(node.words)
    return sign + {"word": words, "phrase": f'"{words}"', "prefix": f"{words}*"}[node.kind]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("rain roof", "(rain roof)"),
        ("rain roof, hail", "((rain roof), hail)"),
        ("(rain, hail) roof -wood", "((rain, hail) roof -wood)"),
        ("roof (rain, (hail snow))", "(roof (rain, (hail snow)))"),
        ("-(rain, hail) roof", "(-(rain, hail) roof)"),
        ("-(-rain) roof", "(rain roof)"),
        ('"rain on roof" tent', '("rain on roof" tent)'),
        ("ham*", "ham*"),
        ("-wood", "-wood"),
        ("-wood -metal", "(-wood -metal)"),
        ("지붕 （비， 우박）", "(지붕 (비, 우박))"),
        ("“iron gate”", '"iron gate"'),
    ],
)
def test_operators_mean_what_they_say(text, meaning):
    assert said(text) == meaning


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("(rain roof", "rain roof"),
        ("rain) roof", "rain roof"),
        (")rain( roof", "rain roof"),
        ("((rain (roof)", "rain roof"),
        ("rain, , roof,", "rain, roof"),
        ('rain "roof', "rain roof"),
        ("rain - roof --", "rain roof"),
        ("rain () roof (,)", "rain roof"),
        ("rain * ** roof", "rain roof"),
        ("rain -() roof", "rain roof"),
        ("", ""),
        ("()", ""),
    ],
)
def test_what_is_not_balanced_is_read_as_plain_words(text, plain):
    assert said(text) == said(plain)


def test_brackets_that_lie_too_deep_are_passed_over():
    deep = "(" * 300 + "rain, roof" + ")" * 300

    assert said(deep) == said("rain, roof")
    assert said("(" * MAX_DEPTH + "rain, roof" + ")" * MAX_DEPTH) == said("rain, roof")


def test_words_apart_know_what_they_are_together():
    together = [term.joined for term in expression.read("문 닫는 소리").terms]

    assert together[0] == ("문닫는",)
    assert expression.read("sci fi gun").terms[0].joined == ("scifi",)
    assert expression.read("lo-fi").terms == (Term("word", ("lo", "fi"), joined=("lofi",)),)


def test_fillers_are_dropped_only_beside_a_telling_word():
    assert expression.read("sound of rain").words == ("rain",)
    assert expression.read("비 소리").words == ("비",)
    assert expression.read("소리").words == ("소리",)
    assert expression.read("rain -sound").words == ("rain",)


@given(st.text() | GRAMMAR)
def test_no_text_makes_the_reading_fail_and_every_expression_is_bounded(text):
    found = expression.read(text)

    assert sum(len(term.words) for term in _terms(found.root)) <= MAX_WORDS
    assert _depth(found.root) <= 2 * (MAX_DEPTH + 1)
    if found:
        assert tsquery.whole(found)


@given(GRAMMAR)
def test_reading_what_was_understood_gives_the_same_again(text):
    once = said(text)

    assert said(once) == once


@given(st.text(alphabet="ab문소 ,()-", max_size=40))
def test_asking_for_nothing_asks_for_no_words(text):
    found = expression.read(text)

    assert bool(found.words) <= bool(found)
    assert found == expression.read(f" {text} ")


def test_an_empty_expression_has_no_tsquery():
    with pytest.raises(ValueError, match="nothing"):
        tsquery.whole(Expression())


def _terms(node: Node | None) -> list[Term]:
    if node is None:
        return []
    return [node] if isinstance(node, Term) else [term for part in node.parts for term in _terms(part)]


def _depth(node: Node | None) -> int:
    return 1 + max(map(_depth, node.parts)) if isinstance(node, Group) else 0
