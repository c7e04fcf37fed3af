"""What people do at the door."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client

from ksound.core.models import User
from tests.factories import people

CONSENTS = {"agree_terms": "on", "agree_privacy": "on"}
NEW_PASSWORD = "a quiet evening 77"
CONFIRMATION = r"/[\w/]*confirm-email/[\w:~.-]+/"


def sign_up(client: Client, email: str, *, address: str = "/accounts/signup/", **changed: str) -> Any:
    said = {"email": email, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, **CONSENTS, **changed}
    return client.post(address, said)


def sign_in(client: Client, email: str, *, address: str = "/accounts/login/") -> Any:
    return client.post(address, {"login": email, "password": people.PASSWORD})


def confirm(client: Client) -> None:
    """Say again who one is, as sensitive pages ask."""
    assert client.post("/accounts/reauthenticate/", {"password": people.PASSWORD}).status_code == 302


def with_app(user: User) -> str:
    """Two-step sign-in as set up; returns the secret the app shares with us."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """RFC 6238 with its defaults, as an authenticator app has it."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def mailed_path(to: str, pattern: str) -> str:
    """The path in the newest mail to somebody that matches a pattern."""
    text = next(message.body for message in reversed(mail.outbox) if to in message.to)
    found = re.search(rf"https?://[^/\s]+({pattern})", str(text))
    assert found, text
    return found.group(1)
