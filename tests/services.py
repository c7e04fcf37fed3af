"""Real PostgreSQL and Redis for the tests: `-p tests.services`, loaded before Django reads its settings.

The servers live in `var/test`, apart from the demonstration's data, unless `KSOUND_DATABASE_URL` and
`KSOUND_REDIS_URL` name others. With xdist the controlling process starts them and the workers inherit the
addresses.
"""

import os
from pathlib import Path

import pytest

from ksound.lib import embedded

TEST_DATA_DIR = Path(__file__).resolve().parent.parent / "var" / "test"

os.environ.setdefault("KSOUND_DATA_DIR", str(TEST_DATA_DIR))
try:
    embedded.ensure(Path(os.environ["KSOUND_DATA_DIR"]))
except embedded.EmbeddedServiceError as error:
    raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    embedded.release()
