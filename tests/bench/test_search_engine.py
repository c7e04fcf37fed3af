"""The goals table of the search at ten and a hundred thousand effects; `make bench-search N=1000000` for a million."""

import subprocess
import sys

import pytest


@pytest.mark.bench
def test_the_goals_table():
    subprocess.run([sys.executable, "-m", "tests.bench.search_engine", "10000", "100000"], check=True)
