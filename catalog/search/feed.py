"""New sounds as an Atom feed (RFC 4287): of everything, of a category, or of any search."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from catalog.effects.models import Effect
from catalog.search import queries
from catalog.search.query import SearchQuery
from ksound.core.templatetags.ksound import duration

ENTRIES = 50
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@require_safe
def new_sounds(request: HttpRequest) -> HttpResponse:
    """The newest sounds that the search of the same parameters finds; nothing when it finds nothing itself."""
    asked = SearchQuery.from_params(dict(request.GET.lists())).with_values(sort="newest")
    language = get_language() or "ko"
    page = queries.search(asked, language=language, limit=ENTRIES)
    feed = _Feed(
        title=_title(asked),
        link=request.build_absolute_uri(reverse("search") + asked.url),
        feed_url=request.build_absolute_uri(reverse("search-feed") + asked.url),
        description=None,
        language=language,
    )
    for effect in page.effects if page.is_answer else []:
        _add(feed, effect, request)
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Of an empty feed not the present moment, which would be a change at every request."""
        return super().latest_post_date() if self.items else _BEGINNING


def _title(query: SearchQuery) -> str:
    if query.text:
        return gettext("New sounds for “%(text)s”") % {"text": query.text} + " · K-Sound Library"
    return gettext("New sounds") + " · K-Sound Library"


def _add(feed: Atom1Feed, effect: Effect, request: HttpRequest) -> None:
    address = request.build_absolute_uri(effect.get_absolute_url())
    facts = [effect.category_label, duration(effect.file.duration_ms), effect.seller.display_name]
    feed.add_item(
        title=effect.title,
        link=address,
        unique_id=f"urn:ksound:effect:{effect.public_id}",
        description=escape(effect.description or " · ".join(facts)),  # readers take it for HTML
        pubdate=effect.published_at,
        updateddate=effect.published_at,
        author_name=effect.seller.display_name,
        categories=[effect.cat_id, effect.category_label],
    )
