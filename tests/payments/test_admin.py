"""Staff walk from a posting to its payment and its provider event, and change nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ksound.core.models import User
from payments.charges import operations
from payments.inbox.models import ProviderEvent
from payments.ledger.models import Account
from payments.ledger.queries import entries_for
from payments.providers.sandbox import operations as sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def sale(started, client, at):
    client.force_login(User.objects.create_superuser("staff@example.com"))
    attempt = started()
    sandbox.approve(ref=attempt.provider_ref)
    attempt = operations.sync(attempt_id=attempt.pk, at=at)
    event = ProviderEvent.objects.create(
        provider="sandbox", event_key="evt-1", kind="paid", payload="{}", verified=True, state="processed",
        received_at=at, tried_at=at, attempt=attempt,
    )  # fmt: skip
    return attempt, event, entries_for(attempt.cause).get()


def test_attempt_event_and_entry_link_to_each_other(sale, client):
    pages = {
        thing: reverse(f"admin:payments_{thing._meta.model_name}_change", args=[thing.pk]) for thing in sale
    }
    for thing, page in pages.items():
        shown = client.get(page).content.decode()
        for other, address in pages.items():
            assert other == thing or f'href="{address}"' in shown, (thing, other)


def test_lists_are_shown_and_nothing_can_be_written(sale, client):
    for thing in (*sale, Account.objects.first()):
        name = f"admin:payments_{thing._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.post(reverse(f"{name}_change", args=[thing.pk]), {"kind": "x"}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[thing.pk]), {"post": "yes"}).status_code == 403
        thing.refresh_from_db()
