"""A wake-up is a hint: with the broker gone or frozen it costs two seconds at most, and never the caller's work."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from catalog.effects.tasks import examine_original
from ksound.core import waking

ALLOWED_S = 4.0


def took(monkeypatch: Any, broker: str) -> float:
    monkeypatch.setattr(examine_original.app.conf, "broker_write_url", broker)
    began = time.monotonic()
    waking._send([examine_original, examine_original], {"audio_file_id": 0})
    return time.monotonic() - began


@pytest.fixture
def frozen() -> Any:
    """Takes connections and never answers, like a stopped Redis."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"


def test_a_broker_that_is_gone_costs_next_to_nothing(monkeypatch: Any) -> None:
    assert took(monkeypatch, "redis+socket:///nowhere/redis.sock") < ALLOWED_S


def test_a_frozen_broker_costs_two_seconds(monkeypatch: Any, frozen: str) -> None:
    assert took(monkeypatch, frozen) < ALLOWED_S


def test_a_broker_tells_how_many_wake_ups_wait() -> None:
    waking._send([examine_original], {"audio_file_id": 0})
    assert waking.waiting(examine_original) >= 1


def test_a_broker_that_is_gone_tells_of_none(monkeypatch: Any) -> None:
    monkeypatch.setattr(examine_original.app.conf, "broker_write_url", "redis+socket:///nowhere/redis.sock")
    assert waking.waiting(examine_original) == 0
