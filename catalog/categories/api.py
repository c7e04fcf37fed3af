"""The tree of UCS categories as JSON, with the number of sounds on sale."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Field, Router, Schema

from catalog.categories import finding, queries

router = Router(tags=["categories"])


class Kind(Schema):
    """A category or a CatID."""

    code: str
    name: str = Field(description="in the reader's language")
    other_name: str = Field(description="in the other language")
    count: int = Field(description="sounds on sale")
    url: str


class CategoryDetail(Kind):
    cat_ids: list[Kind]


@router.get("", response=list[Kind], summary="All categories")
def category_list(request: HttpRequest) -> list[dict[str, Any]]:
    return [_kind(node) for node in queries.tree(language=_language()).categories]


@router.get("/{code}", response=CategoryDetail, summary="One category with its CatIDs")
def category_detail(request: HttpRequest, code: str) -> dict[str, Any]:
    category = finding.canonical_category(code[:40])
    if category is None:
        raise Http404
    page = queries.category_page(category, language=_language())
    return _kind(page.category) | {"cat_ids": [_kind(node) for node in page.cat_ids]}


def _kind(node: queries.Node) -> dict[str, Any]:
    return {name: getattr(node, name) for name in Kind.model_fields}


def _language() -> str:
    return get_language() or "ko"
