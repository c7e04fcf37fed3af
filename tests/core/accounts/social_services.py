"""Kakao, Naver and Google on loopback: the two questions this site asks each, answered as they answer them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.kakao.views import KakaoOAuth2Adapter
from allauth.socialaccount.providers.naver.views import NaverOAuth2Adapter
from django.test import Client

from tests.fakes.serving import StubHandler

ADAPTERS = {
    "kakao": (KakaoOAuth2Adapter, "profile_url"),
    "naver": (NaverOAuth2Adapter, "profile_url"),
    "google": (GoogleOAuth2Adapter, "identity_url"),
}


@dataclass
class Service:
    """What the person is to the service, and what the site asked of it."""

    name: str
    person: dict[str, Any]
    asked: list[str]

    def describe(self, *, uid: str, email: str, vouched: bool = True) -> None:
        known: dict[str, dict[str, Any]] = {
            "kakao": {
                "id": uid,
                "kakao_account": {"email": email, "is_email_valid": vouched, "is_email_verified": vouched},
            },
            "naver": {"resultcode": "00", "response": {"id": uid, "email": email}},
            "google": {"id": uid, "email": email, "verified_email": vouched},
        }
        self.person = known[self.name]


@contextmanager
def running(name: str, patch: pytest.MonkeyPatch) -> Iterator[Service]:
    service = Service(name, {}, [])

    class Answers(StubHandler):
        def answer(self, sent: str) -> None:
            service.asked.append(f"{self.command} {self.path} {sent}")
            is_token = self.path == "/token"
            told = {"access_token": "a-token", "token_type": "bearer"} if is_token else service.person
            is_known = is_token or self.headers["Authorization"] == "Bearer a-token"
            self.send(200 if is_known else 401, json.dumps(told))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}"
    adapter, person_url = ADAPTERS[name]
    patch.setattr(adapter, "access_token_url", f"{base}/token")
    patch.setattr(adapter, person_url, f"{base}/person")
    yield service
    server.shutdown()
    server.server_close()
    thread.join()


def come_back(client: Client, service: Service, *, process: str = "login") -> Any:
    """Press the button, agree over there, return with the code."""
    sent = client.post(f"/accounts/{service.name}/login/?process={process}")
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["client_id"] == ["our-id"]
    address = f"/accounts/{service.name}/login/callback/"
    return client.get(address, {"code": "a-code", "state": asked["state"][0]})
