"""A project's licensed sounds in one archive."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.downloads.models import Download
from marketplace.licences.models import Licence
from marketplace.projects import items
from marketplace.projects.items import Placing
from marketplace.projects.models import Project
from sellers.registration.models import Seller
from tests.factories import orders, sounds


def test_the_archive_holds_what_is_licensed_and_records_it(
    project: Project,
    buyer: User,
    seller: Seller,
    moderator: User,
    rain: Effect,
    browser: Client,
    at: datetime,
) -> None:
    real = sounds.on_sale(seller=seller, moderator=moderator, at=at)
    items.append(project=project, placed=[(effect.pk, Placing()) for effect in (rain, real, real)], at=at)
    address = reverse("project-archive", args=[project.public_id])
    assert browser.get(address).status_code == 404
    order = orders.paid(buyer=buyer, effects=[real], at=at)
    answer = browser.get(address)
    packed = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert packed.testzip() is None
    names = packed.namelist()
    assert [name for name in names if name.endswith(".wav")] == ["DOORWood_옷장 문 닫기_DALB_KSOUND.wav"]
    assert f"licences/{orders.licences(order)[0].serial}.txt" in names
    assert "1%EA%B6%8C.zip" in answer.headers["Content-Disposition"]
    assert Download.objects.count() == 1
    Licence.objects.update(state="suspended")
    assert browser.get(address).status_code == 404
