"""What search engines read of a sound: schema.org Product and AudioObject as JSON-LD."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from catalog.effects import pricing
from catalog.effects.models import Effect

# schema.org asks for MIME types (RFC 6838) in `encodingFormat`.
ENCODING_FORMATS = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "aiff": "audio/aiff",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
}
_IN_STOCK = "https://schema.org/InStock"


def of_effect(
    effect: Effect,
    *,
    picture_url: str,
    rating: dict[str, object] | None,
    absolute: Callable[[str], str],
) -> dict[str, Any]:
    """The sound with all its offers; `absolute` turns a path of this site into a full address.

    `rating` is an AggregateRating; None while nobody has reviewed the sound.
    """
    page = absolute(effect.get_absolute_url())
    terms = absolute(reverse("licences"))
    seller = {
        "@type": "Person" if effect.seller.kind == "individual" else "Organization",
        "name": effect.seller.display_name,
        "url": absolute(effect.seller.get_absolute_url()),
    }
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["Product", "AudioObject"],
        "@id": page,
        "url": page,
        "sku": effect.public_id,
        "name": effect.title,
        "description": effect.description or f"{effect.title}. {effect.category_label}",
        "image": picture_url,
        "category": effect.category_label,
        "keywords": ", ".join(effect.keywords),
        "brand": {"@type": "Brand", "name": effect.seller.display_name},
        "creator": seller,
        "creditText": effect.seller.display_name,
        "license": terms,
        "acquireLicensePage": page,
        "isAccessibleForFree": effect.is_free,
        "duration": _iso_8601(effect.file.duration_ms or 0),
        "offers": [
            _offer(effect, code, page=page, terms=terms, seller=seller) for code in effect.licence_codes
        ],
    }
    other_title = effect.title_ko if effect.title == effect.title_en else effect.title_en
    if other_title and other_title != effect.title:
        said["alternateName"] = other_title
    if encoding := ENCODING_FORMATS.get(effect.file.container):
        said["encodingFormat"] = encoding
    if rating:
        said["aggregateRating"] = rating
    if effect.published_at:
        said["datePublished"] = effect.published_at.date().isoformat()
    return said


def _offer(effect: Effect, code: str, *, page: str, terms: str, seller: dict[str, str]) -> dict[str, Any]:
    price = pricing.price_of(effect.price, code)
    return {
        "@type": "Offer",
        "name": str(pricing.LICENCES[code].label),
        "description": str(pricing.LICENCES[code].summary),
        "url": page,
        "license": terms,
        "availability": _IN_STOCK,
        "price": str(price.minor),  # won have no minor unit
        "priceCurrency": price.currency,
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": str(price.minor),
            "priceCurrency": price.currency,
            "valueAddedTaxIncluded": True,
        },
        "seller": seller,
    }


def _iso_8601(milliseconds: int) -> str:
    return f"PT{milliseconds / 1000:.3f}".rstrip("0").rstrip(".") + "S"
