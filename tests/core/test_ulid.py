"""Public ids: unguessable, and in the order of their time."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ksound.lib import ulid

times = st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))


@given(first=times, second=times)
def test_ids_sort_by_time(first: datetime, second: datetime) -> None:
    a, b = int(first.timestamp() * 1000), int(second.timestamp() * 1000)
    if a != b:
        assert (ulid.new(first) < ulid.new(second)) == (a < b)


@given(at=times)
def test_an_id_is_26_signs_without_lookalikes(at: datetime) -> None:
    new = ulid.new(at)
    assert ulid.is_ulid(new)
    assert len(new) == ulid.LENGTH == 26
    assert not set(new) & set("ILOUilou")


def test_ids_of_one_moment_differ() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    assert len({ulid.new(at) for _ in range(10_000)}) == 10_000


def test_the_time_is_the_specifications() -> None:
    # The example of the specification: 1469918176385 ms begins with 01ARYZ6S41.
    assert ulid.new(datetime.fromtimestamp(1_469_918_176.385, UTC)).startswith("01ARYZ6S4")


@given(text=st.text(max_size=30))
def test_what_is_called_an_id_has_only_its_letters(text: str) -> None:
    if ulid.is_ulid(text):
        assert set(text) <= set(ulid.ALPHABET)
