"""Checkout and a buyer's orders."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.audio.convert import Format
from ksound.core.views import signed_in
from ksound.lib.money import Money
from marketplace.cart import operations as cart_operations
from marketplace.cart import queries as carts
from marketplace.downloads import formats
from marketplace.orders import bought, checkout, operations, queries
from marketplace.orders.forms import CheckoutForm
from marketplace.orders.models import Order
from payments.charges.opening import AlreadyPaid, PaymentUnderWay
from payments.charges.operations import NotOpen
from payments.providers.base import ClientAction, Declined, ProviderError, Redirect


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkout_page(request: HttpRequest) -> HttpResponse:
    contents = carts.contents(carts.find(user=signed_in(request), session=request.session))
    if not contents.can_check_out or contents.changed:
        return redirect("cart")
    providers = queries.providers_for(contents.total)
    form = CheckoutForm(
        request.POST if request.method == "POST" else None,
        providers=[choice.code for choice in providers],
        is_free=not contents.total,
        initial={"total": contents.total.minor},
    )
    if request.method == "POST" and form.is_valid():
        return _place(request, form)
    context = {
        "lines": contents.lines,
        "total": contents.total,
        "providers": providers,
        "form": form,
    }
    return render(request, "checkout/checkout.html", context, status=422 if form.errors else 200)


def _place(request: HttpRequest, form: CheckoutForm) -> HttpResponse:
    buyer = signed_in(request)
    given: dict[str, Any] = form.cleaned_data
    try:
        order = operations.place(
            cart=cart_operations.cart_for(user=buyer, session=request.session),
            buyer=buyer,
            seen_total=Money.krw(given["total"]),
            terms_version=settings.TERMS_VERSION,
            at=timezone.now(),
        )
    except operations.PriceChanged as change:
        messages.warning(request, _("A price changed: the total is now %(total)s.") % {"total": change.total})
        return redirect("checkout")
    except (operations.NotAvailable, operations.NothingToBuy):
        messages.error(request, _("Something in your cart can no longer be bought. Please look it over."))
        return redirect("cart")
    if order.is_paid:
        return redirect(order)
    return _to_provider(request, order, given["provider"])


def _to_provider(request: HttpRequest, order: Order, provider: str) -> HttpResponse:
    """Send the buyer to the payment page; every failure leaves order and cart as they were."""
    order_url = request.build_absolute_uri(order.get_absolute_url())
    try:
        step = checkout.begin(
            order=order,
            provider=provider,
            return_url=request.build_absolute_uri(reverse("payment-return", args=[order.public_id])),
            cancel_url=order_url,
            at=timezone.now(),
        )
    except AlreadyPaid:
        checkout.come_back(order=order, params={}, at=timezone.now())
        return redirect(order)
    except PaymentUnderWay:
        messages.info(request, _("A payment for this order is being processed. This page follows it."))
        return redirect(order)
    except Declined:
        messages.error(
            request, _("The payment was declined. Nothing was charged; try another card or way to pay.")
        )
        return redirect("checkout")
    except (ProviderError, NotOpen):
        messages.error(
            request,
            _("The payment company does not answer. Nothing was charged; please try again in a minute."),
        )
        return redirect("checkout")
    if isinstance(step, ClientAction):
        return redirect("payment-window", step.provider_ref)
    return redirect(step.url) if isinstance(step, Redirect) else redirect(order)


@login_required
@require_safe
def payment_return(request: HttpRequest, public_id: str) -> HttpResponse:
    """Back from the payment page. The address proves nothing: the provider is asked."""
    order = _mine(request, public_id)
    checkout.come_back(order=order, params=request.GET.dict(), at=timezone.now())
    return redirect(order)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The order; POST tries to pay it again."""
    if request.method == "POST":
        order = _mine(request, public_id)
        if order.state == Order.State.AWAITING:
            return _to_provider(request, order, request.POST.get("provider", "")[:16])
    return order_page(request, public_id, archive_format=_archive_format(request))


def order_page(
    request: HttpRequest, public_id: str, *, status: int = 200, archive_format: Format | None = None
) -> HttpResponse:
    """The page of one order; 409 for somebody who asked for a file that is not there yet."""
    response = render(
        request, "orders/detail.html", _detail(_mine(request, public_id), archive_format), status=status
    )
    if status == 409:
        response["Retry-After"] = "5"
    return response


@login_required
@require_safe
def order_status(request: HttpRequest, public_id: str) -> HttpResponse:
    context = _detail(_mine(request, public_id), _archive_format(request))
    return render(request, "orders/detail.html#status", context)


@login_required
@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    return render(request, "orders/list.html", {"orders": queries.orders_of(signed_in(request))})


def _archive_format(request: HttpRequest) -> Format | None:
    """The format all sounds were asked for in; the original for what is none."""
    try:
        return formats.read(request.GET.get("all", ""))
    except formats.UnknownFormat:
        return None


def _detail(order: Order, archive_format: Format | None) -> dict[str, Any]:
    attempt = checkout.latest_attempt(order) if order.total else None
    is_open = order.state == Order.State.AWAITING
    # Waiting for the provider's word, not for the buyer to start.
    under_way = is_open and attempt is not None and attempt.is_open
    lines = bought.lines(order)
    archive = bought.archive(order, lines, archive_format)
    making = bought.parts_being_made(lines, archive)
    return {
        "order": order,
        "lines": lines,
        "archive": archive,
        "formats": formats.LABELS.items(),
        "formats_offered": any(line.offers for line in lines),
        "making_ids": ",".join(f"#{part}" for part in making),
        "is_making": bool(making),
        "attempt": attempt,
        "under_way": under_way,
        "can_retry": is_open,
        "providers": queries.providers_for(order.total) if is_open else [],
    }


def _mine(request: HttpRequest, public_id: str) -> Order:
    order = queries.order_of(buyer=signed_in(request), public_id=public_id)
    if order is None:
        raise Http404
    return order
