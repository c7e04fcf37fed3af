"""Toss Payments on loopback: `python -m tests.fakes.toss_server --port N --webhook-url …`.

The JSON API with Basic authentication and idempotency keys, the browser's script and window, unsigned
webhooks, and orders from tests under `/_control/` (see `Toss.control`).
"""

from __future__ import annotations

import argparse
import base64
import html
import json
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from tests.fakes.serving import StubHandler, serve
from tests.fakes.toss_company import Company, Refusal, Thing

SCRIPT = """window.TossPayments = (clientKey) => ({ payment: ({ customerKey }) => ({
  requestPayment: async (asked) => { location.href = "%s/window?" + new URLSearchParams({ ...asked,
    amount: asked.amount.value, currency: asked.amount.currency, clientKey, customerKey }); } }) });"""
PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>토스페이먼츠</title><h1>{orderName}</h1>
<p data-testid="toss-amount">{amount} {currency}</p><form method="post">
<button name="action" value="approve" data-testid="toss-approve">결제하기</button>
<button name="action" value="leave" data-testid="toss-leave">닫기</button></form>"""


class Toss:
    """One company with its scripted faults, its memory of keys and its journal."""

    def __init__(self, *, base: str, secret_key: str, webhook_url: str) -> None:
        self.base, self.secret_key, self.first_url = base, secret_key, webhook_url
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        self.company, self.webhook_url = Company(), self.first_url
        self.faults: list[Thing] = []
        self.keys: dict[tuple[str, str], Thing] = {}
        self.requests: list[Thing] = []

    def api(self, method: str, path: str, query: str, sent: str, headers: Any) -> tuple[int, Any] | None:
        """Status and JSON of one request; None cuts the connection."""
        key = headers.get("Idempotency-Key", "")
        seen: Thing = {"method": method, "path": path, "body": sent, "key": key}
        with self.lock:
            self.requests.append(seen)
            fault = self._fault(path)
            if fault in ("500", "429"):
                return int(fault), {"code": "FAILED_INTERNAL_SYSTEM_PROCESSING", "message": "잠시 후"}
            if fault == "declined":
                return 403, {
                    "code": "REJECT_CARD_PAYMENT",
                    "message": "한도초과 혹은 잔액부족으로 결제에 실패했습니다.",
                }
            try:
                self._let_in(headers.get("Authorization", ""))
                answer = self._remembered(method, path, query, json.loads(sent or "{}"), key)
                status = 200
            except Refusal as refusal:
                status, answer = refusal.status, refusal.body
            seen["status"] = status
        self._knock()
        return None if fault == "timeout" else (status, answer)

    def _remembered(self, method: str, path: str, query: str, body: Thing, key: str) -> Any:
        if not key:
            return self._route(method, path, query, body)
        if (path, key) not in self.keys:
            self.keys[path, key] = json.loads(json.dumps(self._route(method, path, query, body)))
        return self.keys[path, key]

    def _route(self, method: str, path: str, query: str, body: Thing) -> Any:
        match method, path.strip("/").split("/"):
            case "POST", ["v1", "payments", "confirm"]:
                return self.company.confirm(body)
            case "POST", ["v1", "payments", key, "cancel"]:
                return self.company.cancel(key, body)
            case "GET", ["v1", "payments", "orders", order_id]:
                return self.company.of_order(order_id)
            case "GET", ["v1", "payments", key]:
                return self.company.payment(key)
            case "GET", ["v1", "transactions"]:
                return self._transactions({name: values[0] for name, values in parse_qs(query).items()})
        raise Refusal(404, "NOT_FOUND", "존재하지 않는 정보 입니다.")

    def _transactions(self, asked: Thing) -> list[Thing]:
        listed = [
            each
            for each in self.company.transactions
            if asked["startDate"] <= each["transactionAt"][:19] <= asked["endDate"]
        ]
        marks = [each["transactionKey"] for each in listed]
        start = marks.index(asked["startingAfter"]) + 1 if "startingAfter" in asked else 0
        return listed[start : start + int(asked.get("limit", 100))]

    def _let_in(self, authorization: str) -> None:
        expected = base64.b64encode(f"{self.secret_key}:".encode()).decode()
        if authorization != f"Basic {expected}":
            raise Refusal(401, "UNAUTHORIZED_KEY", "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.")

    def _fault(self, path: str) -> str:
        for fault in self.faults:
            if fault.get("path", "") in path and fault["times"] > 0:
                fault["times"] -= 1
                return str(fault["kind"])
        return ""

    def _knock(self) -> None:
        with self.lock:
            fresh, self.company.fresh = self.company.fresh, []
        for event in fresh if self.webhook_url else ():
            threading.Thread(
                target=requests.post,
                args=[self.webhook_url],
                kwargs={"json": event, "timeout": 20},
                daemon=True,
            ).start()

    def control(self, name: str, order: Thing) -> Any:
        orders: dict[str, Callable[[Thing], Any]] = {
            "reset": lambda order: self.reset(),
            "next_fault": lambda order: self.faults.append({"times": 1, **order}),
            "clock": lambda order: setattr(self.company, "offset", order["offset"]),
            "webhooks": lambda order: setattr(self, "webhook_url", order["url"]),
            "approve": lambda order: self.company.approve(**order),
            # The money as the company took it, whatever was asked.
            "take": lambda order: self.company.capture(self.company.approve(**order)),
            "cancel": lambda order: self.company.cancel(order.pop("key"), {"cancelReason": "상점", **order}),
            "journal": lambda order: self.requests,
        }
        with self.lock:
            answer = orders[name](order)
        self._knock()
        return answer


class Handler(StubHandler):
    toss: Toss

    def answer(self, sent: str) -> None:
        address = urlsplit(self.path)
        if self.controlled(address.path, sent, self.toss.control):
            return
        if address.path == "/v2/standard":
            script = {"Content-Type": "text/javascript; charset=utf-8"}
            self.send(200, SCRIPT % self.toss.base, script)
        elif address.path == "/window":
            self._window({name: values[0] for name, values in parse_qs(address.query).items()}, sent)
        else:
            told = self.toss.api(self.command, address.path, address.query, sent, self.headers)
            if told is None:
                self.close_connection = True
            else:
                self.send(told[0], json.dumps(told[1], ensure_ascii=False))

    def _window(self, asked: Thing, sent: str) -> None:
        action = parse_qs(sent).get("action", [""])[0]
        if action == "approve":
            order = {"order_id": asked["orderId"], "amount": int(asked["amount"]), "name": asked["orderName"]}
            payment = self.toss.control("approve", order)
            back = {
                "paymentType": "NORMAL",
                "orderId": payment["orderId"],
                "paymentKey": payment["paymentKey"],
            }
            approved = urlencode({**back, "amount": asked["amount"]})
            self.send(303, "", {"Location": f"{asked['successUrl']}?{approved}"})
        elif action:
            why = urlencode({"code": "PAY_PROCESS_CANCELED", "message": "취소"})
            self.send(303, "", {"Location": f"{asked['failUrl']}?{why}"})
        else:
            shown = {name: html.escape(value) for name, value in asked.items()}
            self.send(200, PAGE.format(**shown), {"Content-Type": "text/html; charset=utf-8"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--secret-key", default="test_sk_ksound")
    given = parser.parse_args()

    def prepare(base: str) -> None:
        Handler.toss = Toss(base=base, secret_key=given.secret_key, webhook_url=given.webhook_url)

    serve(Handler, given.port, prepare)


if __name__ == "__main__":
    main()
