"""The figures: each function measures one thing and returns it as plain numbers."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.db import connection, transaction
from django.test import Client

from catalog.effects.models import Effect
from catalog.search import browsing, document, operations
from catalog.search.models import SearchDoc
from catalog.search.postgresql import PostgreSQLBackend
from catalog.search.query import SearchQuery
from tests.bench.search_engine import brute_force, workload
from tests.bench.search_engine.twin import Twin

Times = dict[str, float]
ENGINE = PostgreSQLBackend()
CLIENTS, PUBLISHED = 4, 1_000


def percentiles(seconds: Sequence[float]) -> Times:
    """p50 and p95 in ms."""
    ordered = sorted(seconds)
    return {"p50": ordered[len(ordered) // 2] * 1000, "p95": ordered[int(len(ordered) * 0.95)] * 1000}


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that pass, and seconds of CPU: of this thread and of the server process that works for it.

    The second says more on a machine that does other things as well.
    """
    connection.ensure_connection()
    with open(f"/proc/{connection.connection.get_backend_pid()}/schedstat") as server:
        before, own = int(server.read().split()[0]), time.thread_time()
        seconds = timed(work)
        server.seek(0)
        return seconds, (int(server.read().split()[0]) - before) / 1e9 + time.thread_time() - own


def by_kind(twin: Twin, *, each: int) -> dict[str, dict[str, Times]]:
    """Kind → engine → times, the same queries in turn; “mixed” is all of them together, “cpu” ours without waiting."""
    for query in workload.mixed(each=3, seed=3):
        ENGINE.find(query)
        twin.ask(query)
    found: dict[str, dict[str, Times]] = {}
    everything: list[tuple[float, float, float]] = []
    for kind, queries in workload.queries(each=each).items():
        each_one = [(*spent(lambda q=q: ENGINE.find(q)), timed(lambda q=q: twin.ask(q))) for q in queries]  # type: ignore[misc]
        found[kind] = _by_engine(each_one)
        everything += each_one
    found["mixed"] = _by_engine(everything)
    return found


def _by_engine(times: Sequence[tuple[float, float, float]]) -> dict[str, Times]:
    ours, cpu, theirs = zip(*times, strict=True)
    return {"ours": percentiles(ours), "cpu": percentiles(cpu), "tantivy": percentiles(theirs)}


def deep_pages(pages: int = 40) -> Times:
    """The same list paged on and on: what a page costs, the first and the last ones alike."""
    query, seconds = SearchQuery(sort="newest"), []
    for _ in range(pages):
        started = time.perf_counter()
        found = ENGINE.find(query)
        seconds.append(time.perf_counter() - started)
        if not found.next_cursor:
            break
        query = query.with_values(cursor=found.next_cursor)
    return percentiles(seconds)


def publishing(number: int = 100) -> Times:
    """Writing a document so that a search in the same transaction finds it; nothing is left behind.

    By a process that has published before, so that it knows the words of the categories. `cpu50` and `cpu95` without
    waiting.
    """
    times: list[tuple[float, float]] = []
    effects = list(Effect.objects.with_facts().order_by("-pk")[:number])
    for effect in effects:
        document.columns(effect)
    for effect in effects:
        with transaction.atomic():
            SearchDoc.objects.filter(pk=effect.pk).delete()
            times.append(spent(lambda one=effect: operations.index(one)))  # type: ignore[misc]
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT EXISTS (SELECT 1 FROM catalog_searchdoc WHERE effect_id = %s)", [effect.pk]
                )
                assert cursor.fetchone() == (True,)
            transaction.set_rollback(True)
    seconds, cpu = zip(*times, strict=True)
    of_cpu = percentiles(cpu)
    return percentiles(seconds) | {"cpu50": of_cpu["p50"], "cpu95": of_cpu["p95"]}


def under_publication() -> dict[str, Times]:
    """p50 and p95 of four clients, quiet and while a thousand effects are published one after another."""
    found = {"quiet": _clients(lambda: time.sleep(10)), "publishing": _clients(_publish)}
    browsing.fold()
    return found


