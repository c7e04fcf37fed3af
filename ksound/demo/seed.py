"""Filling a catalogue with synthesised sounds, through the ordinary pipeline and moderation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.effects import operations
from catalog.effects.models import AudioFile, Effect
from catalog.effects.tasks import examine_original
from catalog.moderation.operations import approve
from catalog.studio import uploads
from ksound.core.models import User
from ksound.demo import packs, picks, sign_ins
from ksound.demo.sounds.catalogue import SELLERS, PlannedSound, plan
from ksound.demo.sounds.render import file_name, render
from ksound.lib.money import Money
from sellers.registration.models import Seller


class SeedFailed(Exception):
    """A synthesised sound did not pass the ordinary pipeline."""


def seed(*, seed: int, count: int, say: Callable[[str], None]) -> int:
    """File `count` sounds; those that are there already are left alone. Returns how many were new."""
    sellers, moderator = sign_ins.make_all(at=timezone.now())
    missing = list(_missing(plan(seed=seed, count=count), sellers))
    for number, planned in enumerate(missing, start=1):
        say(f"[{number}/{len(missing)}] {planned.title_ko} · {planned.title_en}")
        _file(planned, seller=sellers[planned.seller], moderator=moderator, seed=seed)
    picks.recommend(by=moderator, at=timezone.now())
    packs.make_packs(sellers=sellers, at=timezone.now())
    return len(missing)


def is_complete(*, count: int) -> bool:
    """Whether an earlier run filed `count` sounds; one statement, so that a second start is fast."""
    emails = [f"{profile.email_name}@{sign_ins.DOMAIN}" for profile in SELLERS]
    return Effect.objects.filter(seller__user__email__in=emails, revision__gt=0).count() >= count


def _missing(planned: list[PlannedSound], sellers: list[Seller]) -> Iterator[PlannedSound]:
    """Those not on file yet; a half-filed one of an interrupted run is thrown away and made anew."""
    filed = {
        (file.seller_id, file.original_name): file
        for file in AudioFile.objects.filter(seller__in=sellers).select_related("effect")
    }
    for sound in planned:
        present = filed.get((sellers[sound.seller].pk, file_name(sound)))
        if present is not None and getattr(present, "effect", None) and present.effect.revision:
            continue
        if present is not None:
            AudioFile.objects.filter(pk=present.pk, state__in=AudioFile.UNFINISHED).update(
                state=AudioFile.State.REJECTED, error_code="crashed", lease_until=None
            )
            uploads.discard(file=present, by=present.seller.user, at=timezone.now())
        yield sound


def _file(planned: PlannedSound, *, seller: Seller, moderator: User, seed: int) -> None:
    now = timezone.now()
    upload = SimpleUploadedFile(file_name(planned), render(planned, seed=seed))
    file = uploads.receive(upload=upload, seller=seller, at=now)
    examine_original(audio_file_id=file.pk)
    effect = _described(file, planned, at=now)
    approve(effect=effect, revision=effect.revision, by=moderator, at=timezone.now())


def _described(file: AudioFile, planned: PlannedSound, *, at: datetime) -> Effect:
    file.refresh_from_db()
    if file.state != AudioFile.State.READY:
        raise SeedFailed(f"{file.original_name}: {file.error_code or file.state}")
    effect = Effect.objects.with_facts().get(file=file)
    description = operations.Description(
        cat_id=planned.cat_id,
        title_ko=planned.title_ko,
        title_en=planned.title_en,
        description=f"{planned.description_ko}\n{planned.description_en}",
        keywords=planned.keywords,
        price=Money.krw(planned.price_minor),
        licence_codes=planned.licence_codes,
        ai_use=Effect.AIUse.NONE,
    )
    operations.describe(effect=effect, by=file.seller.user, description=description)
    effect.refresh_from_db()
    operations.submit(effect=effect, by=file.seller.user, at=at)
    effect.refresh_from_db()
    return effect
