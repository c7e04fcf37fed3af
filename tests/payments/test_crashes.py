"""A process killed at the worst moment: the next run of the poller finishes what it began, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from payments.charges import reconciling
from payments.charges.models import PaymentAttempt
from payments.ledger.models import Entry
from payments.providers.sandbox import operations as sandbox

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parent.parent.parent


def kill_a_poller_at(point: str, data_dir: Path) -> None:
    """Run `reconcile` in a process of its own, wait until it stands at the fault point, kill it there."""
    address = urlsplit(os.environ["KSOUND_DATABASE_URL"])
    name = connection.settings_dict["NAME"]  # the test's own database, not the configured one
    environment = {
        **os.environ,
        "KSOUND_DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        "KSOUND_DEBUG": "1",
        "KSOUND_SANDBOX_PAYMENTS": "1",
        "KSOUND_DATA_DIR": str(data_dir),
        "KSOUND_FAULT_POINTS": "1",
        "KSOUND_PAUSE_AT": point,
    }
    command = [sys.executable, "manage.py", "reconcile", "--older-than", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as poller:
        paused = data_dir / "paused" / point
        deadline = time.monotonic() + 30
        while not paused.exists():
            assert poller.poll() is None, "the poller ended before the point"
            assert time.monotonic() < deadline, "the poller never came to the point"
            time.sleep(0.05)
        poller.send_signal(signal.SIGKILL)


@pytest.mark.parametrize(
    ("point", "entries_then"), [("provider.called", 0), ("provider.answered", 0), ("capture.applied", 1)]
)
def test_a_killed_poller_is_made_good_exactly_once(started, at, tmp_path, point, entries_then):
    sandbox.approve(ref=started().provider_ref)

    kill_a_poller_at(point, tmp_path)
    assert Entry.objects.count() == entries_then
    assert PaymentAttempt.objects.get().announced_at is None

    polled = reconciling.poll(at=timezone.now() + timedelta(minutes=2), older_than=timedelta(minutes=1))

    attempt = PaymentAttempt.objects.get()
    assert (polled.asked, polled.errors) == (1, 0)
    assert attempt.is_paid
    assert attempt.announced_at
    assert Entry.objects.count() == 1
