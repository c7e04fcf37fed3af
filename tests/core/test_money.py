"""Laws of money: whole minor units, one currency at a time, and splits that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksound.lib.money import CurrencyMismatch, Money, total

minor = st.integers(-(10**15), 10**15)
won = minor.map(Money.krw)
amounts = st.builds(Money, minor, st.sampled_from(["KRW", "USD"]))


@given(amount=amounts, basis_points=st.integers(0, 10_000))
def test_a_split_adds_up_and_stays_between_nothing_and_all(amount: Money, basis_points: int) -> None:
    share, rest = amount.split(basis_points)
    assert share + rest == amount
    assert min(0, amount.minor) <= share.minor <= max(0, amount.minor)


@given(amount=amounts)
def test_all_and_nothing_are_exact(amount: Money) -> None:
    zero = Money.zero(amount.currency)
    assert amount.split(10_000) == (amount, zero)
    assert amount.split(0) == (zero, amount)


@given(a=won, b=won, c=won)
def test_adding_is_adding(a: Money, b: Money, c: Money) -> None:
    assert (a + b) + c == a + (b + c) == total([c, b, a], "KRW")
    assert a + b == b + a
    assert a - b == a + -b
    assert a * 3 == a + a + a
    assert a - a == Money.zero("KRW")


@given(a=minor, b=minor)
def test_currencies_never_meet(a: int, b: int) -> None:
    krw, usd = Money(a, "KRW"), Money(b, "USD")
    for meet in (
        lambda: krw + usd,
        lambda: krw - usd,
        lambda: krw < usd,
        lambda: krw <= usd,
        lambda: total([krw, usd], "KRW"),
    ):
        with pytest.raises(CurrencyMismatch):
            meet()
    assert krw != usd


@pytest.mark.parametrize("nonsense", [1.0, 0.1, "5", None, True])
def test_an_amount_is_a_whole_number(nonsense: object) -> None:
    with pytest.raises(TypeError):
        Money(nonsense, "KRW")  # type: ignore[arg-type]


@given(amount=amounts, times=st.floats(allow_nan=False, allow_infinity=False))
def test_no_float_gets_in_by_multiplying(amount: Money, times: float) -> None:
    with pytest.raises(TypeError):
        amount * times  # type: ignore[operator]


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="EUR"):
        Money(1, "EUR")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Money.krw(5_500), "₩5,500"),
        (Money.krw(0), "₩0"),
        (Money.krw(-1_234_567), "−₩1,234,567"),
        (Money(1_205, "USD"), "$12.05"),
        (Money(-5, "USD"), "−$0.05"),
    ],
)
def test_an_amount_reads_as_people_write_it(amount: Money, text: str) -> None:
    assert str(amount) == text


@given(minor=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=100))
def test_what_is_spread_adds_up_and_is_a_unit_from_exact_at_most(minor: int, weights: list[int]) -> None:
    amount, whole = Money.krw(minor), sum(weights)
    if not whole:
        with pytest.raises(ValueError, match=str(minor)):
            amount.spread(weights)
        return
    parts = [part.minor for part in amount.spread(weights)]
    assert sum(parts) == minor
    assert all(
        abs(part * whole - minor * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )
