"""Suggestions while others publish and withdraw: nobody waits, nothing is seen too late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from catalog.effects import operations as effects
from catalog.effects.models import Effect
from catalog.search import operations as index
from catalog.search.query import SearchQuery
from catalog.search.suggest import operations, refreshing
from catalog.search.suggest.models import SearchTerm
from catalog.search.suggest.queries import corrections, suggestions
from tests.catalog.search.conftest import START

pytestmark = pytest.mark.django_db(transaction=True)


class Aside:
    """Work in a thread with a connection of its own; what it raises is raised by `join`."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.work()
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def join(self) -> None:
        self.thread.join(20)
        assert not self.thread.is_alive()
        if self.error:
            raise self.error


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def anything(text: str) -> bool:
    return bool(suggestions(text, language="ko"))


def test_a_title_is_offered_to_no_reader_from_the_commit_of_its_withdrawal_on(make_effect):
    effect = make_effect("잠복경찰 무전", "Undercover radio")
    committing, withdrawn, stop = threading.Event(), threading.Event(), threading.Event()
    seen_late: list[bool] = []
    seen_before: list[bool] = []

    def read() -> None:
        while not stop.is_set():
            was_withdrawn = withdrawn.is_set()
            is_seen = anything("잠복") or bool(corrections(SearchQuery("잠복경촬"), language="ko"))
            if was_withdrawn:
                seen_late.append(is_seen)
            elif not committing.is_set():
                seen_before.append(is_seen)

    readers = [Aside(read) for _ in range(2)]
    with transaction.atomic():
        effects.withdraw(effect=effect, by=effect.seller.user, at=START)
        wait_until(lambda: len(seen_before) > 10)
        committing.set()
    withdrawn.set()
    wait_until(lambda: len(seen_late) > 10)
    stop.set()
    for reader in readers:
        reader.join()

    assert all(seen_before)
    assert not any(seen_late)


def test_two_who_publish_the_same_words_do_not_wait_for_each_other(make_effect):
    make_effect("비 바람")
    other = make_effect("빗줄기", index=False)
    Effect.objects.filter(pk=other.pk).update(title_ko="비 바람 천둥")
    ready, done = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            index.index(make_effect("바람 비", index=False))
            ready.set()
            assert done.wait(10)

    slow = Aside(publish_slowly)
    assert ready.wait(10)
    began = time.monotonic()
    index.index(Effect.objects.with_facts().get(pk=other.pk))
    waited = time.monotonic() - began
    done.set()
    slow.join()

    assert waited < 5
    refreshing.refresh(at=START)
    assert SearchTerm.objects.get(kind=SearchTerm.Kind.WORD, term="비").df == 3


def test_a_dead_term_is_not_deleted_under_somebody_who_is_publishing_it(make_effect):
    gone = make_effect("유령선")
    index.remove(gone)
    late = make_effect("유령선 출항", index=False)
    ready, done = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            operations.write([Effect.objects.with_facts().get(pk=late.pk)])
            ready.set()
            assert done.wait(10)

    slow = Aside(publish_slowly)
    assert ready.wait(10)
    refreshing.delete_dead()
    done.set()
    slow.join()

    assert anything("유령")
    assert SearchTerm.objects.filter(kind=SearchTerm.Kind.WORD, term="유령선").exists()


def test_many_publishers_of_new_words_never_block_each_other_for_good(make_effect):
    batches = [
        [
            make_effect(f"{'가나다'[n % 3]}비 {'라마바사'[n % 4]}문 {chr(ord('가') + n)}돌", index=False)
            for n in range(12)
        ]
        for _ in range(3)
    ]

    def publish(batch: list[Effect]) -> Callable[[], None]:
        def work() -> None:
            for effect in batch:
                index.index(Effect.objects.with_facts().get(pk=effect.pk))

        return work

    for publisher in [Aside(publish(batch)) for batch in batches]:
        publisher.join()

    refreshing.refresh(at=START)
    assert SearchTerm.objects.get(kind=SearchTerm.Kind.WORD, term="가비").df == 12
