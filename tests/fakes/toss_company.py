"""What Toss Payments remembers: payments by key and order number, cancellations, transactions."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

Thing = dict[str, Any]
KOREA = timezone(timedelta(hours=9))
MINUTES_TO_CONFIRM = 10


class Refusal(Exception):
    """An answer `{code, message}` instead of a payment."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message}


@dataclass
class Company:
    offset: float = 0
    payments: dict[str, Thing] = field(default_factory=dict)
    transactions: list[Thing] = field(default_factory=list)
    fresh: list[Thing] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.offset, KOREA)

    def approve(self, order_id: str, amount: int, *, currency: str = "KRW", name: str = "") -> Thing:
        """The buyer chose a card in the window; nothing is taken yet."""
        if not re.fullmatch(r"[A-Za-z0-9_=-]{6,64}", order_id):
            raise Refusal(400, "INVALID_ORDER_ID", "orderId는 6자 이상 64자 이하여야 합니다.")
        key = f"tviva{next(self.numbers):06d}{time.time_ns():x}"
        self.payments[key] = {
            "mId": "tvivarepublica",
            "version": "2022-11-16",
            "paymentKey": key,
            "orderId": order_id,
            "orderName": name,
            "currency": currency,
            "method": "카드",
            "status": "IN_PROGRESS",
            "totalAmount": amount,
            "balanceAmount": amount,
            "requestedAt": self.now().isoformat(timespec="seconds"),
            "approvedAt": None,
            "lastTransactionKey": None,
            "cancels": None,
            "failure": None,
        }
        return self.payments[key]

    def payment(self, key: str) -> Thing:
        if key not in self.payments:
            raise Refusal(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제 입니다.")
        payment = self.payments[key]
        age = self.now() - datetime.fromisoformat(payment["requestedAt"])
        if payment["status"] == "IN_PROGRESS" and age > timedelta(minutes=MINUTES_TO_CONFIRM):
            payment.update(status="EXPIRED", failure={"code": "EXPIRED", "message": "결제가 만료되었습니다."})
            self._tell(payment)
        return payment

    def of_order(self, order_id: str) -> Thing:
        found = [self.payment(key) for key, each in self.payments.items() if each["orderId"] == order_id]
        done = [each for each in found if each["approvedAt"]]
        if not found:
            raise Refusal(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제 입니다.")
        return (done or found)[-1]

    def confirm(self, asked: Thing) -> Thing:
        payment = self.payment(str(asked.get("paymentKey", "")))
        if payment["status"] == "EXPIRED":
            raise Refusal(
                404, "NOT_FOUND_PAYMENT_SESSION", "결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다."
            )
        if payment["status"] != "IN_PROGRESS":
            raise Refusal(400, "ALREADY_PROCESSED_PAYMENT", "이미 처리된 결제 입니다.")
        if (payment["orderId"], payment["totalAmount"]) != (asked.get("orderId"), asked.get("amount")):
            raise Refusal(400, "INVALID_REQUEST", "잘못된 요청입니다.")
        return self.capture(payment)

    def capture(self, payment: Thing) -> Thing:
        payment.update(status="DONE", approvedAt=self.now().isoformat(timespec="seconds"))
        payment["lastTransactionKey"] = self._book(payment, "DONE")
        self._tell(payment)
        return payment

    def cancel(self, key: str, asked: Thing) -> Thing:
        payment = self.payment(key)
        if not asked.get("cancelReason"):
            raise Refusal(400, "INVALID_REQUEST", "cancelReason은 필수 파라미터 입니다.")
        if payment["status"] not in ("DONE", "PARTIAL_CANCELED"):
            raise Refusal(400, "NOT_CANCELABLE_PAYMENT", "취소할 수 없는 결제 입니다.")
        amount: int = asked.get("cancelAmount") or payment["balanceAmount"]
        if not 0 < amount <= payment["balanceAmount"]:
            raise Refusal(403, "NOT_CANCELABLE_AMOUNT", "취소 할 수 없는 금액 입니다.")
        payment["balanceAmount"] -= amount
        payment["status"] = "PARTIAL_CANCELED" if payment["balanceAmount"] else "CANCELED"
        mark = self._book(payment, payment["status"])
        cancellation = {
            "transactionKey": mark,
            "cancelAmount": amount,
            "cancelReason": asked["cancelReason"],
            "canceledAt": self.now().isoformat(timespec="seconds"),
            "cancelStatus": "DONE",
        }
        payment.update(cancels=[*(payment["cancels"] or []), cancellation], lastTransactionKey=mark)
        self._tell(payment)
        return payment

    def _book(self, payment: Thing, status: str) -> str:
        mark = f"TX{next(self.numbers):06d}{time.time_ns():x}"
        self.transactions.append(
            {
                "transactionKey": mark,
                "paymentKey": payment["paymentKey"],
                "orderId": payment["orderId"],
                "status": status,
                "amount": payment["totalAmount"],
                "transactionAt": self.now().isoformat(timespec="seconds"),
            }
        )
        return mark

    def _tell(self, payment: Thing) -> None:
        now = self.now().replace(tzinfo=None).isoformat()
        self.fresh.append({"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": now, "data": dict(payment)})
