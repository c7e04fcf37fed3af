"""A part of a sound of ours as the clip to search with."""

from __future__ import annotations

import numpy as np
import pytest
from django.urls import reverse

from catalog.effects import operations as effects
from catalog.effects.models import AudioFile, Effect
from catalog.search.by_sound import problems
from catalog.search.by_sound.models import Clip
from catalog.search.by_sound.tasks import examine_clip
from catalog.search.similar.vectors import vector
from tests.factories import sounds

from .conftest import address, sound

URL = "search-by-sound"


@pytest.fixture
def two_halves(seller, moderator, at) -> Effect:
    """A sound on sale: a low tone for 1.5 s, then a high one for 1.5 s."""
    return sounds.on_sale(seller=seller, moderator=moderator, at=at, content=_two_halves())


def _two_halves() -> bytes:
    import io

    import soundfile

    times = np.arange(72_000) / 48_000
    halves = [0.3 * np.sin(2 * np.pi * hz * times) for hz in (220, 3_000)]
    out = io.BytesIO()
    soundfile.write(out, np.concatenate(halves), 48_000, subtype="PCM_24", format="WAV")
    return out.getvalue()


def part(client, effect: Effect, first: str, last: str) -> Clip:
    response = client.post(reverse(URL), {"sound": effect.public_id, "from": first, "to": last})
    assert response.status_code == 302
    clip = Clip.objects.latest("pk")
    examine_clip(clip_id=clip.pk)
    clip.refresh_from_db()
    return clip


def described(content: bytes, tmp_path) -> list[float]:
    from catalog.audio import features
    from catalog.search.by_sound.tasks import clip_sandbox

    path = tmp_path / "sound"
    path.write_bytes(content)
    report = clip_sandbox().describe(path, tmp_path)
    return features.read((tmp_path / report.outputs["features"]).read_bytes())


def test_each_half_is_like_what_it_is_made_of(client, two_halves: Effect, tmp_path):
    low, high = part(client, two_halves, "0.2", "1.2"), part(client, two_halves, "1.7", "2.7")
    alone = [vector(described(sound(seconds=1, hz=hz), tmp_path)) for hz in (220, 3_000)]
    for clip, same, other in ((low, alone[0], alone[1]), (high, alone[1], alone[0])):
        heard = vector(clip.features or [])
        assert clip.duration_ms == pytest.approx(1_000, abs=2)
        assert np.linalg.norm(heard - same) < 2
        assert np.linalg.norm(heard - other) > 8


@pytest.mark.parametrize(("first", "last"), [("0", "1.5"), ("1.5", "3"), ("1.5", "99"), ("2,5", "2,9")])
def test_a_part_reaches_from_the_very_beginning_to_the_very_end(
    client, two_halves: Effect, first: str, last: str
):
    clip = part(client, two_halves, first, last)
    assert (clip.state, clip.error_code) == (Clip.State.READY, "")
    assert client.get(address(clip)).status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("1", "0.5", problems.BAD_REGION),
        ("9", "12", problems.BAD_REGION),
        ("", "", problems.BAD_REGION),
        ("x", "1", problems.BAD_REGION),
        ("nan", "inf", problems.BAD_REGION),
        ("-1", "1", problems.BAD_REGION),
        ("1", "1.01", problems.TOO_SHORT),
    ],
)
def test_a_part_that_is_none_says_so(client, two_halves: Effect, first: str, last: str, code: str):
    response = client.post(reverse(URL), {"sound": two_halves.public_id, "from": first, "to": last})
    assert response.status_code == 422
    assert response.context["problem"] == problems.sentence(code)
    assert response.context["effect"] == two_halves
    assert not Clip.objects.exists()


def test_a_part_of_more_than_thirty_seconds_says_so(client, two_halves: Effect):
    AudioFile.objects.filter(effect=two_halves).update(duration_ms=60_000)
    response = client.post(reverse(URL), {"sound": two_halves.public_id, "from": "0", "to": "31"})
    assert response.context["problem"] == problems.sentence("too_long")
    assert not Clip.objects.exists()


def test_the_page_offers_the_part_that_was_listened_to(client, two_halves: Effect):
    response = client.get(reverse(URL), {"sound": two_halves.public_id, "from": "0.5", "to": "1.25"})
    page = response.content.decode()
    assert 'value="0.5"' in page
    assert 'value="1.25"' in page


def test_a_part_of_what_is_not_on_sale_is_nobodys(client, two_halves: Effect, at):
    effects.withdraw(effect=two_halves, by=two_halves.seller.user, at=at)
    sent = {"sound": two_halves.public_id, "from": "0", "to": "1"}
    assert client.post(reverse(URL), sent).status_code == 404
    assert client.get(reverse(URL), sent).status_code == 404
    assert not Clip.objects.exists()


def test_its_seller_searches_with_a_part_of_it(signed_in, two_halves: Effect, at):
    effects.withdraw(effect=two_halves, by=two_halves.seller.user, at=at)
    browser = signed_in(two_halves.seller.user)
    assert part(browser, two_halves, "0", "1").state == Clip.State.READY
