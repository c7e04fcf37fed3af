"""PostgreSQL and Redis for whoever has set up nothing."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import environ
import pytest

from ksound.lib.embedded import binaries, process
from ksound.lib.embedded.account import Account
from ksound.lib.embedded.errors import EmbeddedServiceError
from ksound.lib.embedded.places import private_folder
from ksound.lib.embedded.postgres_server import shared_buffers_mib
from tests.faults.holding import ORDINARY, Holder, interpreter_for, reachable_folder, servers_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers under another account")
GIB = 2**30


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


def both_answer(holder: Holder) -> bool:
    return holder.query("SELECT 1") == [(1,)] and bool(holder.redis().ping())


def test_a_folder_with_a_space_and_korean_letters_serves() -> None:
    with reachable_folder("내 소리 's") as folder:
        holder = Holder(folder)
        assert both_answer(holder)
        holder.leave()
        assert servers_of(folder) == []


def test_a_path_longer_than_a_socket_name_allows_serves() -> None:
    with reachable_folder("/".join(["소리" * 12] * 4)) as folder:
        assert len(os.fsencode(folder)) > 107
        holder = Holder(folder)
        assert both_answer(holder)
        holder.leave()


def test_the_address_is_read_by_the_settings_parser() -> None:
    with reachable_folder("소리, 둘 + 셋") as folder:
        holder = Holder(folder)
        parsed = environ.Env.db_url_config(holder.said["database_url"])
        holder.leave()
    assert parsed["NAME"] == parsed["USER"] == "ksound"
    assert parsed["HOST"] == ""
    assert parsed["OPTIONS"]["host"].startswith("/")
    assert "%" not in parsed["OPTIONS"]["host"]


def test_two_commands_at_once_share_one_server(data_dir: Path) -> None:
    both = [Holder(data_dir, wait=False) for _ in range(2)]
    first, second = (holder.wait_until_ready() for holder in both)
    assert first.said == second.said
    assert len(process.working_in(data_dir / "redis", program="redis-server")) == 1
    first.leave()
    assert both_answer(second)
    second.leave()
    assert servers_of(data_dir) == []


def test_a_killed_command_leaves_no_server_behind(data_dir: Path) -> None:
    holder = Holder(data_dir)
    assert servers_of(data_dir)
    holder.kill()
    assert process.wait_until(lambda: not servers_of(data_dir), seconds=10)


def test_a_killed_command_does_not_stop_the_others(data_dir: Path) -> None:
    victim, other = Holder(data_dir), Holder(data_dir)
    before = servers_of(data_dir)[0]
    victim.kill()
    assert both_answer(other)
    assert servers_of(data_dir)[0] == before
    other.leave()


def test_strangers_on_the_machine_are_not_let_in(data_dir: Path) -> None:
    holder = Holder(data_dir)
    assert (data_dir / "postgres").stat().st_mode & 0o077 == 0
    assert (data_dir / "redis").stat().st_mode & 0o077 == 0
    assert (data_dir / "postgres.password").stat().st_mode & 0o077 == 0
    assert holder.query("SHOW listen_addresses") == [("",)]
    assert "trust" not in "".join(
        line
        for line in (data_dir / "postgres" / "pg_hba.conf").read_text().splitlines()
        if not line.startswith("#")
    )
    holder.leave()


def test_text_is_unicode_and_letters_beyond_ascii_have_two_cases(data_dir: Path) -> None:
    holder = Holder(data_dir)
    assert holder.query("SELECT upper('é'), current_setting('server_encoding')") == [("É", "UTF8")]
    assert holder.query("SHOW max_wal_size") == [("512MB",)]
    holder.leave()


@as_root
def test_the_servers_do_not_run_as_root(data_dir: Path) -> None:
    holder = Holder(data_dir)
    owners = {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data_dir)}
    holder.leave()
    assert owners == {65534}


@as_root
def test_a_private_home_stays_private(data_dir: Path) -> None:
    home = data_dir / "home"
    home.mkdir(mode=0o700)
    folder = home / "var"
    holder = Holder(folder)
    holder.query("CREATE TABLE kept AS SELECT 7 AS number")
    holder.leave()
    again = Holder(folder)
    assert again.query("SELECT number FROM kept") == [(7,)]
    assert home.stat().st_mode & 0o777 == 0o700
    assert (folder / "postgres").resolve().is_relative_to("/var/lib/ksound")
    again.leave()
    for link in (folder / "postgres", folder / "redis"):
        link.rename(data_dir / link.name)


@as_root
def test_programs_in_a_private_home_are_run_from_a_copy(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = data_dir / "home"
    home.mkdir(mode=0o700)
    package = binaries.postgres_folder().parent
    for name in (f"{package.name}/pginstall18", f"{package.name}.libs"):
        shutil.copytree(package.parent / name, home / name, symlinks=True)
    monkeypatch.setattr(binaries, "SHARED_ROOT", data_dir / "shared")
    nobody = Account(65534, 65534, is_other=True)
    found = binaries.reachable_by(nobody, home / package.name / "pginstall18", program="bin/postgres")
    assert found.is_relative_to(data_dir / "shared")
    assert nobody.succeeds([str(found / "bin" / "initdb"), "--version"])
    assert home.stat().st_mode & 0o777 == 0o700


@as_root
def test_a_full_disk_is_named_in_one_sentence(data_dir: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(data_dir)], check=False)
    if mounted.returncode:
        pytest.skip("this container may not mount")
    try:
        data_dir.chmod(0o755)
        holder = Holder(data_dir)
        assert "is full: free some space" in holder.said["error"]
        assert not (data_dir / "postgres").exists()
        holder.leave()
    finally:
        subprocess.run(["umount", str(data_dir)], check=True)


@as_root
def test_an_ordinary_user_begins_and_root_goes_on(data_dir: Path) -> None:
    if interpreter_for(ORDINARY) is None:
        pytest.skip("another account cannot reach this Python")
    ORDINARY.give(data_dir)
    ordinary = Holder(data_dir, account=ORDINARY)
    ordinary.query("CREATE TABLE kept AS SELECT 7 AS number")
    ordinary.leave()
    root = Holder(data_dir)
    assert root.query("SELECT number FROM kept") == [(7,)]
    root.leave()
    back = Holder(data_dir, account=ORDINARY)
    assert both_answer(back)
    back.leave()


@as_root
def test_a_folder_of_somebody_else_is_named_in_one_sentence(data_dir: Path) -> None:
    if interpreter_for(ORDINARY) is None:
        pytest.skip("another account cannot reach this Python")
    holder = Holder(data_dir, account=ORDINARY)
    assert "cannot be written by this user" in holder.said["error"]
    assert list(data_dir.iterdir()) == []
    holder.leave()


def test_another_major_version_is_named_in_one_sentence(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "PG_VERSION").write_text("16\n")
    holder = Holder(data_dir)
    assert "made by PostgreSQL 16" in holder.said["error"]
    assert [path.name for path in (data_dir / "postgres").iterdir()] == ["PG_VERSION"]
    holder.leave()


def test_strange_files_are_not_taken_for_a_cluster_or_removed(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()
    (data_dir / "postgres" / "letter.txt").write_text("dear")
    holder = Holder(data_dir)
    assert "no PostgreSQL cluster" in holder.said["error"]
    assert (data_dir / "postgres" / "letter.txt").read_text() == "dear"
    holder.leave()


def test_a_first_start_cut_short_is_begun_again(data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir()
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    holder = Holder(data_dir)
    assert both_answer(holder)
    holder.leave()


def test_a_short_folder_prepared_by_somebody_else_is_refused(data_dir: Path) -> None:
    me = Account(os.geteuid(), os.getegid(), is_other=False)
    (data_dir / "trap").symlink_to(data_dir)
    (data_dir / "open").mkdir()
    (data_dir / "open").chmod(0o755)
    for name in ("trap", "open"):
        with pytest.raises(EmbeddedServiceError, match="not private"):
            private_folder(data_dir / name, me)
    assert (data_dir / "open").stat().st_mode & 0o777 == 0o755


def test_a_quarter_of_the_memory_within_bounds_goes_to_the_buffers() -> None:
    assert [shared_buffers_mib(memory) for memory in (GIB // 16, GIB, 4 * GIB, 64 * GIB)] == [
        32,
        256,
        1024,
        2048,
    ]
