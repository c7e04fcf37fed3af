"""What anyone may read before agreeing to it: terms, privacy, withdrawal, licences. One text per language."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalog.effects.pricing import LICENCES
from marketplace.home.licence_cards import PLAIN
from marketplace.licences import texts


class Document(NamedTuple):
    """A text in `templates/legal/<language>/<name>.html`; a change of meaning is a new version."""

    title: Promise | str
    version: str


DOCUMENTS = {
    "terms": Document(_("Terms of use"), settings.TERMS_VERSION),
    "privacy": Document(_("Privacy policy"), settings.TERMS_VERSION),
    "withdrawal": Document(_("Withdrawal and refunds"), settings.TERMS_VERSION),
    "licences": Document(_("Licences"), texts.VERSION),
}


@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    """One of `DOCUMENTS` in the reader's language."""
    language = "ko" if get_language() == "ko" else "en"
    context = {
        "document": DOCUMENTS[name],
        "text": f"legal/{language}/{name}.html",
        "licences": [(licence, PLAIN[licence.code]) for licence in LICENCES.values()],
    }
    return render(request, "legal/document.html", context)
