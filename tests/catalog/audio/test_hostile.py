"""Every hostile file ends quickly as what it is, and nothing else is opened for it."""

import http.server
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from catalog.audio.errors import ErrorCode
from catalog.audio.limits import MIB, Limits
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

from . import sounds, watching
from .hostile import CORPUS, FAMILIES, playlists
from .hostile.case import Hostile

SECONDS, MEMORY = 10, 512 * MIB
LIMITS = Limits(wall_s=SECONDS, cpu_s=SECONDS, files_per_child=1_000_000)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own records are Linux's")
# No file may end like this: these are ours, not the file's.
OURS = (ErrorCode.TIMEOUT, ErrorCode.OUT_OF_MEMORY, ErrorCode.CRASHED, ErrorCode.UNAVAILABLE)


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, trace=True) as box:
        assert box.granted
        yield box


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.wav"
    path.write_bytes(sounds.simple_wav(frames=900))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the upload lies, beside a sound which a careless reader would open."""
    folder = tmp_path / "private"
    folder.mkdir()
    sounds.save(folder / "neighbour.wav", sounds.noise(4_800, 1))
    return folder


def ending(report: Report) -> str:
    return "ok" if report.ok else report.error_code


def test_there_are_hundreds_of_them():
    assert len(CORPUS) >= 400
    assert len(CORPUS) == sum(len(files) for files in FAMILIES.values())


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_ends_as_it_must(box: Sandbox, good: Path, folder: Path, out_dir: Path, name: str):
    file = CORPUS[name]
    path = written(file, folder)
    forget_peak_memory(box)
    child, began = box.pid, time.monotonic()

    with watching.opened_names(folder) as names:
        look = box.first_look(path)
        assert_only_the_upload_was_opened(box, path, out_dir)
        report = box.examine(path, out_dir)
        assert_only_the_upload_was_opened(box, path, out_dir)

    assert time.monotonic() - began < SECONDS
    assert peak_memory(box) < MEMORY
    assert names == {file.file_name}
    assert ending(report) in (file.codes or {"ok"}), report.message
    assert report.ok or (report.message and not list(out_dir.iterdir()))
    assert {fact: getattr(report, fact) for fact in file.facts} == file.facts
    # Damage inside the sound is only found by decoding it.
    assert ending(look) in {*file.codes, "ok"}, look.message
    assert box.examine(good, None).ok
    assert box.pid == child


def written(file: Hostile, folder: Path) -> Path:
    path = folder / file.file_name
    path.write_bytes(file.make())
    return path


def forget_peak_memory(box: Sandbox) -> None:
    Path(f"/proc/{box.pid}/clear_refs").write_text("5")


def peak_memory(box: Sandbox) -> int:
    """Bytes of real memory the child had at most since it was told to forget."""
    status = Path(f"/proc/{box.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def assert_only_the_upload_was_opened(box: Sandbox, path: Path, out_dir: Path) -> None:
    """What Python opened: the file itself, a duplicate of its descriptor, and what it was told to write."""
    opened = [event.removeprefix("open ") for event in box.events]
    allowed = {str(path), str(path).encode("utf-8", "backslashreplace").decode()}
    assert [name for name in opened if not name.isdigit() and not name.startswith(str(out_dir))] == [
        name for name in opened if name in allowed
    ]


@on_linux
@pytest.mark.skipif(
    watching.STRACE is None, reason="strace is not installed: the audit hook and inotify remain"
)
def test_the_kernel_sees_no_socket_and_no_other_file(tmp_path: Path):
    record = tmp_path / "strace.txt"
    with Sandbox(LIMITS) as box:
        assert box.granted
        child = box.pid
        try:
            with watching.traced(child or 0, record):
                for number, file in enumerate(CORPUS.values()):
                    examine_apart(box, file, tmp_path / f"traced-{number:04}")
        except watching.NotPermitted:
            pytest.skip("tracing is not permitted here: the audit hook and inotify remain")
        assert box.pid == child

    foreign, seen = strangers(record)

    assert foreign == []
    assert len(seen) == len(CORPUS)


def examine_apart(box: Sandbox, file: Hostile, folder: Path) -> None:
    out_dir = folder / "derived"
    out_dir.mkdir(parents=True)
    path = written(file, folder)
    box.examine(path, out_dir)
    path.unlink()


def strangers(record: Path) -> tuple[list[str], set[str]]:
    """Calls which reach for anything but the file they are made for, and the numbers of the files seen."""
    foreign, seen, now = [], set(), ""
    for call in watching.calls(record):
        told = re.findall(r"/traced-(\d{4})/", call)
        if told and told[0] >= now:
            now = told[0]
            seen.add(now)
        if set(told) != {now}:
            foreign.append(call)
    return foreign, seen


def test_the_record_would_show_another_file_and_a_socket(tmp_path: Path):
    record = tmp_path / "strace.txt"
    record.write_text(
        '7 openat(AT_FDCWD, "/x/traced-0001/a.wav", O_RDONLY) = 3</x/traced-0001/a.wav>\n'
        '7 openat(AT_FDCWD, "/dev/fd/3", O_RDONLY) = 4</x/traced-0001/a.wav>\n'
        '7 openat(AT_FDCWD, "/dev/fd/5", O_RDONLY) = 6</etc/passwd>\n'
        '7 openat(AT_FDCWD, "/x/traced-0000/a.wav", O_RDONLY) = 3</x/traced-0000/a.wav>\n'
        "7 socket(AF_INET, SOCK_STREAM, 0) = -1 EPERM\n"
        "7 clone(child_stack=NULL, flags=CLONE_VM|CLONE_THREAD) = 8\n"
        "7 clone(child_stack=NULL, flags=SIGCHLD) = 9\n"
    )

    foreign, seen = strangers(record)

    assert [call.split("(")[0] for call in foreign] == ["openat", "openat", "socket", "clone"]
    assert seen == {"0001"}


def test_the_attack_by_playlist_works_on_a_careless_reader(folder: Path):
    (folder / "upload.wav").write_bytes(playlists.FFCONCAT)

    with watching.opened_names(folder) as names, av.open(str(folder / "upload.wav")) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 4_800

    assert names == {"upload.wav", "neighbour.wav"}


def test_an_hls_playlist_sends_no_request(box: Sandbox, folder: Path):
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    body = playlists.HLS.replace(b":9/", b":%d/" % server.server_port)
    (folder / "x.mp3").write_bytes(body)
    try:
        report = box.examine(folder / "x.mp3", None)
    finally:
        server.shutdown()
        server.server_close()

    assert report.error_code == "playlist"
    assert asked == []


def test_a_file_above_the_size_limit_is_refused_without_reading_it(box: Sandbox, tmp_path: Path):
    with (tmp_path / "x.wav").open("wb") as file:
        file.truncate(box.limits.max_bytes + 1)

    assert box.examine(tmp_path / "x.wav", None).error_code == "too_large"


@pytest.mark.parametrize("look", [Sandbox.first_look, lambda box, path: box.examine(path, None)])
def test_what_is_no_regular_file_is_refused_before_anyone_opens_it(box: Sandbox, tmp_path: Path, look):
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "dangling.wav").symlink_to(tmp_path / "nothing")
    (tmp_path / "device.wav").symlink_to("/dev/zero")
    began = time.monotonic()

    for name in ("pipe.wav", "folder.wav", "dangling.wav", "device.wav", "/dev/null", "missing.wav"):
        with pytest.raises(OSError, match=r"not a regular file|No such file"):
            look(box, tmp_path / name)

    assert time.monotonic() - began < 1


def test_a_name_with_a_nul_or_of_300_bytes_is_refused(box: Sandbox, tmp_path: Path):
    with pytest.raises(ValueError, match=r"NUL|null"):
        box.examine(f"{tmp_path}/x\0.wav", None)
    with pytest.raises(OSError, match="too long"):
        box.examine(tmp_path / ("x" * 300), None)


def test_a_link_is_judged_by_what_it_leads_to(box: Sandbox, good: Path, tmp_path: Path):
    (tmp_path / "good.wav").symlink_to(good)
    (tmp_path / "users.wav").symlink_to("/etc/passwd")

    assert box.examine(tmp_path / "good.wav", None).frames == 900
    assert box.examine(tmp_path / "users.wav", None).error_code == "not_audio"


def test_every_code_that_a_file_can_earn_is_earned_by_one():
    earned = {code for file in CORPUS.values() for code in file.codes}

    # Its own test: the file would have 3 GB.
    assert earned - {"ok"} == {str(code) for code in ErrorCode} - {*OURS, ErrorCode.TOO_LARGE}
