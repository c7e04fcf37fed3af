"""Stripe on loopback: `python -m tests.fakes.stripe_server --port N --webhook-url … --secret …`.

Speaks the REST protocol of the installed SDK, serves its own checkout page, sends signed webhooks, and
takes orders from tests under `/_control/` (see `Stub.control`).
"""

from __future__ import annotations

import argparse
import html
import json
import time
from urllib.parse import parse_qs, urlsplit

from tests.fakes.serving import StubHandler, serve
from tests.fakes.stripe_company import Thing
from tests.fakes.stripe_stub import Hangs, Stub

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Checkout</title>
<h1>{name}</h1><p data-testid="stripe-amount">{amount} {currency}</p>
<form method="post"><button name="action" value="pay" data-testid="stripe-pay">Pay</button>
<button name="action" value="cancel" data-testid="stripe-cancel">Cancel</button></form>"""


class Handler(StubHandler):
    stub: Stub

    def answer(self, sent: str) -> None:
        address = urlsplit(self.path)
        if self.controlled(address.path, sent, self.stub.control):
            return
        if address.path.startswith("/c/pay/"):
            self._checkout_page(address.path.removeprefix("/c/pay/"), sent)
        else:
            self._api(address.path, sent if self.command == "POST" else address.query)

    def _api(self, path: str, encoded: str) -> None:
        try:
            status, body, extra = self.stub.api(self.command, path, encoded, self.headers)
        except Hangs:
            self.close_connection = True
            return
        text = "<html>" if "" in body else json.dumps(body)
        self.send(status, text, {"Request-Id": f"req_{time.time_ns():x}", **extra})

    def _checkout_page(self, mark: str, sent: str) -> None:
        session = self.stub.company.session(mark)
        action = parse_qs(sent).get("action", [""])[0]
        if self.command == "POST" and action == "pay":
            self.stub.control("pay", {"session": mark})
            filled = session["success_url"].replace("{CHECKOUT_SESSION_ID}", mark)
            self.send(303, "", {"Location": filled})
        elif self.command == "POST":
            self.send(303, "", {"Location": session["cancel_url"] or "/"})
        else:
            self.send(200, _page(session), {"Content-Type": "text/html; charset=utf-8"})


def _page(session: Thing) -> str:
    return PAGE.format(
        name=html.escape(session["_name"]),
        amount=session["amount_total"],
        currency=session["currency"].upper(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--secret", default="whsec_test")
    given = parser.parse_args()

    def prepare(base: str) -> None:
        Handler.stub = Stub(base=base, webhook_url=given.webhook_url, secret=given.secret)

    serve(Handler, given.port, prepare)


if __name__ == "__main__":
    main()
