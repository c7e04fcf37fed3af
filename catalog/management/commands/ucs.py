"""`ucs parse | format | suggest | load`: file names and CatIDs from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.categories import operations
from catalog.ucs import schedule
from catalog.ucs.filename import Reading, UcsName, parse
from catalog.ucs.formatting import NameRefused, format_name
from catalog.ucs.suggest import Suggestion, suggest

_BLOCKS = tuple(field.name for field in fields(UcsName))


class Command(BaseCommand):
    help = "Read and write UCS file names; suggest CatIDs for a title; load the schedule."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        reading = actions.add_parser("parse", help="read file names; - takes one a line from stdin")
        reading.add_argument("names", nargs="+", metavar="NAME")
        _add_policy(reading)
        writing = actions.add_parser("format", help="write a file name; - takes one JSON object a line")
        writing.add_argument("source", nargs="?", choices=["-"], help="read the fields from stdin")
        for block in _BLOCKS:
            writing.add_argument(f"--{block.replace('_', '-')}", f"--{block}", dest=block)
        _add_policy(writing)
        suggesting = actions.add_parser("suggest", help="five likely CatIDs; - takes one title a line")
        suggesting.add_argument("text", nargs="*", metavar="TEXT")
        suggesting.add_argument("--title", default="")
        suggesting.add_argument("--description", default="")
        suggesting.add_argument("--tags", default="", help="separated by commas")
        suggesting.add_argument("--folder", default="")
        suggesting.add_argument("--lang", choices=["ko", "en"], default="ko", help="of the category names")
        loading = actions.add_parser("load", help="write the schedule into the database, again if wanted")
        for action in (reading, writing, suggesting, loading):
            action.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        actions = {
            "parse": self._parse,
            "format": self._format,
            "suggest": self._suggest,
            "load": self._load,
        }
        actions[options["action"]](options)

    def _parse(self, options: dict[str, Any]) -> None:
        policy = _policy(options)
        is_stream = options["names"] == ["-"]
        names = _lines() if is_stream else options["names"]
        documents = (_document(name, policy) for name in names)
        if options["json"]:
            self._write_json(documents, is_stream=is_stream or len(options["names"]) > 1)
            return
        for document in documents:
            told = {key: value for key, value in document.items() if value and key != "repaired"}
            self.stdout.write("  ".join(f"{key}={value}" for key, value in told.items()))

    def _format(self, options: dict[str, Any]) -> None:
        is_stream = options["source"] == "-"
        given = _objects() if is_stream else [{block: options[block] for block in _BLOCKS}]
        has_refused = False
        for fields_given in given:
            document = _written(fields_given, _policy(options))
            has_refused = has_refused or document["error"] is not None
            if options["json"] or is_stream:
                self._write_json([document], is_stream=True)
            elif document["error"] is None:
                self.stdout.write(str(document["name"]))
            else:
                raise CommandError(str(document["error"]))
        if has_refused and not is_stream:
            sys.exit(1)

    def _suggest(self, options: dict[str, Any]) -> None:
        is_stream = options["text"] == ["-"]
        titles = _lines() if is_stream else [" ".join([options["title"], *options["text"]]).strip()]
        described = {"description": options["description"], "folder": options["folder"]}
        for title in titles:
            found = suggest(title, tags=options["tags"].split(","), **described)
            if options["json"] or is_stream:
                self._write_json([[_suggested(one) for one in found]], is_stream=True)
                continue
            for suggestion in found:
                label = suggestion.label(options["lang"])
                self.stdout.write(
                    f"{suggestion.cat_id:<12} {suggestion.score:.2f}  {label}  ({suggestion.reason})"
                )

    def _load(self, options: dict[str, Any]) -> None:
        loaded = operations.load()
        if options["json"]:
            self._write_json([{"version": schedule.VERSION, **asdict(loaded)}], is_stream=False)
            return
        self.stdout.write(
            f"UCS {schedule.VERSION}: {loaded.cat_ids} CatIDs in {loaded.categories} categories, "
            f"{loaded.retired} of earlier versions kept."
        )

    def _write_json(self, documents: Iterable[object], *, is_stream: bool) -> None:
        for document in documents:
            self.stdout.write(json.dumps(document))
            if is_stream:
                self.stdout.flush()


def _add_policy(parser: ArgumentParser) -> None:
    parser.add_argument("--vendor", choices=["declared", "hyphen"], default="declared")
    parser.add_argument("--vendors", "--vendor-categories", default="", help="declared, separated by commas")
    parser.add_argument("--creators", default="", help="registered CreatorIDs, separated by commas")
    parser.add_argument("--repair", action="store_true")


def _policy(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "vendor": options["vendor"],
        "vendors": _listed(options["vendors"]),
        "creators": _listed(options["creators"]),
        "repair": options["repair"],
    }


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _lines() -> Iterator[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


def _objects() -> Iterator[dict[str, Any]]:
    for line in _lines():
        try:
            given = json.loads(line)
        except ValueError:
            given = None
        yield given if isinstance(given, dict) else {}


def _document(name: str, policy: dict[str, Any]) -> dict[str, Any]:
    literal = parse(name, **policy)
    repaired = parse(name, **{**policy, "repair": True})
    return {"name": name, **_told(literal), "repaired": _told(repaired)}


def _told(reading: Reading) -> dict[str, Any]:
    return {
        "level": reading.level,
        "error": reading.error,
        "warnings": list(reading.warnings),
        **asdict(reading.name),
        "variation": reading.name.variation,
        "vendor_guess": reading.name.vendor_guess,
    }


def _suggested(suggestion: Suggestion) -> dict[str, Any]:
    return {"cat_id": suggestion.cat_id, "score": suggestion.score, "reason": suggestion.reason}


def _written(given: dict[str, Any], policy: dict[str, Any]) -> dict[str, Any]:
    known = {block: given.get(block) for block in _BLOCKS}
    if not all(value is None or isinstance(value, str) for value in known.values()):
        return {"name": None, "error": "not_text"}
    try:
        return {"name": format_name(UcsName(**known), **policy), "error": None}
    except NameRefused as refused:
        return {"name": None, "error": refused.code}
