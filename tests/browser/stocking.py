"""More sounds on sale in the running site than its seed has, for as long as a test needs them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.stack import Stack
from tests.faults.holding import ROOT, clean_environment

# Listings of one and the same stored sound: what they show and play is real.
_ADD = """
from catalog.effects.models import Effect
from catalog.search import operations
from ksound.lib import ulid
for number in range({count}):
    effect = Effect.objects.on_sale().with_facts().earliest("pk")
    file, derivatives = effect.file, list(effect.file.derivatives.all())
    for row in (file, effect, *derivatives):
        row.pk, row.public_id, row._state.adding = None, ulid.new(), True
    file.original_name, file.duration_ms = {name!r}, 500 + 250 * number
    file.save()
    for derivative in derivatives:
        derivative.audio_file = file
        derivative.save()
    effect.file = file
    effect.title_ko = effect.title_en = f"{name} {{number + 1:02}}"
    effect.save()
    operations.index(Effect.objects.with_facts().get(pk=effect.pk))
"""
_REMOVE = """
from catalog.effects.models import AudioFile, Effect
from catalog.search import operations
from marketplace.orders.models import OrderLine
listed = Effect.objects.filter(file__original_name={name!r})
sold = set(OrderLine.objects.filter(effect__in=listed).values_list("effect", flat=True))
for effect in listed.filter(pk__in=sold):
    operations.remove(effect)
listed.filter(pk__in=sold).update(state="withdrawn")
listed.exclude(pk__in=sold).delete()
AudioFile.objects.filter(original_name={name!r}, effect__isnull=True).delete()
"""


@contextmanager
def more_sounds(stack: Stack, *, count: int, name: str) -> Iterator[None]:
    """`count` sounds titled «name 01» and so on, of 0.5, 0.75, 1 … seconds, gone again afterwards.

    What somebody bought meanwhile is theirs for good and only leaves the market.
    """
    _run(stack, _ADD.format(count=count, name=name))
    try:
        yield
    finally:
        _run(stack, _REMOVE.format(name=name))


def _run(stack: Stack, code: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=clean_environment(KSOUND_DATA_DIR=str(stack.data_dir)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
