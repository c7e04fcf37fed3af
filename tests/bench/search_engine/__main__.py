"""`python -m tests.bench.search_engine SIZE…`: build what is not there, measure, print the goals table.

Each size is measured in a process of its own, because each has a database of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.search_engine import database

EACH = 30
BRUTE_FORCE_UP_TO = 100_000


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--client"]:
        from tests.bench.search_engine.database import set_up

        set_up()
        from tests.bench.search_engine import measures

        measures.client(int(arguments[1]), sys.stdin)
    elif arguments[:1] == ["--measure"]:
        print(json.dumps(measured(int(arguments[1]))))
    else:
        show([_in_a_process(int(size)) for size in arguments or ["10000", "100000"]])


def _in_a_process(size: int) -> dict[str, Any]:
    print(f"{size:,} effects…", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "tests.bench.search_engine", "--measure", str(size)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def measured(size: int) -> dict[str, Any]:
    build(size)
    from tests.bench.search_engine import measures

    folder = Path(os.environ["KSOUND_DATA_DIR"])
    works: dict[str, Callable[[], Any]] = {
        "kinds": lambda: measures.by_kind(measures.twin_of(size, folder), each=EACH),
        "deep": measures.deep_pages,
        "publish": measures.publishing,
        "publication": measures.under_publication,
        "pages": measures.pages,
        "estimates": measures.estimates,
        "agreement": lambda: measures.agreement() if size <= BRUTE_FORCE_UP_TO else None,
    }
    found: dict[str, Any] = {"size": size, "load": os.getloadavg()[0]}
    for name, work in works.items():
        started = time.perf_counter()
        found[name] = work()
        print(
            f"  {name} in {time.perf_counter() - started:.0f} s: {found[name]}", file=sys.stderr, flush=True
        )
    return found


def build(size: int) -> None:
    """Effects and their documents; what an earlier run made is kept."""
    database.prepare(size)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from catalog.search import reindexing
    from catalog.search.models import SearchDoc
    from tests.bench.search_engine import catalogue, multiply

    # Suggestions are measured elsewhere.
    reindexing.suggestions.write = lambda batch: None  # type: ignore[attr-defined]
    base = min(size, multiply.BASE)
    started = time.perf_counter()
    catalogue.fill(base)
    print(f"  effects after {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    if SearchDoc.objects.count() < base:
        started = time.perf_counter()
        *_earlier, written = reindexing.rebuild()
        rate = written / (time.perf_counter() - started)
        print(f"  {written:,} documents written, {rate:,.0f}/s with indexes", file=sys.stderr, flush=True)
    if size > base:
        multiply.multiply(size)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE catalog_searchdoc")


def show(results: list[dict[str, Any]]) -> None:
    for one in results:
        _show_size(one)
    print("\ngrowth of p50, mixed")
    for one in results:
        print(f"  {one['size']:>9,}  {one['kinds']['mixed']['ours']['p50']:8.1f} ms")
    first, last = results[0], results[-1]
    if last is not first:
        ratio = last["kinds"]["mixed"]["ours"]["p50"] / first["kinds"]["mixed"]["ours"]["p50"]
        print(
            f"  × {ratio:.1f} from {first['size']:,} to {last['size']:,} (bar: ≤ 10 from 10,000 to 1,000,000)"
        )


def _show_size(one: dict[str, Any]) -> None:
    print(
        f"\n{one['size']:,} effects: 24 results, total, every facet     p50 / p95 in ms, load {one['load']:.1f}"
    )
    for kind, times in one["kinds"].items():
        ours, cpu, theirs = times["ours"], times["cpu"], times["tantivy"]
        ratio = ours["p50"] / theirs["p50"]
        print(
            f"  {kind:<26} {ours['p50']:7.1f} /{ours['p95']:7.1f}   CPU {cpu['p50']:6.1f} /{cpu['p95']:6.1f}   "
            f"Tantivy {theirs['p50']:6.1f} /{theirs['p95']:6.1f}   × {ratio:.1f}"
        )
    print(f"  a further page             {one['deep']['p50']:7.1f} /{one['deep']['p95']:7.1f}")
    print(
        f"  publish → visible          {one['publish']['p50']:7.1f} /{one['publish']['p95']:7.1f}   "
        f"CPU {one['publish']['cpu50']:6.1f} /{one['publish']['cpu95']:6.1f}   (bar: ≤ 2)"
    )
    quiet, busy = one["publication"]["quiet"], one["publication"]["publishing"]
    print(
        f"  4 clients, quiet           {quiet['p50']:7.1f} /{quiet['p95']:7.1f}\n"
        f"  4 clients, 1,000 published {busy['p50']:7.1f} /{busy['p95']:7.1f}   "
        f"p95 × {busy['p95'] / quiet['p95']:.2f} (bar: ≤ 1.5)"
    )
    pages = one["pages"]
    print(
        f"  search page {pages['search']:.1f} ms ({1000 / pages['search']:.0f}/s), "
        f"bare page {pages['bare']:.1f} ms ({1000 / pages['bare']:.0f}/s)"
    )
    error = one["estimates"]
    print(
        f"  estimates, {error['queries']} queries: totals off by {error['total_mean']:.1%} on average, at most "
        f"{error['total_max']:.1%}; counts ≥ 1,000 by {error['counts_mean']:.1%}, p95 {error['counts_p95']:.1%}; "
        f"those of a fiftieth of the hits and more by {error['shares_mean']:.1%}"
    )
    if one["agreement"]:
        print(
            f"  equal to a brute-force count: {one['agreement']['equal']} of {one['agreement']['compared']}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
