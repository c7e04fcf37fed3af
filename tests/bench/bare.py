"""Two floors for pages: the site's addresses and two more, of 24 cards like ours in a flat template of plain Django.

The one is cards ready in memory and nothing else, no frame, no database. The other is the least a page of this site
can be: its frame, and cards read by one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.urls import path

from catalog.effects.models import Effect
from catalog.effects.rows import Row
from ksound.urls import urlpatterns as of_the_site

CARDS = 24


@dataclass(frozen=True, slots=True)
class Card:
    """What a row of ours shows, each fact ready to be printed."""

    public_id: str
    title: str
    by: str
    cat_id: str
    kind: str
    source: str
    url: str
    preview_url: str
    peaks_url: str
    similar_url: str
    project_url: str
    duration_ms: int
    duration: str
    sound_format: str
    channels: str
    price: str
    is_free: bool

    @classmethod
    def of(cls, effect: Effect) -> Card:
        row = Row.of(effect)
        return cls(
            public_id=effect.public_id,
            title=effect.title,
            by=effect.seller.display_name,
            cat_id=effect.cat_id,
            kind=effect.category_label,
            source=effect.source,
            url=effect.get_absolute_url(),
            preview_url=effect.preview_url,
            peaks_url=effect.peaks_url,
            similar_url=f"{effect.get_absolute_url()}similar/",
            project_url=f"/projects/add/?effect={effect.public_id}",
            duration_ms=effect.file.duration_ms or 0,
            duration=row.duration,
            sound_format=row.sound_format,
            channels=row.channels,
            price=row.price,
            is_free=effect.is_free,
        )


_CARDS = """<ol>
{% for card in cards %}
<li class="effect-row" data-testid="effect-card" tabindex="-1">
  <button class="play" type="button" data-testid="play" data-play data-effect="{{ card.public_id }}"
          data-preview="{{ card.preview_url }}" data-peaks="{{ card.peaks_url }}" data-title="{{ card.title }}"
          data-by="{{ card.by }}" data-url="{{ card.url }}" data-duration-ms="{{ card.duration_ms }}"
          data-lufs="" data-true-peak="" aria-label="{{ card.title }} 재생">
    <svg class="play__start" viewBox="0 0 24 24" aria-hidden="true"><path d="M7.5 4.5v15L20 12 7.5 4.5Z" /></svg>
    <svg class="play__pause" viewBox="0 0 24 24" aria-hidden="true"><path d="M6.5 5h4v14h-4z" /></svg>
  </button>
  <div class="effect-row__wave">
    <ksound-waveform data-testid="waveform" data-peaks="{{ card.peaks_url }}"
                     data-effect="{{ card.public_id }}"></ksound-waveform>
  </div>
  <div class="effect-row__title">
    <a href="{{ card.url }}" data-title-link>{{ card.title }}</a>
    <p class="effect-row__meta">
      {% if card.source == "public" %}<span class="badge badge--public">공공</span>
      {% else %}<span class="badge badge--quiet">창작자</span>{% endif %}
      <span class="code">{{ card.cat_id }}</span>
      <span class="effect-row__kind">{{ card.kind }}</span>
      <a class="effect-row__similar" href="{{ card.similar_url }}" data-similar
         aria-label="{{ card.title }}와 비슷한 소리">비슷한 소리</a>
    </p>
  </div>
  <span class="effect-row__length">{{ card.duration }}</span>
  <span class="effect-row__format">{{ card.sound_format }} <span>{{ card.channels }}</span></span>
  <span class="price effect-row__price" data-testid="price"
        {% if card.is_free %}data-free{% endif %}>{{ card.price }}</span>
  <div class="keep">
    <button class="tool keep__heart" type="submit" form="favourite-form" name="add" value="{{ card.public_id }}"
            data-favourite data-title="{{ card.title }}" aria-pressed="false" aria-label="즐겨찾기: {{ card.title }}">
      <svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#heart"></use></svg>
    </button>
    <a class="tool" href="{{ card.project_url }}" data-project-add aria-label="프로젝트에 추가: {{ card.title }}">
      <svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#folder-add"></use></svg>
    </a>
    <button class="tool keep__queue" type="button" data-enqueue value="{{ card.public_id }}"
            aria-label="대기열에 추가: {{ card.title }}">
      <svg class="icon" aria-hidden="true"><use href="/static/img/icons.svg#queue-add"></use></svg>
    </button>
  </div>
</li>
{% endfor %}
</ol>"""
_ALONE = f'<!DOCTYPE html><html lang="ko"><head><title>24</title></head><body>{_CARDS}</body></html>'
_FRAMED = f'{{% extends "base.html" %}}{{% block content %}}{_CARDS}{{% endblock %}}'

# Filled by the measurement before it asks for the page.
cards: list[Card] = []


@cache
def _template(text: str) -> Template:
    return Template(text)


def newest() -> list[Card]:
    return [Card.of(effect) for effect in Effect.objects.on_sale().with_facts().newest_first()[:CARDS]]


def alone(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_template(_ALONE).render(Context({"cards": cards})))


def framed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_template(_FRAMED).render(RequestContext(request, {"cards": newest()})))


urlpatterns = [
    path("bare/", alone, name="bare-alone"),
    path("framed/", framed, name="bare-framed"),
    *of_the_site,
]
