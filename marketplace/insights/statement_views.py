"""A seller's statements: on the page, as CSV and as PDF."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ksound.core.text import clean_line
from marketplace.insights.line_names import line_names
from payments.payouts.running import day_of
from payments.statements import period
from payments.statements.composing import compose
from payments.statements.paper import paper
from payments.statements.period import BadPeriod, Days, month_of
from payments.statements.statement import Statement
from payments.statements.table import table
from sellers.registration.access import for_sellers
from sellers.registration.models import Seller

MONTHS = 12
# The page shows the newest; the files have them all.
SHOWN = 200


@require_safe
@for_sellers
def seller_statement(request: HttpRequest, seller: Seller) -> HttpResponse:
    now = timezone.now()
    try:
        days, problem = _days(request, now), ""
    except BadPeriod:
        days = month_of(day_of(now))
        problem = _("Please give two days, the first not after the last. This month is shown.")
    statement = _compose(seller, days, now)
    context = {
        "statement": statement,
        "shown": list(reversed(statement.movements))[:SHOWN],
        "is_cut": len(statement.movements) > SHOWN,
        "months": _months(day_of(now)),
        "problem": problem,
    }
    return render(request, "statements/page.html", context, status=422 if problem else 200)


@require_safe
@for_sellers
def seller_statement_file(request: HttpRequest, seller: Seller, form: str) -> HttpResponse:
    """The same account as a file; 404 for days that are none."""
    now = timezone.now()
    try:
        statement = _compose(seller, _days(request, now), now)
    except BadPeriod as error:
        raise Http404 from error
    if form == "csv":
        content, kind = table(statement), "text/csv; charset=utf-8"
    else:
        content, kind = paper(statement, operator=settings.OPERATOR["name"]), "application/pdf"
    name = f"{_('Statement')}_{_file_name(seller.display_name)}_{statement.days.name}.{form}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "private, no-store",
        },
    )


def _days(request: HttpRequest, now: datetime) -> Days:
    said = {name: clean_line(request.GET.get(name, ""))[:10] for name in ("month", "from", "to")}
    return period.read(month=said["month"], first=said["from"], last=said["to"], today=day_of(now))


def _compose(seller: Seller, days: Days, now: datetime) -> Statement:
    return compose(seller=seller, days=days, names=line_names, at=now)


def _months(today: date) -> list[Days]:
    """This month and those before it, newest first."""
    months = [month_of(today)]
    while len(months) < MONTHS:
        months.append(month_of(months[-1].first - timedelta(days=1)))
    return months


def _file_name(text: str) -> str:
    """A name every file system takes, and no spreadsheet for a formula."""
    return re.sub(r"[^\w가-힣 .()-]+", "_", text).strip(" .-") or "_"
