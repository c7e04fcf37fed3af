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

from tests.fakes.fixtures import SECRET_KEY, TOSS_SECRET_KEY, WEBHOOK_SECRET, company_process
from tests.faults.holding import ROOT, Holder, clean_environment, reachable_folder

STAFF = ("moderator", "admin")
SEEDED_SOUNDS = 8
STOP_WITHIN_S = 30
MAIL_WITHIN_S = 30

# Starting Python four times takes longer than the commands.
IN_ONE_PROCESS = """
import json, sys
import django
from django.core.management import call_command
django.setup()
for command in json.loads(sys.argv[1]):
    call_command(*command)
"""


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
    with (
        reachable_folder("browser") as data_dir,
        # Companies of their own: other tests empty theirs.
        company_process("stripe_server", "--secret", WEBHOOK_SECRET) as stripe,
        company_process("toss_server", "--secret-key", TOSS_SECRET_KEY) as toss,
    ):
        environment = clean_environment(
            KSOUND_DATA_DIR=str(data_dir),
            KSOUND_STRIPE_SECRET_KEY=SECRET_KEY,
            KSOUND_STRIPE_WEBHOOK_SECRETS=WEBHOOK_SECRET,
            KSOUND_STRIPE_API_BASE=stripe,
            KSOUND_TOSS_CLIENT_KEY="test_ck_ksound",
            KSOUND_TOSS_SECRET_KEY=TOSS_SECRET_KEY,
            KSOUND_TOSS_API_BASE=toss,
            KSOUND_SANDBOX_PAYMENTS="1",
        )
        moderator, administrator = (
            Account(f"{role}@staff.ksound.example", secrets.token_urlsafe(12)) for role in STAFF
        )
        holder = Holder(data_dir)
        try:
            _fill(holder, [moderator, administrator], environment)
            log = data_dir / "up.log"
            with _up(data_dir, log, environment) as base:
                holder.leave()
                _deliver_webhooks(stripe, to=f"{base}/webhooks/stripe/")
                _deliver_webhooks(toss, to=f"{base}/webhooks/toss/")
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


def _deliver_webhooks(company: str, *, to: str) -> None:
    requests.post(f"{company}/_control/webhooks", json={"url": to}, timeout=10).raise_for_status()


def _fill(holder: Holder, staff: list[Account], environment: dict[str, str]) -> None:
    """Before the worker runs: the seed examines its own files and would meet it there."""
    make_users = [
        ["make_user", f"--email={account.email}", f"--password={account.password}", f"--role={role}"]
        for account, role in zip(staff, STAFF, strict=True)
    ]
    commands = [["migrate", "--verbosity=0"], ["seed_demo", f"--sounds={SEEDED_SOUNDS}"], *make_users]
    services = {
        "KSOUND_DATABASE_URL": holder.said["database_url"],
        "KSOUND_REDIS_URL": holder.said["redis_url"],
    }
    done = subprocess.run(
        [sys.executable, "-c", IN_ONE_PROCESS, json.dumps(commands)],
        cwd=ROOT,
        env={**environment, **services, "DJANGO_SETTINGS_MODULE": "ksound.settings"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