def _publish() -> None:
    for effect in Effect.objects.with_facts().order_by("-pk")[:PUBLISHED]:
        with transaction.atomic():
            SearchDoc.objects.filter(pk=effect.pk).delete()
        with transaction.atomic():
            operations.index(effect)


def _clients(work: Callable[[], object]) -> Times:
    """What four other processes measure while `work` runs."""
    command = [sys.executable, "-m", "tests.bench.search_engine", "--client"]
    running = [
        subprocess.Popen([*command, str(seed)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for seed in range(CLIENTS)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    work()
    seconds = [float(part) for one in running for part in one.communicate("stop\n")[0].split()]
    return percentiles(seconds)


def pages(rounds: int = 40) -> Times:
    """Server time of the results page and of a page that does nothing."""
    client = Client(SERVER_NAME="localhost")
    addresses = {"bare page": "/healthz", "search page": "/search/?q="}
    words = [query.text for query in workload.mixed(each=rounds, seed=4) if query.text][:rounds]
    for address in addresses.values():
        client.get(address)
    bare = statistics.median(timed(lambda: client.get("/healthz")) for _ in words)
    search = statistics.median(timed(lambda word=word: client.get("/search/", {"q": word})) for word in words)  # type: ignore[misc]
    return {"bare": bare * 1000, "search": search * 1000}


def agreement(number: int = 200) -> dict[str, int]:
    """Random queries whose counts equal those of a brute-force count, of how many with exact counts."""
    known, compared, equal = brute_force.facts(), 0, 0
    for query in brute_force.random_queries(number, seed=5):
        found = ENGINE.find(query, exact=True)
        if found.tier != "exact":
            continue
        compared += 1
        total, counts = brute_force.expected(query, known)
        equal += found.total == total and brute_force.agrees(found.counts, counts)
    return {"compared": compared, "equal": equal}


def estimates(number: int = 60) -> dict[str, float]:
    """How far the sample is from the truth where it is used: totals, and counts of 1,000 and more."""
    totals: list[float] = []
    counts: list[float] = []
    shares: list[float] = []
    for query in workload.mixed(each=number // 4, seed=6):
        about = ENGINE.find(query)
        if not about.is_estimated:
            continue
        right = ENGINE.find(query, exact=True)
        totals.append(abs(about.total - right.total) / right.total)
        errors = [
            (hits, abs(about.counts.get(name, {}).get(value, 0) - hits) / hits)
            for name, values in right.counts.items()
            for value, hits in values.items()
            if hits >= 1_000 and name != "seller"
        ]
        counts += [error for _hits, error in errors]
        shares += [error for hits, error in errors if hits >= right.total / 50]
    return {
        "queries": len(totals),
        "total_mean": statistics.fmean(totals or [0]),
        "total_max": max(totals, default=0),
        "shares_mean": statistics.fmean(shares or [0]),
        "counts_mean": statistics.fmean(counts or [0]),
        "counts_p95": sorted(counts)[int(len(counts) * 0.95)] if counts else 0,
    }


def client(seed: int, lines: Iterable[str]) -> None:
    """One of the four: searches from “go” to “stop” and prints each time in seconds."""
    import threading

    queries, stop, seconds = workload.mixed(each=40, seed=100 + seed), threading.Event(), []
    for query in queries[:8]:
        ENGINE.find(query)
    reader = iter(lines)
    print("ready", flush=True)
    next(reader)
    threading.Thread(target=lambda: [next(reader), stop.set()], daemon=True).start()  # type: ignore[func-returns-value]
    while not stop.is_set():
        for query in queries:
            seconds.append(timed(lambda q=query: ENGINE.find(q)))  # type: ignore[misc]
            if stop.is_set():
                break
    print(*seconds)


def twin_of(size: int, folder: Path) -> Twin:
    twin = Twin(folder / f"tantivy-{size}")
    twin.fill(size)
    return twin
