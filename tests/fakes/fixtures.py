"""The stubs of Stripe and Toss as pytest fixtures: one process each per test process, emptied for each test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parent.parent.parent
WEBHOOK_SECRET = "whsec_test"
SECRET_KEY = "sk_test_ksound"
TOSS_SECRET_KEY = "test_sk_ksound"


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


@dataclass(frozen=True)
class TossServer:
    """Drives the stub's control API; see `toss_server.Toss.control`."""

    base: str

    def control(self, name: str, **order: Any) -> Any:
        answer = requests.post(f"{self.base}/_control/{name}", json=order, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def approve(self, order_id: str, amount: int, **how: Any) -> dict[str, str]:
        """The buyer approves in the window; what the browser brings back to us."""
        payment = self.control("approve", order_id=order_id, amount=amount, **how)
        return {"orderId": order_id, "paymentKey": payment["paymentKey"], "amount": str(amount)}

    def next_fault(self, kind: str, *, times: int = 1, **where: str) -> None:
        self.control("next_fault", kind=kind, times=times, **where)

    def requests(self, path: str = "") -> list[dict[str, Any]]:
        return [each for each in self.control("journal") if path in each["path"]]


@contextmanager
def company_process(module: str, *options: str) -> Iterator[str]:
    """The address of a stub in a process of its own."""
    command = [sys.executable, "-m", f"tests.fakes.{module}", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[str]:
    with company_process("stripe_server", "--secret", WEBHOOK_SECRET) as base:
        yield base


@pytest.fixture(scope="session")
def toss_process() -> Iterator[str]:
    with company_process("toss_server", "--secret-key", TOSS_SECRET_KEY) as base:
        yield base


@pytest.fixture
def toss_server(toss_process: str, settings: Any) -> TossServer:
    """An empty Toss, with the settings pointing at it. Webhooks go nowhere until a test says where."""
    settings.TOSS_CLIENT_KEY = "test_ck_ksound"
    settings.TOSS_SECRET_KEY = TOSS_SECRET_KEY
    settings.TOSS_API_BASE = toss_process
    settings.TOSS_SCRIPT = f"{toss_process}/v2/standard"
    server = TossServer(toss_process)
    server.control("reset")
    return server


@pytest.fixture
def stripe_server(stripe_process: str, settings: Any) -> StripeServer:
    """An empty Stripe, with the settings pointing at it. Webhooks go nowhere until a test says where."""
    settings.STRIPE_SECRET_KEY = SECRET_KEY
    settings.STRIPE_WEBHOOK_SECRETS = [WEBHOOK_SECRET]
    settings.STRIPE_API_BASE = stripe_process
    server = StripeServer(stripe_process)
    server.control("reset")
    return server
