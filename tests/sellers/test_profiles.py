"""Profiles: words, links and pictures of sellers, and the store that shows them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from catalog.effects.models import Effect
from ksound.core.models import User
from sellers.profiles import operations, pictures
from sellers.profiles.models import Profile, ProfileImage
from sellers.registration.models import Seller
from tests.factories import people
from tests.factories.listings import listed

Browser = Callable[[User], Client]
EDIT, IMAGES = "studio-profile", "studio-profile-images"
PICTURE = ProfileImage.Kind.PICTURE


def drawn(kind: str = "PNG", size: tuple[int, int] = (400, 300), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode != "P" else 3).save(out, kind, **options)
    return out.getvalue()


def remade(content: bytes, size: tuple[int, int] = (32, 32)) -> Image.Image:
    made = pictures.remade(io.BytesIO(content), byte_size=len(content), size=size)
    return Image.open(io.BytesIO(made))


def png_saying(width: int, height: int) -> bytes:
    """A PNG whose header promises so many pixels, with nothing behind it."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + chunk + zlib.crc32(chunk).to_bytes(4, "big")


def send(browser: Client, **files: bytes) -> Any:
    uploads = {name: SimpleUploadedFile(f"{name}.png", content) for name, content in files.items()}
    return browser.post(reverse(IMAGES), uploads)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_webp_of_the_size_of_its_place(kind: str) -> None:
    made = remade(drawn(kind), size=(64, 16))
    assert (made.format, made.size, made.mode) == ("WEBP", (64, 16), "RGB")


@pytest.mark.parametrize("mode", ["P", "L", "LA", "RGBA", "1", "I;16"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 40)).save(out, "PNG")
    assert remade(out.getvalue()).size == (32, 32)


def test_nothing_that_the_file_says_of_itself_is_passed_on() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Seoul 37.5665N", 6
    text = PngInfo()
    text.add_text("Comment", "Seoul 37.5665N")
    for content in (drawn("JPEG", exif=exif), drawn("PNG", pnginfo=text), drawn("WEBP", exif=exif.tobytes())):
        made = pictures.remade(io.BytesIO(content), byte_size=len(content), size=(32, 32))
        assert b"Seoul" in content
        assert b"Seoul" not in made
        assert b"EXIF" not in made


def test_a_bomb_is_refused_from_its_header() -> None:
    for width, height in ((5_001, 5_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)):
        with pytest.raises((pictures.TooLarge, pictures.NotAPicture)):
            remade(png_saying(width, height))
    with pytest.raises(pictures.TooLarge):
        pictures.remade(io.BytesIO(b""), byte_size=pictures.MAX_BYTES + 1, size=(1, 1))


HOSTILE = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "gif": drawn("GIF"),
    "tiff": drawn("TIFF"),
    "cut png": drawn()[:60],
    "cut jpeg": drawn("JPEG")[:300],
    "empty": b" ",
    "zeros": bytes(64),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_of_ours_is_refused(name: str) -> None:
    with pytest.raises(pictures.NotAPicture):
        remade(HOSTILE[name])


def test_a_seller_writes_about_themselves_and_everybody_reads_it(
    seller: Seller, signed_in: Browser, client: Client
) -> None:
    browser = signed_in(seller.user)
    said = {"bio_ko": "숲에서 \u202e녹음합니다", "links": "https://example.com/a\n\nhttps://example.org"}
    assert browser.post(reverse(EDIT), said).headers["Location"] == reverse(EDIT)
    assert Profile.objects.get().links == ["https://example.com/a", "https://example.org"]
    for address in (seller.get_absolute_url(), f"/en{seller.get_absolute_url()}"):
        page = client.get(address).content.decode()
        assert "숲에서 녹음합니다" in page
        assert 'href="https://example.org" rel="nofollow noopener ugc"' in page


BAD_LINKS = (
    "http://example.com",
    "javascript:alert(1)",
    "https://",
    "https://user@example.com/",
    "https://exa mple.com",
    "https://[::1",
    "https://example.com/" + "x" * 200,
    "\n".join(f"https://example.com/{number}" for number in range(6)),
)


def test_a_link_that_is_none_is_refused_at_its_field(seller: Seller, signed_in: Browser) -> None:
    browser = signed_in(seller.user)
    for links in BAD_LINKS:
        answer = browser.post(reverse(EDIT), {"bio_ko": "그대로", "links": links})
        assert answer.status_code == 422
        assert "links" in answer.context["form"].errors
        assert "그대로" in answer.content.decode()
    assert not Profile.objects.exists()


