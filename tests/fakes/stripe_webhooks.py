"""Signs events with the official scheme and delivers them: at once, later, twice, reversed or never."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import requests
from stripe import WebhookSignature

BACKOFF_SECONDS = (0.2, 0.5, 1, 2, 4)


@dataclass
class Courier:
    """`mode` is normal (deliver), hold (keep until released) or drop (never)."""

    url: str = ""
    secret: str = "whsec_test"
    mode: str = "normal"
    delay: float = 0
    retry: bool = True
    held: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    def take(self, event: dict[str, Any]) -> None:
        if self.mode == "hold":
            self.held.append(event)
        elif self.mode == "normal" and self.url:
            threading.Thread(target=self.deliver, args=[event], daemon=True).start()

    def signed(self, event: dict[str, Any], *, at: int | None = None) -> tuple[str, str]:
        """The body and its `Stripe-Signature`."""
        body = json.dumps(event, ensure_ascii=False, indent=2)
        return body, WebhookSignature.generate_signature_header(body, self.secret, at)

    def deliver(self, event: dict[str, Any]) -> int:
        """Deliver until a 2xx, each time freshly signed; the last status (0: no answer)."""
        status = 0
        if not self.url:
            return status
        time.sleep(self.delay)
        for pause in (0.0, *(BACKOFF_SECONDS if self.retry else ())):
            time.sleep(pause)
            status = self._post(event)
            if 200 <= status < 300:
                break
        return status

    def release(self, *, reverse: bool = False, copies: int = 1) -> list[int]:
        """Deliver what was held: in order or reversed, each event `copies` times at once."""
        events, self.held = self.held[:: -1 if reverse else 1], []
        return [status for event in events for status in self.at_once(event, copies=copies)]

    def at_once(self, event: dict[str, Any], *, copies: int) -> list[int]:
        with ThreadPoolExecutor(max_workers=copies) as pool:
            return list(pool.map(self.deliver, [event] * copies))

    def _post(self, event: dict[str, Any]) -> int:
        body, signature = self.signed(event)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
        try:
            answer = requests.post(
                self.url, data=body.encode(), headers=headers, timeout=20, allow_redirects=False
            )
            status = answer.status_code
        except requests.RequestException:
            status = 0
        self.deliveries.append({"event": event["id"], "type": event["type"], "status": status})
        return status
