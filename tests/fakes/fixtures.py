"""The stub of Stripe as a pytest fixture: one process per test process, emptied for each test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent.parent
WEBHOOK_SECRET = "whsec_test"
SECRET_KEY = "sk_test_ksound"


@dataclass(frozen=True)
class StripeServer:
    """Drives the stub's control API; see `stripe_stub.Stub.control`."""

    base: str

    def control(self, name: str, **order: Any) -> Any:
        answer = requests.post(f"{self.base}/_control/{name}", json=order, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def pay(self, session: str, **how: Any) -> Any:
        """Pay without a browser; `amount` and `currency` make the company take something else."""
        return self.control("pay", session=session, **how)

    def next_fault(self, kind: str, *, times: int = 1, **where: str) -> None:
        self.control("next_fault", kind=kind, times=times, **where)

    def events(self, kind: str, **how: Any) -> list[dict[str, str]]:
        """Signed events of a type: dicts of id, body and signature."""
        return list(self.control("events", type=kind, **how))

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        return [each for each in self.control("journal")["requests"] if path in each["path"]]


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.fakes.stripe_server", "--secret", WEBHOOK_SECRET]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base = process.stdout.readline().strip()
        yield base
        process.terminate()


@pytest.fixture
def stripe_server(stripe_process: str, settings: Any) -> StripeServer:
    """An empty Stripe, with the settings pointing at it. Webhooks go nowhere until a test says where."""
    settings.STRIPE_SECRET_KEY = SECRET_KEY
    settings.STRIPE_WEBHOOK_SECRETS = [WEBHOOK_SECRET]
    settings.STRIPE_API_BASE = stripe_process
    server = StripeServer(stripe_process)
    server.control("reset")
    return server
