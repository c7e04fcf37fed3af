"""A worker killed in the middle of a conversion: it is taken up again, and nothing is there twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from catalog.audio.convert import Format
from catalog.conversions import operations, queries
from catalog.conversions.models import Conversion
from catalog.conversions.tasks import convert_original, sweep_conversions
from catalog.effects import leftovers
from sellers.registration.models import Seller
from tests.factories import sounds

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
import sys, django
django.setup()
from catalog.conversions.tasks import convert_original
convert_original(conversion_id=int(sys.argv[1]))
"""


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Where the worker's own process finds the same files."""
    for name in ("originals", "conversions"):
        settings.STORAGES[name]["OPTIONS"]["location"] = tmp_path / "shared" / name
    settings.STORAGES = dict(settings.STORAGES)
    return tmp_path / "shared"


def killed_at(point: str, job: Conversion, media: Path, data_dir: Path) -> None:
    """Start a worker for this job and kill it when it reaches the point."""
    database = urlsplit(os.environ["KSOUND_DATABASE_URL"])._replace(
        path=f"/{connection.settings_dict['NAME']}"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "ksound.settings",
        "KSOUND_DATABASE_URL": database.geturl(),
        "KSOUND_MEDIA_URL": str(media),
        "KSOUND_DATA_DIR": str(data_dir),
        "KSOUND_FAULT_POINTS": "1",
        "KSOUND_PAUSE_AT": point,
        "KSOUND_DEBUG": "1",
    }
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(job.pk)], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + 60
        while not (data_dir / "paused" / point).exists():
            assert worker.poll() is None, "the worker ended before it reached the point"
            assert time.monotonic() < deadline, "the worker did not reach the point"
            time.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("point", "is_done"),
    [("conversion.made", False), ("conversion.stored", False), ("conversion.recorded", True)],
)
def test_a_killed_workers_conversion_is_taken_up_again(
    seller: Seller, media: Path, tmp_path: Path, point: str, is_done: bool
) -> None:
    now = timezone.now()
    file = sounds.examined(seller=seller, at=now, content=sounds.wav(rate=96_000))
    operations.ask(files=[file], format=Format.FLAC, at=now)
    job = Conversion.objects.get()
    killed_at(point, job, media, tmp_path / "worker")
    job.refresh_from_db()
    assert job.state == ("ready" if is_done else "processing")
    later = timezone.now() + timedelta(seconds=2 * settings.PROBE_LEASE_SECONDS)
    with time_machine.travel(later, tick=False):
        assert sweep_conversions() == (0 if is_done else 1)
        convert_original(conversion_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("ready", 1 if is_done else 2)
    leftovers.remove(at=timezone.now() + timedelta(hours=25))
    stored = [path for path in (media / "conversions").rglob("*") if path.is_file()]
    assert [str(path.relative_to(media / "conversions")) for path in stored] == [job.storage_name]
    assert queries.storage().size(job.storage_name) == job.byte_size
