"""Sounds on sale as JSON: what the page of a sound shows, without the reader's own licences and cart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from catalog.effects import pricing
from catalog.effects.models import Effect
from catalog.ucs import schedule
from ksound.lib.money import Money

router = Router(tags=["effects"])


class Amount(Schema):
    """Money in the smallest unit of its currency: 5500 of KRW is ₩5,500."""

    minor: int
    currency: str


class LicenceOffer(Schema):
    code: str = Field(description="public, creator, team or production")
    label: str
    price: Amount


class SellerSummary(Schema):
    public_id: str
    name: str


class EffectSummary(Schema):
    """A sound as lists show it; `url`, `preview_url` and `peaks_url` are paths on this host."""

    public_id: str
    title: str = Field(description="in the reader's language, else in the other")
    cat_id: str = Field(description="UCS CatID")
    category: str = Field(description="the CatID in words")
    seller: SellerSummary
    source: str = Field(description="private or public")
    ai_use: str = Field(description="what the seller declares: none, assisted, or empty")
    price: Amount
    licence_codes: list[str]
    duration_ms: int | None
    sample_rate_hz: int | None
    bit_depth: int | None
    channels: int | None
    integrated_lufs: float | None
    published_at: datetime | None
    url: str
    preview_url: str
    peaks_url: str


class EffectDetail(EffectSummary):
    title_ko: str
    title_en: str
    description: str
    keywords: list[str]
    category_code: str
    true_peak_dbtp: float | None
    licences: list[LicenceOffer]


def summary(effect: Effect) -> dict[str, Any]:
    """The fields of `EffectSummary`; `effect` comes with its facts (`with_facts`)."""
    file = effect.file
    return {
        "public_id": effect.public_id,
        "title": effect.title,
        "cat_id": effect.cat_id,
        "category": effect.category_label,
        "seller": {"public_id": effect.seller.public_id, "name": effect.seller.display_name},
        "source": effect.source,
        "ai_use": effect.ai_use,
        "price": _amount(effect.price),
        "licence_codes": effect.licence_codes,
        "duration_ms": file.duration_ms,
        "sample_rate_hz": file.sample_rate_hz,
        "bit_depth": file.bit_depth,
        "channels": file.channels,
        "integrated_lufs": file.integrated_lufs,
        "published_at": effect.published_at,
        "url": effect.get_absolute_url(),
        "preview_url": effect.preview_url,
        "peaks_url": effect.peaks_url,
    }


def detail(effect: Effect) -> dict[str, Any]:
    return summary(effect) | {
        "title_ko": effect.title_ko,
        "title_en": effect.title_en,
        "description": effect.description,
        "keywords": effect.keywords,
        "category_code": schedule.get(effect.cat_id).category_code,
        "true_peak_dbtp": effect.file.true_peak_dbtp,
        "licences": [
            {
                "code": code,
                "label": str(pricing.LICENCES[code].label),
                "price": _amount(pricing.price_of(effect.price, code)),
            }
            for code in effect.licence_codes
        ],
    }


@router.get("/{public_id}", response=EffectDetail, summary="One sound on sale")
def effect_detail(request: HttpRequest, public_id: str) -> dict[str, Any]:
    effect = Effect.objects.on_sale().with_facts().filter(public_id=public_id[:64]).first()
    if effect is None:
        raise Http404
    return detail(effect)


def _amount(money: Money) -> dict[str, Any]:
    return {"minor": money.minor, "currency": money.currency}
