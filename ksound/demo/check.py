"""The main job, done over HTTP against a running site: from signing up to the seller's statement."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlencode

from ksound.demo import sign_ins
from ksound.demo.sounds.catalogue import PLAN
from ksound.demo.sounds.render import render
from ksound.demo.visitor import StepFailed, Visitor, find, wait_for

PRICE = 5_500
ULID = r"[0-9A-HJKMNP-TV-Z]{26}"


@dataclass
class MainJob:
    """What the steps hand on to each other."""

    base_url: str
    mail: Path
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    effect_id: str = ""
    order_number: str = ""
    download: str = ""

    def __post_init__(self) -> None:
        self.seller, self.moderator, self.visitor, self.buyer = (Visitor(self.base_url) for _ in range(4))
        self.title = f"Brass Door Bell {self.token}"
        self.sound = render(PLAN[0], seed=int(self.token, 16))

    @property
    def seller_email(self) -> str:
        return f"check-{self.token}@demo.ksound.example"


def run(*, base_url: str, data_dir: Path, say: Callable[[str], None]) -> bool:
    """Do the steps in order and print each; False at the first that fails."""
    job = MainJob(base_url=base_url, mail=data_dir / "mail")
    for number, step in enumerate(STEPS, start=1):
        try:
            seen = step(job)
        except (StepFailed, OSError) as error:
            say(f"✗ {number}. {(step.__doc__ or '').splitlines()[0]} {error}")
            return False
        say(f"✓ {number}. {(step.__doc__ or '').splitlines()[0]} {seen}")
    return True


def sign_up_and_register(job: MainJob) -> str:
    """A person signs up, confirms the address and registers as a seller."""
    password = secrets.token_urlsafe(12)
    job.seller.post(
        "/accounts/signup/",
        {
            "email": job.seller_email,
            "password1": password,
            "password2": password,
            "agree_terms": "on",
            "agree_privacy": "on",
        },
    )
    link = wait_for(lambda: _confirmation(job), what="The confirmation mail", seconds=15)
    job.seller.post(link, {})
    registered = job.seller.post(
        "/sell/",
        {
            "display_name": f"Check {job.token}",
            "kind": "individual",
            "creator_id": f"C{job.token}",
            "accept_agreement": "on",
        },
    )
    if not registered.url.endswith("/studio/upload/"):
        raise StepFailed("registering did not lead to the upload page")
    return job.seller_email


def _confirmation(job: MainJob) -> str | None:
    for mail in sorted(job.mail.glob("*"), reverse=True):
        text = mail.read_text(encoding="utf-8", errors="replace")
        if job.seller_email in text:
            link = re.search(r"https?://[^/\s]+(/[\w/]*confirm-email/[\w:~.-]+/)", text, re.ASCII)
            return link.group(1) if link else None
    return None


def upload(job: MainJob) -> str:
    """The seller uploads a freshly synthesised file, and the worker examines it."""
    answer = job.seller.post(
        "/studio/upload/",
        {},
        files={"files": (f"DOORMetl_{job.title}.wav", job.sound, "audio/wav")},
        headers={"X-Requested-With": "XMLHttpRequest"},
        expect=201,
    )
    file_id = answer.json()["files"][0]["public_id"]
    job.effect_id = wait_for(lambda: _draft_of(job, file_id), what="The examination", seconds=90)
    return f"{len(job.sound):,} bytes"


def _draft_of(job: MainJob, file_id: str) -> str | None:
    rows = job.seller.get("/studio/upload/rows/").text
    row = re.search(rf'data-file="{file_id}"\s+data-state="(\w+)"(.*?)</li>', rows, re.DOTALL)
    if row is None or row[1] in ("received", "receiving", "processing"):
        return None
    return find(rf"/studio/effects/({ULID})/", row[2], what=f"The draft of a file in state “{row[1]}”")


def describe_and_submit(job: MainJob) -> str:
    """The form proposes CatID, title and keywords; the seller prices the sound and submits it."""
    form = job.seller.get(f"/studio/effects/{job.effect_id}/").text
    if "DOORMetl" not in form or job.title not in form:
        raise StepFailed("the form does not propose what the file name says")
    sent = job.seller.post(
        f"/studio/effects/{job.effect_id}/",
        {
            "cat_id": "DOORMetl",
            "title_en": job.title,
            "title_ko": f"놋쇠 문종 {job.token}",
            "keywords": "bell, 종",
            "price": str(PRICE),
            "licence_codes": ["creator", "production"],
            "ai_use": "none",
            "declare_rights": "on",
            "submit": "1",
        },
    )
    if not sent.url.endswith("/studio/effects/"):
        raise StepFailed("the form was not accepted")
    return f"₩{PRICE:,}"


def approve(job: MainJob) -> str:
    """Staff find it in the review queue, hear it and approve it."""
    _sign_in(job.moderator, sign_ins.MODERATOR, "/admin/login/", {"username": sign_ins.MODERATOR.email})
    queue = job.moderator.get(f"/admin/catalog/effectinreview/?q={job.effect_id}").text
    page = find(r'href="(/admin/catalog/effectinreview/\d+/change/)', queue, what="The submitted sound")
    review = job.moderator.get(page).text
    job.moderator.get(f"/audio/{job.effect_id}/preview.mp3")
    action = find(r'action="(/admin/catalog/effectinreview/\d+/approve/)"', review, what="The approve button")
    revision = find(r'name="revision" value="(\d+)"', review, what="The revision")
    job.moderator.post(action, {"revision": revision}, page=page)
    return page


def find_and_audition(job: MainJob) -> str:
    """A visitor finds it in Korean and in English, hears it, and puts it into the cart."""
    for language, words in (("", f"놋쇠 문종 {job.token}"), ("/en", job.title)):
        results = job.visitor.get(f"{language}/search/?{urlencode({'q': words})}").text
        if job.effect_id not in results:
            raise StepFailed(f"“{words}” does not find the sound")
    heard = job.visitor.get(
        f"/audio/{job.effect_id}/preview.mp3", headers={"Range": "bytes=0-999"}, expect=206
    )
    if len(heard.content) != 1_000:
        raise StepFailed("the preview does not answer a range")
    job.visitor.get(f"/audio/{job.effect_id}/peaks")
    return f"{heard.headers['Content-Range']}"


def buy(job: MainJob) -> str:
    """A buyer puts it into the cart and pays with the sandbox."""
    page = f"/sounds/{job.effect_id}/"
    job.buyer.post("/cart/add/", {"effect": job.effect_id, "licence": "creator"}, page=page)
    _sign_in(job.buyer, sign_ins.BUYER, "/accounts/login/", {"login": sign_ins.BUYER.email})
    checkout = job.buyer.get("/checkout/").text
    total = find(r'name="total" value="(\d+)"', checkout, what="The total")
    payment = job.buyer.post(
        "/checkout/",
        {"provider": "sandbox", "agree_terms": "on", "agree_withdrawal": "on", "total": total},
    )
    if "/pay/sandbox/" not in payment.url:
        raise StepFailed(f"checkout led to {payment.url}")
    order = job.buyer.post(payment.url, {"action": "approve"})
    job.download = wait_for(lambda: _download_link(job, order.url), what="The paid order", seconds=30)
    job.order_number = find(r"(KS-\d{6}-\w{6})", job.buyer.get(order.url).text, what="The order number")
    return f"{job.order_number}, ₩{int(total):,}"


def _download_link(job: MainJob, order_url: str) -> str | None:
    page = job.buyer.get(order_url).text
    row = re.search(rf"{job.effect_id}.*?(/download/{ULID}/)", page, re.DOTALL)
    return row[1] if row else None


def download(job: MainJob) -> str:
    """The buyer downloads the very sound, the licence inside, under its UCS name; nobody else can."""
    whole = job.buyer.get(job.download)
    if _sound_of(whole.content) != _sound_of(job.sound):
        raise StepFailed("the sound in the downloaded file is not the uploaded one")
    if not re.search(rb"KSL-[0-9A-Z]{12}", whole.content):
        raise StepFailed("the downloaded file does not carry its licence")
    rest = job.buyer.get(job.download, headers={"Range": f"bytes={len(whole.content) - 100}-"}, expect=206)
    if rest.content != whole.content[-100:]:
        raise StepFailed("resuming gives other bytes")
    job.visitor.get(job.download, expect=302, allow_redirects=False)
    job.seller.get(job.download, expect=404)
    return unquote(whole.headers["Content-Disposition"].split("filename")[-1].lstrip("*=utf-8'").strip('"'))


def _sound_of(content: bytes) -> bytes:
    """The SHA-256 of a WAV's samples as they lie in the file."""
    with wave.open(io.BytesIO(content)) as file:
        return hashlib.sha256(file.readframes(file.getnframes())).digest()


def see_the_sale(job: MainJob) -> str:
    """The seller sees the sale with fee and net amount, and the ledger entry balances."""
    page = job.seller.get("/sell/dashboard/").text
    fee, vat = PRICE * 2_000 // 10_000, PRICE * 2_000 // 10_000 // 10
    for shown in (job.order_number, f"₩{PRICE:,}", f"₩{fee:,}", f"₩{PRICE - fee - vat:,}"):
        if shown not in page:
            raise StepFailed(f"the dashboard does not show {shown}")
    return f"₩{PRICE:,} = ₩{PRICE - fee - vat:,} + ₩{fee:,} + ₩{vat:,}"


def _sign_in(visitor: Visitor, account: sign_ins.SignIn, path: str, who: dict[str, str]) -> None:
    answer = visitor.post(path, {**who, "password": account.password})
    if "login" in answer.url:
        raise StepFailed(f"{account.email} cannot sign in; run `manage.py seed_demo` first")


STEPS: tuple[Callable[[MainJob], str], ...] = (
    sign_up_and_register,
    upload,
    describe_and_submit,
    approve,
    find_and_audition,
    buy,
    download,
    see_the_sale,
)
