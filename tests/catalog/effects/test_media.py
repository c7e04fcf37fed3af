"""Who may hear a preview and see its waveform and spectrogram, and in what form they get them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.effects import derivatives
from catalog.effects.models import Derivative, Effect
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import people, sounds

Browser = Callable[[User], Client]
NOWHERE = "01JZZZZZZZZZZZZZZZZZZZZZZZ"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def statuses(browser: Client, effect: Effect) -> set[int]:
    urls = (effect.preview_url, effect.peaks_url, effect.spectrogram_url)
    answers = [browser.get(url, follow=True) for url in urls]
    for answer in answers:
        if answer.streaming:
            body(answer)
    return {answer.status_code for answer in answers}


def listen_url(browser: Client, effect: Effect) -> str:
    """The expiring address behind the lasting one."""
    answer = browser.get(effect.preview_url)
    assert answer.status_code == 302, answer.status_code
    assert answer.headers["Cache-Control"].startswith("private, ")
    return str(answer.headers["Location"])


def address(browser: Client, effect: Effect, kind: str) -> str:
    return listen_url(browser, effect) if kind == "preview" else str(getattr(effect, f"{kind}_url"))


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


TYPES = {"preview": "audio/mpeg", "peaks": "application/octet-stream", "spectrogram": "image/webp"}


@pytest.mark.parametrize("kind", TYPES)
def test_parts_of_a_derivative_are_answered(on_sale: Effect, kind: str, client: Client) -> None:
    url = address(client, on_sale, kind)
    made = Derivative.objects.get(audio_file=on_sale.file, kind=kind)
    whole = client.get(url)
    content = body(whole)
    assert whole.headers["Content-Type"] == TYPES[kind]
    assert whole.headers["ETag"] == f'"{made.sha256}"'
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Repr-Digest"].startswith("sha-256=:")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert on_sale.public_id not in str(whole.headers)
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, body(part)) == (206, content[10:20])
    beyond = client.get(url, headers={"Range": f"bytes={made.byte_size}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{made.byte_size}")
    assert client.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = client.head(url)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(made.byte_size))


DRAWINGS = ["peaks", "spectrogram"]


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_drawing_is_kept_for_good_under_the_name_of_its_content_alone(
    on_sale: Effect, kind: str, client: Client
) -> None:
    url = address(client, on_sale, kind)
    path, _, version = url.partition("?v=")
    assert version == f"{on_sale.file.pcm_sha256[:16]}-1"
    assert client.get(url).headers["Cache-Control"] == "private, max-age=31536000, immutable"
    for other in (path, f"{path}?v=", f"{path}?v={version[:-1]}2", f"{url}&v=x"):
        assert client.get(other).headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("kind", DRAWINGS)
def test_the_newest_version_of_a_drawing_is_served(on_sale: Effect, kind: str, client: Client) -> None:
    old = Derivative.objects.get(audio_file=on_sale.file, kind=kind)
    Derivative.objects.create(
        audio_file=on_sale.file,
        kind=kind,
        version=2,
        storage_name=derivatives.storage().save("newer", ContentFile(b"newer")),
        byte_size=5,
        sha256="ab" * 32,
        made_at=old.made_at,
    )
    answer = client.get(address(client, on_sale, kind))
    assert body(answer) == b"newer"
    # Pages still print the name of the older content: this must not be kept under it.
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_drawing_costs_one_statement_and_its_person_two(
    on_sale: Effect, kind: str, client: Client, buyer: User, signed_in: Browser
) -> None:
    url, person = address(client, on_sale, kind), signed_in(buyer)
    with CaptureQueriesContext(connection) as asked:
        body(client.get(url))
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        body(person.get(url))
    assert len(asked) == 3


def test_a_sound_has_a_spectrogram_of_its_own_size(on_sale: Effect, client: Client) -> None:
    with Image.open(io.BytesIO(body(client.get(on_sale.spectrogram_url)))) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1_600, 512))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_media_are_only_read(on_sale: Effect, method: str, client: Client) -> None:
    for url in (on_sale.preview_url, listen_url(client, on_sale), on_sale.peaks_url, on_sale.spectrogram_url):
        assert getattr(client, method)(url).status_code == 405


def test_a_preview_is_never_the_original(on_sale: Effect, client: Client) -> None:
    heard = body(client.get(on_sale.preview_url, follow=True))
    assert not heard.startswith(b"RIFF")
    assert len(heard) < on_sale.file.byte_size


def test_a_new_upload_of_the_seller_is_heard_by_nobody_else(
    seller: Seller, at: datetime, other: User, signed_in: Browser
) -> None:
    draft = sounds.draft(seller=seller, at=at)
    stranger = people.seller("stranger@example.com", name="남", creator_id="NAM")
    assert statuses(signed_in(other), draft) == {404}
    assert statuses(signed_in(stranger.user), draft) == {404}
