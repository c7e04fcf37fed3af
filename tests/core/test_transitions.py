"""State tables: what is not allowed is refused, and the WHERE of a change says the same as the check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksound.lib.transitions import ForbiddenTransition, Transitions

STATES = "abcde"
tables = st.dictionaries(st.sampled_from(STATES), st.sets(st.sampled_from(STATES)))


@given(table=tables, source=st.sampled_from(STATES), target=st.sampled_from(STATES))
def test_before_and_require_agree(table: dict[str, set[str]], source: str, target: str) -> None:
    transitions = Transitions.of(table)
    if source in transitions.before(target):
        transitions.require(source=source, target=target)
    else:
        with pytest.raises(ForbiddenTransition, match=f"{source} → {target}"):
            transitions.require(source=source, target=target)


def test_a_state_nobody_listed_leads_nowhere() -> None:
    with pytest.raises(ForbiddenTransition):
        Transitions.of({"draft": ["in_review"]}).require(source="published", target="draft")