def test_the_number_of_a_business_is_checked(seller: Seller, signed_in: Browser, client: Client) -> None:
    Seller.objects.update(kind=Seller.Kind.BUSINESS)
    browser = signed_in(seller.user)
    said = {"business_name": "달빛", "business_number": "220-81-62518"}
    assert browser.post(reverse(EDIT), said).status_code == 422
    assert not Profile.objects.exists()
    for number in ("220-81-62517", "2208162517"):
        assert browser.post(reverse(EDIT), said | {"business_number": number}).status_code == 302
        assert Profile.objects.get().business_number == "220-81-62517"
    assert "220-81-62517" in client.get(seller.get_absolute_url()).content.decode()


def test_the_identity_of_a_business_is_not_asked_of_a_person(seller: Seller, signed_in: Browser) -> None:
    assert "business_number" not in signed_in(seller.user).get(reverse(EDIT)).context["form"].fields


def test_a_picture_is_shown_replaced_under_a_new_address_and_removed(
    seller: Seller,
    signed_in: Browser,
    client: Client,
    private_media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    browser, addresses = signed_in(seller.user), []
    for size in ((500, 400), (300, 900)):
        with django_capture_on_commit_callbacks(execute=True):
            assert send(browser, picture=drawn(size=size)).status_code == 302
        addresses.append(reverse("profile-image", args=[ProfileImage.objects.get().public_id]))
        assert addresses[-1] in client.get(seller.get_absolute_url()).content.decode()
    served = client.get(addresses[1])
    content = b"".join(served.streaming_content)  # type: ignore[attr-defined]
    assert Image.open(io.BytesIO(content)).size == pictures.PICTURE_SIZE
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served.headers["Cache-Control"]
    assert client.get(addresses[0]).status_code == 404
    assert len([path for path in private_media.rglob("*") if path.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse(IMAGES), {"remove": "picture"})
    assert client.get(addresses[1]).status_code == 404
    assert not [path for path in private_media.rglob("*") if path.is_file()]


def test_a_refused_picture_leaves_the_old_one_and_says_why_at_its_field(
    seller: Seller, signed_in: Browser, at: datetime, private_media: Path
) -> None:
    content = drawn()
    kept = operations.set_image(
        seller=seller, kind=PICTURE, content=io.BytesIO(content), byte_size=len(content), at=at
    )
    answer = send(signed_in(seller.user), picture=HOSTILE["svg"])
    assert answer.status_code == 422
    assert "picture" in answer.context["images_form"].errors
    assert ProfileImage.objects.get() == kept
    assert len([path for path in private_media.rglob("*") if path.is_file()]) == 1


def test_staff_take_a_picture_away_with_its_file(
    seller: Seller,
    signed_in: Browser,
    at: datetime,
    private_media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    content = drawn()
    image = operations.set_image(
        seller=seller, kind=PICTURE, content=io.BytesIO(content), byte_size=len(content), at=at
    )
    address = reverse("admin:sellers_profileimage_delete", args=[image.pk])
    staff = people.person("admin@example.com", is_staff=True, is_superuser=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(staff).post(address, {"post": "yes"}).status_code == 302
    assert not ProfileImage.objects.exists()
    assert not [path for path in private_media.rglob("*") if path.is_file()]


def test_only_sellers_have_a_profile_and_only_their_own(
    buyer: User, seller: Seller, signed_in: Browser, client: Client
) -> None:
    assert client.get(reverse(EDIT)).headers["Location"].startswith(reverse("account_login"))
    assert signed_in(buyer).post(reverse(EDIT), {"bio_ko": "x"}).headers["Location"] == reverse(
        "seller-register"
    )
    stranger = people.seller("stranger@example.com", name="다른가게", creator_id="STRA")
    signed_in(stranger.user).post(reverse(EDIT), {"bio_ko": "제 것"})
    assert Profile.objects.get().seller == stranger


def test_the_lowest_tier_is_not_shown(seller: Seller, client: Client) -> None:
    def badge() -> bool:
        return 'data-testid="tier"' in client.get(seller.get_absolute_url()).content.decode()

    assert not badge()
    Seller.objects.update(tier=2)
    assert badge()


def test_the_store_of_a_suspended_seller_and_its_pictures_are_closed(
    seller: Seller, at: datetime, client: Client
) -> None:
    content = drawn()
    image = operations.set_image(
        seller=seller, kind=PICTURE, content=io.BytesIO(content), byte_size=len(content), at=at
    )
    Seller.objects.update(state=Seller.State.SUSPENDED)
    assert client.get(seller.get_absolute_url()).status_code == 404
    assert client.get(reverse("profile-image", args=[image.public_id])).status_code == 404


@pytest.mark.parametrize("rows", [1, 24, 50])
def test_the_store_takes_as_many_statements_for_one_sound_as_for_many(
    seller: Seller,
    at: datetime,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _number in range(rows):
        listed(seller=seller, at=at)
    # seller, tier, profile, images, stars, followers, sounds, packs, count, rows
    with django_assert_num_queries(10):
        page = client.get(seller.get_absolute_url())
    assert len(page.context["page"]) == min(rows, 48)
    assert Effect.objects.count() == rows
