"""Words of a seller's own in file names: vendor categories and CreatorIDs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.effects.models import AudioFile, Effect
from catalog.naming import operations, queries
from catalog.naming.models import NamePart
from ksound.core.models import User
from sellers.registration.models import Seller
from tests.factories import people, sounds, tagged

Browser = Callable[[User], Client]
FABRIC = ("WHSH_Fabric-Slow Pass_DALB_AIR.wav", "WHSH_Fabric-Fast Pass_DALB_AIR.wav")
VENDOR, CREATOR = NamePart.Kind.VENDOR_CATEGORY, NamePart.Kind.CREATOR_ID


def send(seller: Seller, at: datetime, *names: str) -> list[Effect]:
    files = [
        sounds.examined(seller=seller, at=at, name=name, content=sounds.wav(seconds=0.1, hz=300 + 7 * number))
        for number, name in enumerate(names)
    ]
    return [Effect.objects.with_facts().get(file=file) for file in files]


def titles(effects: list[Effect]) -> list[str]:
    return [Effect.objects.get(pk=effect.pk).title_en for effect in effects]


def say(browser: Client, text: str, answer: str, *, kind: str = VENDOR, **more: str) -> Any:
    return browser.post(reverse("studio-names"), {"kind": kind, "text": text, "answer": answer} | more)


def declare(seller: Seller, at: datetime, text: str, kind: str = VENDOR) -> int:
    return operations.declare(seller=seller, by=seller.user, kind=kind, text=text, at=at)


def test_until_it_is_declared_a_head_belongs_to_the_title(seller: Seller, at: datetime) -> None:
    assert titles(send(seller, at, *FABRIC)) == ["Fabric-Slow Pass", "Fabric-Fast Pass"]


def test_a_declared_vendor_category_is_no_part_of_the_title(seller: Seller, at: datetime) -> None:
    declare(seller, at, "Fabric")
    assert titles(send(seller, at, *FABRIC)) == ["Slow Pass", "Fast Pass"]


def test_a_vendor_category_in_the_files_own_ixml_needs_no_declaration(seller: Seller, at: datetime) -> None:
    said = tagged.ixml("<USER><VendorCategory>Fabric</VendorCategory></USER>")
    assert tagged.draft(said, seller=seller, at=at, name=FABRIC[0]).title_en == "Slow Pass"


def test_a_head_that_repeats_over_an_upload_is_asked_about_once(
    seller: Seller, at: datetime, signed_in: Browser
) -> None:
    browser, page = signed_in(seller.user), "/en" + reverse("studio-upload")
    drafts = send(seller, at, *FABRIC, "WHSH_Lo-Fi Pass_DALB_AIR.wav")
    shown = browser.get(page).content.decode()
    assert shown.count('data-testid="name-question"') == 1
    assert "Is “Fabric” a vendor category of yours?" in shown
    answer = say(browser, "Fabric", "yes", asked_on="upload")
    assert answer.headers["Location"] == reverse("studio-upload")
    assert 'data-testid="name-question"' not in browser.get(page).content.decode()
    assert titles(drafts) == ["Slow Pass", "Fast Pass", "Lo-Fi Pass"]


def test_a_head_that_is_part_of_titles_is_not_asked_about_again(
    seller: Seller, at: datetime, signed_in: Browser
) -> None:
    browser = signed_in(seller.user)
    drafts = send(seller, at, *FABRIC)
    say(browser, "Fabric", "no")
    assert queries.questions(seller) == []
    assert titles(drafts) == ["Fabric-Slow Pass", "Fabric-Fast Pass"]
    assert titles(send(seller, at, *FABRIC))[0] == "Fabric-Slow Pass"


def test_one_name_or_another_days_upload_is_no_question(seller: Seller, at: datetime) -> None:
    send(seller, at - timedelta(days=1), FABRIC[0])
    send(seller, at, FABRIC[1], "Fabric-Loose.wav")
    assert queries.questions(seller) == []


def test_a_title_the_seller_wrote_is_not_touched(seller: Seller, at: datetime) -> None:
    first, second = send(seller, at, *FABRIC)
    Effect.objects.filter(pk=first.pk).update(title_en="My Pass")
    assert declare(seller, at, "Fabric") == 1
    assert titles([first, second]) == ["My Pass", "Fast Pass"]


def test_what_was_submitted_is_not_touched(seller: Seller, at: datetime) -> None:
    (draft,) = send(seller, at, FABRIC[0])
    Effect.objects.filter(pk=draft.pk).update(revision=1)
    assert declare(seller, at, "Fabric") == 0
    assert titles([draft]) == ["Fabric-Slow Pass"]


def test_a_declaration_can_be_taken_back(seller: Seller, at: datetime, signed_in: Browser) -> None:
    browser = signed_in(seller.user)
    drafts = send(seller, at, *FABRIC)
    declare(seller, at, "Fabric")
    say(browser, "Fabric", "forget")
    assert titles(drafts) == ["Fabric-Slow Pass", "Fabric-Fast Pass"]
    assert [one.head for one in queries.questions(seller)] == ["Fabric"]


def test_a_further_creator_id_shows_where_a_title_ends(seller: Seller, at: datetime) -> None:
    name = "DOORWood_Old_Gate_SMDR_HANOK.wav"
    assert titles(send(seller, at, name)) == ["Old"]
    declare(seller, at, "SMDR", CREATOR)
    assert titles(send(seller, at, name)) == ["Old Gate"]


def test_the_registered_creator_id_needs_no_declaration(seller: Seller, at: datetime) -> None:
    assert titles(send(seller, at, "DOORWood_Old_Gate_DALB_HANOK.wav")) == ["Old Gate"]


def test_a_declaration_closes_the_question_it_answers(seller: Seller, at: datetime) -> None:
    said = tagged.ixml("<USER><FXName>Slow Pass</FXName></USER>")
    draft = tagged.draft(said, seller=seller, at=at, name=FABRIC[0])
    assert draft.file.embedded.open_questions == 1
    declare(seller, at, "Fabric")
    draft.file.embedded.refresh_from_db()
    assert draft.file.embedded.open_questions == 0


@pytest.mark.parametrize("text", ["", "  ", "a_b", "x" * 61, "-", "a/b", "\u200b"])
def test_what_cannot_stand_in_a_name_is_refused_with_a_sentence(
    seller: Seller, signed_in: Browser, text: str
) -> None:
    answer = say(signed_in(seller.user), text, "yes")
    assert answer.status_code == 422
    assert 'data-testid="form-error"' in answer.content.decode()
    assert not NamePart.objects.exists()


@pytest.mark.parametrize("change", [{"kind": "x"}, {"answer": "x"}, {"kind": "", "answer": ""}])
def test_nonsense_is_refused_and_declares_nothing(seller: Seller, signed_in: Browser, change: dict) -> None:
    form = {"kind": VENDOR, "text": "Fabric", "answer": "yes"} | change
    assert signed_in(seller.user).post(reverse("studio-names"), form).status_code == 422
    assert not NamePart.objects.exists()


def test_another_sellers_creator_id_stays_theirs(seller: Seller, at: datetime, signed_in: Browser) -> None:
    people.seller("smdr@example.com", name="남", creator_id="SMDR")
    answer = say(signed_in(seller.user), "SMDR", "yes", kind=CREATOR)
    assert answer.status_code == 422
    assert not NamePart.objects.exists()


def test_words_of_one_seller_mean_nothing_in_the_names_of_another(
    seller: Seller, at: datetime, signed_in: Browser
) -> None:
    stranger = people.seller("stranger@example.com", name="남", creator_id="NAM")
    theirs = send(stranger, at, FABRIC[0])
    say(signed_in(seller.user), "Fabric", "yes")
    assert titles(theirs) == ["Fabric-Slow Pass"]
    with pytest.raises(operations.NotYours):
        operations.declare(seller=seller, by=stranger.user, kind=VENDOR, text="Air", at=at)
    assert [part.text for part in NamePart.objects.all()] == ["Fabric"]


def test_the_page_shows_every_word_and_what_it_is(seller: Seller, at: datetime, signed_in: Browser) -> None:
    declare(seller, at, "Fabric")
    declare(seller, at, "SMDR", CREATOR)
    operations.decline(seller=seller, by=seller.user, kind=VENDOR, text="Lo", at=at)
    page = signed_in(seller.user).get(reverse("studio-names")).content.decode()
    for text in ("Fabric", "SMDR", "DALB", "Lo"):
        assert f'<span class="code">{text}</span>' in page


def test_the_question_costs_two_statements_for_1_and_500_files(
    seller: Seller, at: datetime, django_assert_num_queries: Any
) -> None:
    rows = [
        AudioFile(
            seller=seller,
            original_name=f"WHSH_Fabric-Pass {n}_DALB_AIR.wav",
            byte_size=1,
            uploaded_at=at,
            public_id=f"{n:026}",
        )
        for n in range(500)
    ]
    AudioFile.objects.bulk_create(rows[:1])
    with django_assert_num_queries(2):
        assert queries.questions(seller) == []
    AudioFile.objects.bulk_create(rows[1:])
    with django_assert_num_queries(2):
        assert [(one.head, one.count) for one in queries.questions(seller)] == [("Fabric", 500)]
