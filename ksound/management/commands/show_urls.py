"""`show_urls`: every address of the site, its name, its methods and who may call it."""

from __future__ import annotations

import inspect
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver


class Command(BaseCommand):
    help = "List every URL: pattern, name, methods, who may call it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = list(rows_of(get_resolver()))
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            self.stdout.write("  ".join(row.values()))


def rows_of(resolver: URLResolver, prefix: str = "/") -> Iterator[dict[str, str]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from rows_of(entry, pattern)
        else:
            yield row_of(entry, pattern)


def row_of(entry: URLPattern, pattern: str) -> dict[str, str]:
    return {
        "pattern": pattern,
        "name": entry.name or "",
        "methods": " ".join(methods_of(entry.callback)) or "any",
        "who": who_of(entry.callback, pattern),
    }


def methods_of(view: Callable[..., Any] | None) -> list[str]:
    """Read from the `require_http_methods` decorator, wherever it stands in the pile, or from the API's operations."""
    for layer in layers_of(view):
        known = inspect.getclosurevars(layer).nonlocals
        operations = getattr(known.get("self"), "operations", ())
        allowed = known.get("request_method_list") or {one for each in operations for one in each.methods}
        if allowed:
            return sorted(allowed)
    return []


def who_of(view: Callable[..., Any] | None, pattern: str) -> str:
    if pattern.startswith("/admin/"):
        return "staff"
    names = {
        layer.__code__.co_qualname if hasattr(layer.__code__, "co_qualname") else ""
        for layer in layers_of(view)
    }
    if any(name.startswith("for_sellers") for name in names):
        return "sellers"
    return "signed in" if any(name.startswith("user_passes_test") for name in names) else "anyone"


def layers_of(view: Callable[..., Any] | None) -> Iterator[Any]:
    while view is not None and hasattr(view, "__code__"):
        yield view
        view = getattr(view, "__wrapped__", None)
