"""PostgreSQL and Redis are killed without warning; nothing acknowledged is lost and the next start serves."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from ksound.lib.embedded import process
from tests.faults.holding import Holder, reachable_folder


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


def parent_of(pid: int) -> int:
    seen = process.look_at(pid)
    assert seen is not None
    return seen.parent


def is_zombie(pid: int) -> bool:
    seen = process.look_at(pid)
    return seen is not None and seen.state == "Z"


def test_a_killed_postgresql_comes_back_with_every_commit(data_dir: Path) -> None:
    holder = Holder(data_dir)
    holder.query("CREATE TABLE kept (number int)")
    for number in range(20):
        holder.query(f"INSERT INTO kept VALUES ({number})")
    os.kill(holder.postgres_pid(), signal.SIGKILL)
    again = Holder(data_dir)
    assert again.query("SELECT count(*) FROM kept") == [(20,)]
    again.leave()
    holder.leave()


def test_a_killed_redis_comes_back_with_every_entry(data_dir: Path) -> None:
    holder = Holder(data_dir)
    for number in range(1000):
        holder.redis().rpush("queue", number)
    os.kill(holder.redis_pid(), signal.SIGKILL)
    again = Holder(data_dir)
    assert again.redis().llen("queue") == 1000
    again.leave()
    holder.leave()


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_a_dead_server_nobody_has_reaped_is_not_taken_for_a_live_one(data_dir: Path, service: str) -> None:
    holder = Holder(data_dir)
    server = holder.postgres_pid() if service == "postgres" else holder.redis_pid()
    keeper = parent_of(server)
    os.kill(keeper, signal.SIGSTOP)
    try:
        os.kill(server, signal.SIGKILL)
        assert process.wait_until(lambda: is_zombie(server), seconds=5)
        again = Holder(data_dir)
        assert again.query("SELECT 1") == [(1,)]
        assert again.redis().ping()
        again.leave()
    finally:
        os.kill(keeper, signal.SIGCONT)
    holder.leave()


def test_a_pid_file_naming_a_stranger_is_not_believed(data_dir: Path) -> None:
    holder = Holder(data_dir)
    pid_file = data_dir / "postgres" / "postmaster.pid"
    text = pid_file.read_text()
    os.kill(holder.postgres_pid(), signal.SIGKILL)
    assert process.wait_until(
        lambda: not process.working_in(data_dir / "postgres", program="postgres"), seconds=10
    )
    pid_file.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    again = Holder(data_dir)
    assert again.query("SELECT 1") == [(1,)]
    again.leave()
    holder.leave()


def test_a_killed_keeper_does_not_take_the_server_with_it(data_dir: Path) -> None:
    holder = Holder(data_dir)
    server = holder.postgres_pid()
    os.kill(parent_of(server), signal.SIGKILL)
    assert holder.query("SELECT 1") == [(1,)]
    holder.leave()
    assert process.working_in(data_dir / "postgres", program="postgres") == []


def test_a_server_with_a_busy_child_is_started_again(data_dir: Path) -> None:
    holder = Holder(data_dir)
    children = [seen.pid for seen in process.working_in(data_dir / "postgres", program="postgres")[1:]]
    os.kill(children[-1], signal.SIGSTOP)
    os.kill(holder.postgres_pid(), signal.SIGKILL)
    again = Holder(data_dir)
    assert again.query("SELECT 1") == [(1,)]
    again.leave()
    holder.leave()
