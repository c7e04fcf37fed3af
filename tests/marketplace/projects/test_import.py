"""A cue sheet comes in: matched, shown, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.effects.models import Effect
from ksound.core.models import User
from marketplace.projects import file_names, items
from marketplace.projects.cues import files
from marketplace.projects.cues.cue import Format
from marketplace.projects.items import Placing
from marketplace.projects.models import CueImport, Project
from sellers.registration.models import Seller
from tests.factories.listings import listed
from tests.marketplace.projects.conftest import titles

Send = Callable[..., Any]


@pytest.fixture
def send(browser: Client, project: Project) -> Send:
    def send(content: bytes | str, name: str = "cues.csv") -> Any:
        data = content.encode() if isinstance(content, str) else content
        address = reverse("project-import", args=[project.public_id])
        return browser.post(address, {"sheet": SimpleUploadedFile(name, data)}, follow=True)

    return send


@pytest.fixture
def take(browser: Client, project: Project) -> Send:
    def take(**said: str) -> Any:
        return browser.post(reverse("project-import-take", args=[project.public_id]), said)

    return take


@pytest.mark.parametrize("format", list(Format))
def test_a_project_that_went_out_comes_in_again(
    filled: Project, browser: Client, send: Send, take: Send, at: datetime, format: Format
) -> None:
    item = filled.items.all()[1]
    items.edit(item=item, version=1, frame_rate="25", placing=Placing("=loud", 90_000, 90_010), at=at)
    out = browser.get(reverse("project-cue-file", args=[filled.public_id, format.value]))
    assert out.headers["Content-Type"] == files.CONTENT_TYPES[format]
    assert f"1%EA%B6%8C.{format}" in out.headers["Content-Disposition"]
    filled.items.all().delete()
    shown = send(out.content, f"1권.{format}")
    assert len(shown.context["rows"].certain) == 3
    assert not filled.items.exists()  # nothing before its owner's word
    take()
    assert titles(filled) == ["Closet Door Close", "Roof Rain", "Thunder"]
    again = filled.items.all()[1]
    assert (again.note, again.start, again.end) == ("=loud", "01:00:00:00", "01:00:00:10")


def test_sounds_are_found_by_number_by_file_name_and_by_title(
    on_sale: Effect, rain: Effect, thunder: Effect, send: Send, take: Send, project: Project
) -> None:
    delivered = file_names.of(on_sale)
    assert delivered.startswith("DOORWood_")
    english = "DOORWood_Closet Door Close_DALB_KSOUND.flac"
    lines = [
        "sound_id,file_name,title,start",
        f"{thunder.public_id.lower()},,,",
        f",{delivered},,",
        f",sfx\\{english},,00:00:01:00",
        ",RAIN.WAV,,",
        ",rain.wav,,",
        ",,roof rain,",
        ",,nothing like it,",
    ]
    rows = send("\n".join(lines)).context["rows"]
    found = [(row.proposal.place, row.effect) for row in rows.certain]
    assert found == [(2, thunder), (3, on_sale), (4, on_sale), (5, rain), (6, rain)]
    assert [row.effect for row in rows.by_title] == [rain]
    assert [row.proposal.named for row in rows.bad] == ["nothing like it"]
    take()
    assert rain in [item.effect for item in project.items.all()]


def test_a_title_alone_waits_for_a_tick(
    on_sale: Effect, rain: Effect, send: Send, take: Send, project: Project
) -> None:
    send("title\n옷장 문 닫기\nRoof Rain\n")
    take()
    assert titles(project) == []
    send("title\n옷장 문 닫기\nRoof Rain\n")
    take(take="3")
    assert titles(project) == ["Roof Rain"]
    send("title\n옷장 문 닫기\nRoof Rain\n")
    take(all_titles="1", leave="3")
    assert titles(project) == ["Roof Rain", "Closet Door Close"]


def test_two_sounds_of_one_name_are_not_guessed_between(
    on_sale: Effect, seller: Seller, at: datetime, send: Send, take: Send, project: Project
) -> None:
    listed(seller=seller, at=at)
    rows = send("title\nCloset Door Close\n").context["rows"]
    assert (rows.certain, rows.by_title, len(rows.bad)) == ([], [], 1)
    take(all_titles="1")
    assert titles(project) == []


def test_sounds_that_are_not_on_sale_are_not_found_unless_the_project_holds_them(
    filled: Project, send: Send, rain: Effect, thunder: Effect
) -> None:
    Effect.objects.filter(pk__in=[rain.pk, thunder.pk]).update(state="withdrawn")
    filled.items.filter(effect=thunder).delete()
    rows = send(f"sound_id\n{rain.public_id}\n{thunder.public_id}\n").context["rows"]
    assert [row.effect for row in rows.certain] == [rain]
    assert [row.proposal.named for row in rows.bad] == [thunder.public_id]


def test_good_rows_come_in_although_others_are_bad(
    on_sale: Effect, send: Send, take: Send, project: Project
) -> None:
    shown = send(f"sound_id,start\n{on_sale.public_id},00:00:01:00\n{on_sale.public_id},00:00:01:99\n")
    assert "00:00:01:99" in shown.content.decode()
    take()
    assert [item.start for item in project.items.all()] == ["00:00:01:00"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"title\n" + b"x" * 9_000_000, "a.csv"),
        (b"[" * 500_000, "a.otio"),
        (b"", "a.csv"),
        (b"\x89PNG\r\n", "a.edl"),
        (b"title,frame_rate\nx,24\n", "a.csv"),
        (b"a,b\n1,2\n", "a" * 300 + ".csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_and_keeps_what_waited(
    on_sale: Effect, send: Send, project: Project, content: bytes, name: str
) -> None:
    send("title\nCloset Door Close\n", "before.csv")
    answer = send(content, name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["sheet"]
    assert CueImport.objects.get().file_name == "before.csv"
    assert not project.items.exists()


def test_a_sheet_with_too_many_sounds_adds_none(
    filled: Project, on_sale: Effect, send: Send, take: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "MAX_ITEMS", 4)
    send(f"sound_id\n{on_sale.public_id}\n{on_sale.public_id}\n")
    assert take().headers["Location"] == reverse("project-import", args=[filled.public_id])
    assert filled.items.count() == 3
    assert CueImport.objects.exists()


def test_what_was_read_at_another_rate_is_not_taken(
    on_sale: Effect, send: Send, take: Send, project: Project
) -> None:
    send(f"sound_id,start\n{on_sale.public_id},00:00:01:24\n")
    Project.objects.update(frame_rate="24")
    take()
    assert not project.items.exists()


def test_taking_twice_adds_once(on_sale: Effect, send: Send, take: Send, project: Project) -> None:
    send(f"sound_id\n{on_sale.public_id}\n")
    take()
    take()
    assert project.items.count() == 1


def test_the_owner_of_another_project_cannot_take_it(
    on_sale: Effect, send: Send, other: User, signed_in: Callable[[User], Client], project: Project
) -> None:
    send(f"sound_id\n{on_sale.public_id}\n")
    address = reverse("project-import-take", args=[project.public_id])
    assert signed_in(other).post(address).status_code == 404
    assert CueImport.objects.exists()
