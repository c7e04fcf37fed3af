"""Projects: making, filling, ordering, editing from two tabs, deleting and taking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.effects.models import Effect
from ksound.core.models import AuditEvent, User
from marketplace.projects import items, operations
from marketplace.projects.items import Placing
from marketplace.projects.models import Project, ProjectItem
from marketplace.projects.operations import ChangedMeanwhile, Details
from tests.factories.orders import copies
from tests.marketplace.projects.conftest import titles

Browser = Callable[[User], Client]
DOOR, RAIN, THUNDER = "Closet Door Close", "Roof Rain", "Thunder"
HTMX = {"HX-Request": "true"}


def ids(project: Project) -> list[str]:
    return list(project.items.filter(removed_at=None).values_list("public_id", flat=True))


def test_a_project_is_made_filled_and_shown(browser: Client, on_sale: Effect) -> None:
    made = browser.post(reverse("projects"), {"name": " 사또  1권 ", "frame_rate": "29.97df"})
    project = Project.objects.get()
    assert made.headers["Location"] == project.get_absolute_url()
    assert (project.name, project.rate.label) == ("사또 1권", "29.97 DF")
    browser.post(reverse("project-add"), {"effect": on_sale.public_id, "project": project.public_id})
    page = browser.get(project.get_absolute_url())
    assert on_sale.title_ko in page.content.decode()
    assert "사또 1권" in browser.get(reverse("projects")).content.decode()


@pytest.mark.parametrize(
    "said", [{"name": ""}, {"name": "\u200b"}, {"name": "x" * 81}, {"name": "x", "frame_rate": "26"}]
)
def test_a_project_without_a_usable_name_or_rate_is_refused(browser: Client, said: dict[str, str]) -> None:
    assert browser.post(reverse("projects"), {"frame_rate": "25", **said}).status_code == 422
    assert not Project.objects.exists()


def test_a_sound_is_added_to_a_new_project_and_the_choice_is_remembered(
    browser: Client, on_sale: Effect, rain: Effect
) -> None:
    answer = browser.post(
        reverse("project-add"), {"effect": on_sale.public_id, "name": "새 권"}, headers=HTMX
    )
    project = Project.objects.get()
    assert answer.json()["url"] == project.get_absolute_url()
    dialog = browser.get(reverse("project-add"), {"effect": rain.public_id}, headers=HTMX)
    assert dialog.context["last"] == project.public_id
    assert "<html" not in dialog.content.decode()


def test_the_same_sound_waits_once_but_may_stand_at_two_times(
    project: Project, on_sale: Effect, at: datetime
) -> None:
    assert items.add(project=project, effect=on_sale, at=at)
    assert not items.add(project=project, effect=on_sale, at=at)
    items.edit(item=project.items.get(), version=1, frame_rate="25", placing=Placing("", 25, None), at=at)
    assert items.add(project=project, effect=on_sale, at=at)
    assert project.items.count() == 2


def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_the_choice(client: Client, on_sale: Effect) -> None:
    wanted = f"{reverse('project-add')}?effect={on_sale.public_id}"
    asked = client.get(wanted)
    assert asked.headers["Location"].startswith(reverse("account_login"))
    assert "project" in asked.headers["Location"]


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_any_order_is_reached_by_moving(filled: Project, at: datetime, order: tuple[int, ...]) -> None:
    wanted = [ids(filled)[place] for place in order]
    for number, item_id in enumerate(wanted):
        filled.refresh_from_db()
        before = ids(filled)[number]
        if before != item_id:
            items.move(project=filled, version=filled.version, item_id=item_id, before_id=before, at=at)
    assert ids(filled) == wanted


def test_the_buttons_move_by_one_and_stop_at_the_ends(filled: Project, browser: Client) -> None:
    move = reverse("project-move", args=[filled.public_id])
    first, _second, last = ids(filled)
    for said in ({"up": first}, {"down": last}):
        browser.post(move, {"version": Project.objects.get().version, **said})
    assert titles(filled) == [DOOR, RAIN, THUNDER]
    browser.post(move, {"version": Project.objects.get().version, "down": first})
    assert titles(filled) == [RAIN, DOOR, THUNDER]
    browser.post(move, {"version": Project.objects.get().version, "down": first})
    assert titles(filled) == [RAIN, THUNDER, DOOR]
    browser.post(move, {"version": Project.objects.get().version, "up": last})
    assert titles(filled) == [THUNDER, RAIN, DOOR]


def test_dragging_to_the_end_and_the_middle(filled: Project, browser: Client) -> None:
    first, second, last = ids(filled)
    move, json = reverse("project-move", args=[filled.public_id]), {"Accept": "application/json"}
    answer = browser.post(move, {"version": 1, "item": first, "before": ""}, headers=json)
    assert answer.json() == {"version": 2}
    answer = browser.post(move, {"version": 2, "item": last, "before": second}, headers=json)
    assert titles(filled) == [THUNDER, RAIN, DOOR]


def test_two_tabs_do_not_undo_each_others_order(filled: Project, browser: Client) -> None:
    first, second, last = ids(filled)
    move, json = reverse("project-move", args=[filled.public_id]), {"Accept": "application/json"}
    assert browser.post(move, {"version": 1, "item": last, "before": first}, headers=json).status_code == 200
    stale = browser.post(move, {"version": 1, "item": second, "before": first}, headers=json)
    assert stale.status_code == 409
    assert titles(filled) == [THUNDER, DOOR, RAIN]


def test_two_tabs_do_not_lose_each_others_notes(filled: Project, browser: Client) -> None:
    item = filled.items.first()
    assert item
    page = reverse("project-item", args=[filled.public_id, item.public_id])
    shown = {"frame_rate": "25", "version": "1"}
    assert browser.post(page, {**shown, "note": "first tab"}).status_code == 302
    stale = browser.post(page, {**shown, "note": "second tab", "start": "00:00:01:00"})
    assert stale.status_code == 409
    text = stale.content.decode()
    assert "first tab" in text  # how it is now
    assert "second tab" in text  # and what was typed
    item.refresh_from_db()
    assert (item.note, item.start_frame) == ("first tab", None)
    again = {**shown, "version": stale.context["form"]["version"].value(), "note": "both"}
    assert browser.post(page, again).status_code == 302


def test_two_tabs_do_not_lose_each_others_project_notes(project: Project, browser: Client) -> None:
    page = reverse("project-edit", args=[project.public_id])
    said = {"name": "1권", "frame_rate": "25", "version": "1"}
    assert browser.post(page, {**said, "notes": "first"}).status_code == 302
    assert browser.post(page, {**said, "notes": "second"}).status_code == 409
    project.refresh_from_db()
    assert (project.notes, project.version) == ("first", 2)


def test_adding_in_one_tab_does_not_stop_the_other(filled: Project, on_sale: Effect, at: datetime) -> None:
    item = filled.items.last()
    assert item
    items.append(project=filled, placed=[(on_sale.pk, Placing("again"))], at=at)
    items.edit(item=item, version=1, frame_rate="25", placing=Placing("kept"), at=at)
    items.move(project=filled, version=1, item_id=item.public_id, before_id=ids(filled)[0], at=at)
    assert titles(filled) == [THUNDER, DOOR, RAIN, DOOR]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"start": "00:00:00:25"}, "start"),
        ({"start": "1s"}, "start"),
        ({"end": "00:00:01:00"}, "end"),
        ({"start": "00:00:02:00", "end": "00:00:01:00"}, "end"),
        ({"start": "00:00:01;00"}, "start"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_a_time_code_that_cannot_be_is_explained_and_nothing_moves(
    filled: Project, browser: Client, said: dict[str, str], field: str
) -> None:
    item = filled.items.first()
    assert item
    page = reverse("project-item", args=[filled.public_id, item.public_id])
    answer = browser.post(page, {"frame_rate": "25", "version": "1", **said})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    item.refresh_from_db()
    assert (item.start_frame, item.end_frame, item.note, item.version) == (None, None, "", 1)


def test_time_codes_keep_their_digits_at_another_rate(filled: Project, at: datetime) -> None:
    item = filled.items.first()
    assert item
    items.edit(item=item, version=1, frame_rate="25", placing=Placing("", 90_000, 90_024), at=at)
    operations.change(project=filled, version=1, details=Details("1권", "", "29.97df"), at=at)
    item.refresh_from_db()
    item.project.refresh_from_db()
    assert (item.start, item.end) == ("01:00:00;00", "01:00:00;24")
    with pytest.raises(operations.TimecodesDoNotFit) as refusal:
        operations.change(project=filled, version=2, details=Details("1권", "", "24"), at=at)
    assert refusal.value.texts == ["01:00:00;24".replace(";", ":")]
    filled.refresh_from_db()
    assert (filled.frame_rate, filled.version) == ("29.97df", 2)


def test_an_edit_under_the_old_rate_is_refused_after_the_rate_changed(filled: Project, at: datetime) -> None:
    item = filled.items.first()
    assert item
    operations.change(project=filled, version=1, details=Details("1권", "", "30"), at=at)
    with pytest.raises(ChangedMeanwhile):
        items.edit(item=item, version=1, frame_rate="25", placing=Placing("", 25, None), at=at)
    item.refresh_from_db()
    assert item.start_frame is None


def test_a_removed_sound_comes_back_to_its_place(filled: Project, browser: Client) -> None:
    second = ids(filled)[1]
    removed = browser.post(reverse("project-remove", args=[filled.public_id]), {"item": second})
    assert titles(filled) == [DOOR, THUNDER]
    assert 'data-testid="undo"' in browser.get(removed.headers["Location"]).content.decode()
    browser.post(reverse("project-put-back", args=[filled.public_id]), {"item": second})
    assert titles(filled) == [DOOR, RAIN, THUNDER]


def test_a_deleted_project_can_be_taken_back_and_its_link_stays_dead(
    filled: Project, browser: Client, client: Client, at: datetime
) -> None:
    token = operations.share(project=filled, at=at)
    deleted = browser.post(reverse("project-delete", args=[filled.public_id]))
    assert browser.get(filled.get_absolute_url()).status_code == 404
    assert client.get(reverse("project-shared", args=[token])).status_code == 404
    assert 'data-testid="undo"' in browser.get(deleted.headers["Location"]).content.decode()
    browser.post(reverse("project-restore", args=[filled.public_id]))
    assert titles(filled) == [DOOR, RAIN, THUNDER]
    assert client.get(reverse("project-shared", args=[token])).status_code == 404
    names = set(AuditEvent.objects.values_list("name", flat=True))
    assert {"project.shared", "project.deleted", "project.restored"} <= names


def test_deleted_projects_are_gone_after_thirty_days(project: Project, buyer: User, at: datetime) -> None:
    operations.delete(project=project, at=at)
    other = operations.create(owner=buyer, details=Details("x", "", "25"), at=at)
    operations.delete(project=other, at=at + operations.KEPT + timedelta(seconds=1))
    assert list(Project.objects.all()) == [other]


def test_a_copy_has_everything_but_the_link(filled: Project, browser: Client, at: datetime) -> None:
    item = filled.items.first()
    assert item
    items.edit(item=item, version=1, frame_rate="25", placing=Placing("loud", 25, 50), at=at)
    operations.share(project=filled, at=at)
    browser.post(reverse("project-duplicate", args=[filled.public_id]))
    made = Project.objects.exclude(pk=filled.pk).get()
    assert titles(made) == [DOOR, RAIN, THUNDER]
    first = made.items.first()
    assert first
    assert (first.note, first.start, first.end, made.share_token) == (
        "loud",
        "00:00:01:00",
        "00:00:02:00",
        None,
    )


def test_the_limits_are_said_and_nothing_moves(
    filled: Project, browser: Client, on_sale: Effect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MAX_PROJECTS", 1)
    monkeypatch.setattr(items, "MAX_ITEMS", 3)
    assert browser.post(reverse("projects"), {"name": "x", "frame_rate": "25"}).status_code == 422
    browser.post(reverse("project-duplicate", args=[filled.public_id]))
    add = reverse("project-add")
    assert browser.post(add, {"effect": on_sale.public_id, "name": "new"}).status_code == 422
    timed = filled.items.filter(effect=on_sale)
    timed.update(start_frame=1)
    full = browser.post(add, {"effect": on_sale.public_id, "project": filled.public_id}, headers=HTMX)
    assert full.status_code == 422
    assert "3" in full.content.decode()
    assert (Project.objects.count(), ProjectItem.objects.count()) == (1, 3)


def test_to_everybody_else_a_project_is_not_there(
    filled: Project, other: User, signed_in: Browser, client: Client
) -> None:
    stranger, item = signed_in(other), ids(filled)[0]
    reads = ["detail", "edit", "cue-sheet", "import", "credits", "credit-table", "archive"]
    writes = ["edit", "duplicate", "delete", "restore", "share", "buy", "move", "remove", "put-back"]
    writes += ["import", "import-take"]
    for name in reads:
        address = reverse(f"project-{name}", args=[filled.public_id])
        assert stranger.get(address).status_code == 404, name
        assert client.get(address).headers["Location"].startswith(reverse("account_login")), name
    said = {"version": 1, "item": item, "up": item, "name": "mine", "frame_rate": "24", "act": "start"}
    for name in writes:
        assert stranger.post(reverse(f"project-{name}", args=[filled.public_id]), said).status_code == 404, (
            name
        )
    assert stranger.get(reverse("project-item", args=[filled.public_id, item])).status_code == 404
    assert stranger.get(reverse("project-cue-file", args=[filled.public_id, "csv"])).status_code == 404
    filled.refresh_from_db()
    assert (filled.name, filled.version, filled.share_token, filled.deleted_at) == ("1권", 1, None, None)
    assert titles(filled) == [DOOR, RAIN, THUNDER]


@pytest.mark.parametrize("text", ["%00", "x", "%EF%BF%BD", "0" * 26, "../x"])
def test_addresses_that_name_nothing_are_404(browser: Client, text: str) -> None:
    for path in (f"/projects/{text}/", f"/shared/{text}/", f"/projects/{text}/cue-sheet.csv"):
        assert browser.get(path).status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "\x00", "²"])
def test_a_version_that_is_no_number_is_a_stale_page(filled: Project, browser: Client, version: str) -> None:
    said = {"version": version, "down": ids(filled)[0]}
    assert browser.post(reverse("project-move", args=[filled.public_id]), said).status_code == 302
    assert titles(filled) == [DOOR, RAIN, THUNDER]


@pytest.mark.parametrize("rows", [1, 24])
def test_the_pages_take_as_many_statements_for_one_sound_as_for_24(
    project: Project,
    browser: Client,
    client: Client,
    on_sale: Effect,
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    effects = [on_sale, *copies(on_sale, rows - 1)]
    items.append(project=project, placed=[(effect.pk, Placing()) for effect in effects], at=at)
    token = operations.share(project=project, at=at)
    # Always: session, person, cart count, seller or not; then the project.
    for name, statements in (
        ("project-detail", 10),  # count, items, licences; all sounds, licences
        ("project-cue-sheet", 6),
        ("project-credits", 7),
    ):
        with django_assert_num_queries(statements):
            browser.get(reverse(name, args=[project.public_id]))
    with django_assert_num_queries(3):
        client.get(reverse("project-shared", args=[token]))
    with django_assert_num_queries(5):
        browser.get(reverse("projects"))


def test_the_database_refuses_an_end_without_a_start_and_two_items_in_one_place(filled: Project) -> None:
    for change in ({"end_frame": 5}, {"start_frame": 5, "end_frame": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            filled.items.update(**change)
    with transaction.atomic():
        filled.items.update(position=7)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)
