"""The whole product as its own processes, with a payment company on loopback, for tests in a browser."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.fakes.fixtures import SECRET_KEY, WEBHOOK_SECRET
from tests.faults.holding import ROOT, Holder, clean_environment, reachable_folder

SEEDED_SOUNDS = 8
STOP_WITHIN_S = 30
MAIL_WITHIN_S = 30


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in."""

    email: str
    password: str


@dataclass(frozen=True)
class Stack:
    """A running site: `base` without a slash at its end; mail lands in `data_dir/mail`."""

    base: str
    data_dir: Path
    log: Path
    stripe: str
    moderator: Account
    administrator: Account

    def mailed_path(self, email: str, pattern: str) -> str:
        """The path that matches `pattern` in the newest mail to `email`; waits for the mail."""
        until = time.monotonic() + MAIL_WITHIN_S
        while time.monotonic() < until:
            for mail in sorted((self.data_dir / "mail").glob("*"), reverse=True):
                text = mail.read_text(encoding="utf-8", errors="replace")
                found = re.search(rf"https?://[^/\s]+({pattern})", text, re.ASCII) if email in text else None
                if found:
                    return found.group(1)
            time.sleep(0.2)
        raise AssertionError(f"no mail to {email} came within {MAIL_WITHIN_S} seconds")

    def last_words(self, lines: int = 40) -> str:
        """The end of the programs' log, for the message of a failed test."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Web, worker and scheduler on servers and data of their own; nothing of it is left afterwards."""
    with reachable_folder("browser") as data_dir, _stripe() as stripe:
        environment = clean_environment(
            KSOUND_DATA_DIR=str(data_dir),
            KSOUND_STRIPE_SECRET_KEY=SECRET_KEY,
            KSOUND_STRIPE_WEBHOOK_SECRETS=WEBHOOK_SECRET,
            KSOUND_STRIPE_API_BASE=stripe,
            KSOUND_SANDBOX_PAYMENTS="1",
        )
        holder = Holder(data_dir)
        try:
            # Before the worker runs: the seed examines its own files and would meet it there.
            _manage("migrate", "--verbosity=0", environment=environment)
            _manage("seed_demo", f"--sounds={SEEDED_SOUNDS}", environment=environment)
            moderator, administrator = (
                _staff(role, environment=environment) for role in ("moderator", "admin")
            )
            log = data_dir / "up.log"
            with _up(data_dir, log, environment) as base:
                holder.leave()
                _deliver_webhooks(stripe, to=f"{base}/webhooks/stripe/")
                yield Stack(base, data_dir, log, stripe, moderator, administrator)
        finally:
            holder.kill()


@contextmanager
def _up(data_dir: Path, log: Path, environment: dict[str, str]) -> Iterator[str]:
    command = [sys.executable, "manage.py", "up", "--json", "--port", "0", "--data", str(data_dir)]
    with log.open("w") as lines:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=lines, text=True
        )
    assert process.stdout is not None
    try:
        ready = process.stdout.readline()
        assert ready, log.read_text()
        yield json.loads(ready)["url"].rstrip("/")
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


@contextmanager
def _stripe() -> Iterator[str]:
    """A company of its own: other tests empty theirs."""
    command = [sys.executable, "-m", "tests.fakes.stripe_server", "--secret", WEBHOOK_SECRET]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def _deliver_webhooks(stripe: str, *, to: str) -> None:
    requests.post(f"{stripe}/_control/webhooks", json={"url": to}, timeout=10).raise_for_status()


def _manage(*arguments: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"manage.py {arguments[0]}: {done.stderr[-2000:]}"


def _staff(role: str, *, environment: dict[str, str]) -> Account:
    account = Account(f"{role}@staff.ksound.example", secrets.token_urlsafe(12))
    _manage(
        "make_user",
        f"--email={account.email}",
        f"--password={account.password}",
        f"--role={role}",
        environment=environment,
    )
    return account
