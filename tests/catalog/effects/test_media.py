"""Who may hear a preview and see its waveform, and in what form they get it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from catalog.effects.models import Derivative, Effect
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import people, sounds

Browser = Callable[[User], Client]
NOWHERE = "01JZZZZZZZZZZZZZZZZZZZZZZZ"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def statuses(browser: Client, effect: Effect) -> set[int]:
    answers = [browser.get(url) for url in (effect.preview_url, effect.peaks_url)]
    for answer in answers:
        if answer.streaming:
            body(answer)
    return {answer.status_code for answer in answers}


def test_everybody_hears_what_is_on_sale(
    on_sale: Effect, client: Client, buyer: User, signed_in: Browser
) -> None:
    assert statuses(client, on_sale) == {200}
    assert statuses(signed_in(buyer), on_sale) == {200}


@pytest.mark.parametrize("state", ["draft", "in_review", "held", "rejected", "withdrawn", "suspended"])
def test_what_is_not_on_sale_is_heard_by_its_seller_and_moderators_alone(
    on_sale: Effect, state: str, client: Client, buyer: User, moderator: User, signed_in: Browser
) -> None:
    Effect.objects.filter(pk=on_sale.pk).update(state=state)
    assert statuses(client, on_sale) == {404}
    assert statuses(signed_in(buyer), on_sale) == {404}
    assert statuses(signed_in(on_sale.seller.user), on_sale) == {200}
    assert statuses(signed_in(moderator), on_sale) == {200}


def test_staff_without_the_permission_hear_nothing_unpublished(
    draft: Effect, signed_in: Browser, client: Client
) -> None:
    clerk = people.person("clerk@example.com", is_staff=True)
    assert statuses(signed_in(clerk), draft) == {404}
    assert not Effect.objects.audible_to(clerk).exists()
    clerk.user_permissions.add(Permission.objects.get(codename="moderate_effect"))
    assert statuses(signed_in(User.objects.get(pk=clerk.pk)), draft) == {200}


def test_a_permission_without_a_staff_account_opens_nothing(
    draft: Effect, buyer: User, signed_in: Browser
) -> None:
    buyer.user_permissions.add(Permission.objects.get(codename="moderate_effect"))
    assert statuses(signed_in(buyer), draft) == {404}


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_the_sounds_of_a_suspended_seller_fall_silent(
    on_sale: Effect, state: str, client: Client, buyer: User, signed_in: Browser
) -> None:
    Seller.objects.filter(pk=on_sale.seller_id).update(state=state)
    assert statuses(client, on_sale) == {404}
    assert statuses(signed_in(buyer), on_sale) == {404}


def test_hidden_and_absent_cannot_be_told_apart(draft: Effect, client: Client) -> None:
    hidden = client.get(draft.preview_url)
    absent = client.get(draft.preview_url.replace(draft.public_id, NOWHERE))
    shown = hidden.content.decode().replace(draft.public_id, NOWHERE)
    assert (hidden.status_code, shown) == (absent.status_code, absent.content.decode())
    told = ("Content-Type", "Cache-Control", "Content-Security-Policy", "ETag", "Accept-Ranges")
    assert [hidden.headers.get(name) for name in told] == [absent.headers.get(name) for name in told]


@pytest.mark.parametrize("kind", ["preview", "peaks"])
def test_parts_of_a_preview_are_answered(on_sale: Effect, kind: str, client: Client) -> None:
    url = getattr(on_sale, f"{kind}_url")
    made = Derivative.objects.get(audio_file=on_sale.file, kind=kind)
    whole = client.get(url)
    content = body(whole)
    assert (
        whole.headers["Content-Type"] == {"preview": "audio/mpeg", "peaks": "application/octet-stream"}[kind]
    )
    assert whole.headers["ETag"] == f'"{made.sha256}"'
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" not in whole.headers["Cache-Control"]
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, body(part)) == (206, content[10:20])
    beyond = client.get(url, headers={"Range": f"bytes={made.byte_size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{made.byte_size}")
    assert client.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = client.head(url)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(made.byte_size))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_media_are_only_read(on_sale: Effect, method: str, client: Client) -> None:
    assert getattr(client, method)(on_sale.preview_url).status_code == 405


def test_a_preview_is_never_the_original(on_sale: Effect, client: Client) -> None:
    heard = body(client.get(on_sale.preview_url))
    assert not heard.startswith(b"RIFF")
    assert len(heard) < on_sale.file.byte_size


def test_a_new_upload_of_the_seller_is_heard_by_nobody_else(
    seller: Seller, at: datetime, other: User, signed_in: Browser
) -> None:
    draft = sounds.draft(seller=seller, at=at)
    stranger = people.seller("stranger@example.com", name="남", creator_id="NAM")
    assert statuses(signed_in(other), draft) == {404}
    assert statuses(signed_in(stranger.user), draft) == {404}
