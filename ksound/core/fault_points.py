"""Named places where a fault test can stop a process (`KSOUND_FAULT_POINTS`, `KSOUND_PAUSE_AT`)."""

import ipaddress
import os
import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NAMES = (
    "upload.received",
    "upload.committed",
    "look.started",
    "look.written",
    "probe.started",
    "probe.finished",
    "derivatives.stored_one",
    "derivatives.written",
    "examination.recorded",
    "examination.committed",
    "derive.recorded",
    "conversion.started",
    "conversion.made",
    "conversion.stored",
    "conversion.recorded",
    "approve.committed",
    "checkout.attempt_saved",
    "provider.called",
    "provider.answered",
    "capture.applied",
    "licence.granted",
    "payout.written",
    "payout.committed",
    "payout.exported",
)


def reach(name: str) -> None:
    """Stop here while a test wants it: the pid is in `paused/<name>` until that file is removed.

    `KSOUND_PAUSE_AT` is one name, or several with commas between them.
    """
    if not settings.FAULT_POINTS:
        return
    if name not in NAMES:
        raise ValueError(f"{name} is not a listed fault point")
    if name not in settings.PAUSE_AT.split(","):
        return
    paused = settings.DATA_DIR / "paused" / name
    paused.parent.mkdir(parents=True, exist_ok=True)
    paused.write_text(str(os.getpid()))
    while paused.exists():
        time.sleep(0.05)


def refuse_in_production() -> None:
    """Raise ImproperlyConfigured when fault points are on where strangers could meet them."""
    if not settings.FAULT_POINTS:
        return
    if not settings.DEVELOPMENT or not all(_is_loopback(host) for host in settings.ALLOWED_HOSTS):
        raise ImproperlyConfigured("KSOUND_FAULT_POINTS works only with KSOUND_DEBUG on and loopback hosts.")


def _is_loopback(host: str) -> bool:
    if host in ("localhost", "testserver"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
