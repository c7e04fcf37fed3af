import pytest

from catalog.ucs import suggest


@pytest.fixture(scope="session", autouse=True)
def warmed() -> None:
    """The indexes are built once, not within whichever example of a property happens to come first."""
    suggest.warm()
