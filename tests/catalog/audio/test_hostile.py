"""Each kind of bad file ends quickly with a reason of its own, and nothing else is opened for it."""

import ctypes
import http.server
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest

from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox

from . import sounds
from .conftest import Examine

FFCONCAT = b"ffconcat version 1.0\nfile neighbour.wav\n"
SDP = (
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 5004 RTP/AVP 96\r\na=rtpmap:96 L16/44100/2\r\n"
)
GOOD = sounds.simple_wav()
DATA_SIZE_AT = 40


def hls(port: int) -> bytes:
    address = f"http://127.0.0.1:{port}/x.ts"
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n".encode()


BAD_FILES = {
    "a playlist under the name of a WAV": (FFCONCAT, "playlist"),
    "a concat script": (b"file 'neighbour.wav'\n", "playlist"),
    "an HLS playlist": (hls(9), "playlist"),
    "an SDP body": (SDP, "stream_description"),
    "0 bytes": (b"", "empty"),
    "a text": (b"Dear listener,\nthis is a letter.\n" * 20, "not_audio"),
    "random bytes": (np.random.default_rng(3).bytes(5_000), "not_audio"),
    "a page of HTML": (b"<!doctype html><script>alert(1)</script>", "not_audio"),
    "a ZIP archive": (b"PK\x03\x04" + b"\0" * 60, "unsupported_format"),
    "a Matroska video": (b"\x1a\x45\xdf\xa3" + b"\0" * 60, "unsupported_format"),
    "an AVI video": (b"RIFF\x10\0\0\0AVI LIST", "unsupported_format"),
    "a WAV cut in the middle": (GOOD[: len(GOOD) // 2], "truncated"),
    "a WAV cut in its header": (GOOD[:30], "truncated"),
    "a WAV cut behind its header": (GOOD[:44], "truncated"),
    "a WAV which claims more than it holds": (
        sounds.patched(GOOD, DATA_SIZE_AT, len(GOOD) * 4),
        "wrong_length",
    ),
    "a WAV which claims half of what it holds": (
        sounds.patched(GOOD, DATA_SIZE_AT, len(GOOD) // 4 * 2),
        "wrong_length",
    ),
    "a WAV which claims half in both places": (
        sounds.patched(sounds.patched(GOOD, DATA_SIZE_AT, 48_000), 4, 48_036),
        "wrong_length",
    ),
    "a WAV which claims no sound and holds some": (
        sounds.patched(GOOD, DATA_SIZE_AT, 0),
        "wrong_length",
    ),
    "a WAV whose length was never written": (
        sounds.patched(sounds.patched(GOOD, DATA_SIZE_AT, 0xFFFFFFFF), 4, 0xFFFFFFFF),
        "wrong_length",
    ),
    "a WAV without a sample": (sounds.simple_wav(frames=0), "empty"),
    "a WAV without sound": (sounds.wav(sounds.chunk(b"fmt ", sounds.fmt())), "no_audio_stream"),
    "a WAV with two sounds": (
        sounds.wav(sounds.chunk(b"fmt ", sounds.fmt()), *[sounds.chunk(b"data", sounds.pcm(500))] * 2),
        "corrupt",
    ),
    "a WAV with ADPCM": (
        sounds.wav(sounds.chunk(b"fmt ", sounds.fmt(tag=2, bits=4)), sounds.chunk(b"data", b"\0" * 900)),
        "unsupported_format",
    ),
    "65,535 channels": (
        sounds.wav(
            sounds.chunk(b"fmt ", sounds.fmt(channels=65_535, bits=8)),
            sounds.chunk(b"data", b"\0" * 65_535 * 2),
        ),
        "too_many_channels",
    ),
    "65 channels": (
        sounds.wav(sounds.chunk(b"fmt ", sounds.fmt(channels=65)), sounds.chunk(b"data", b"\0" * 1_300)),
        "too_many_channels",
    ),
    "a sample rate of 4 kHz": (
        sounds.wav(sounds.chunk(b"fmt ", sounds.fmt(rate=4_000)), sounds.chunk(b"data", b"\0" * 900)),
        "bad_sample_rate",
    ),
    "a sample rate of 4 GHz": (
        sounds.wav(sounds.chunk(b"fmt ", sounds.fmt(rate=4_000_000_000)), sounds.chunk(b"data", b"\0" * 900)),
        "bad_sample_rate",
    ),
    "100,000 chunks": (sounds.simple_wav(*[sounds.chunk(b"JUNK", b"")] * 100_000), "hostile_metadata"),
    "a ZIP glued to a WAV": (GOOD + b"PK\x03\x04" + b"\1" * 3_000, "wrong_length"),
    "nothing but an ID3 tag": (
        sounds.id3(sounds.id3_frame(b"TIT2", b"\x03x")),
        "no_audio_stream",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_ends_with_its_own_reason(examine: Examine, out_dir: Path, box: Sandbox, name: str):
    data, code = BAD_FILES[name]
    began = time.monotonic()

    report = examine(data)

    assert (report.ok, report.error_code) == (False, code), report.message
    assert report.message
    assert time.monotonic() - began < 10
    assert list(out_dir.iterdir()) == []
    assert_only_the_upload_was_opened(box)


def assert_only_the_upload_was_opened(box: Sandbox) -> None:
    """What Python opened: the file itself and a duplicate of its descriptor."""
    opened = [event for event in box.events if not event.removeprefix("open ").isdigit()]
    assert [event.rsplit("/", 1)[-1] for event in opened] == ["upload.wav"]


def test_the_attack_by_playlist_works_on_a_careless_reader(tmp_path: Path):
    neighbour(tmp_path)
    (tmp_path / "upload.wav").write_bytes(FFCONCAT)

    with av.open(str(tmp_path / "upload.wav")) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 4_800


def neighbour(folder: Path) -> Path:
    return sounds.save(folder / "neighbour.wav", sounds.noise(4_800, 1))


IN_OPEN = 0x20


@contextmanager
def opened_names(folder: Path) -> Iterator[set[str]]:
    """Collect the names of all files in `folder` that any process opens, by the kernel's own record."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(folder), IN_OPEN) >= 0
    names: set[str] = set()
    try:
        yield names
        while True:
            try:
                events = os.read(watch, 65_536)
            except BlockingIOError:
                break
            at = 0
            while at < len(events):
                length = struct.unpack_from("iIII", events, at)[3]
                names.add(events[at + 16 : at + 16 + length].rstrip(b"\0").decode())
                at += 16 + length
    finally:
        os.close(watch)


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
@pytest.mark.parametrize("body", [FFCONCAT, b"file 'neighbour.wav'\n", GOOD])
def test_no_neighbour_of_the_upload_is_opened(box: Sandbox, out_dir: Path, tmp_path: Path, body):
    folder = tmp_path / "private"
    folder.mkdir()
    neighbour(folder)
    (folder / "upload.wav").write_bytes(body)

    with opened_names(folder) as names:
        box.examine(folder / "upload.wav", out_dir)

    assert names == {"upload.wav"}


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_the_watch_sees_what_a_careless_reader_opens(tmp_path: Path):
    neighbour(tmp_path)
    (tmp_path / "upload.wav").write_bytes(FFCONCAT)

    with opened_names(tmp_path) as names, av.open(str(tmp_path / "upload.wav")):
        pass

    assert names == {"upload.wav", "neighbour.wav"}


def test_an_hls_playlist_sends_no_request(examine: Examine):
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        report = examine(hls(server.server_port))
    finally:
        server.shutdown()
        server.server_close()

    assert report.error_code == "playlist"
    assert asked == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("body", [FFCONCAT, SDP, hls(9), b"", b"text", GOOD[:20_000], GOOD])
def test_the_kernel_sees_no_socket_and_no_other_file(tmp_path: Path, body: bytes):
    folder = tmp_path / "private"
    folder.mkdir()
    neighbour(folder)
    (folder / "upload.wav").write_bytes(body)
    record = tmp_path / "strace.txt"

    with Sandbox() as box:
        assert box.granted
        tracer = subprocess.Popen(
            [
                "strace",
                "-f",
                "-e",
                "trace=%file,%network,execve,clone,fork",
                "-o",
                record,
                "-p",
                str(box.pid),
            ],
            stderr=subprocess.PIPE,
        )
        assert tracer.stderr is not None
        if b"attached" not in tracer.stderr.readline():
            tracer.wait()
            tracer.stderr.close()
            pytest.skip("tracing is not permitted here")
        box.examine(folder / "upload.wav", None)
        tracer.terminate()
        tracer.wait()
        tracer.stderr.close()

    calls = [line.split(" ", 1)[1].strip() for line in record.read_text().splitlines()]
    calls = [call for call in calls if not call.startswith(("---", "+++"))]
    # A stat by descriptor opens nothing.
    calls = [call for call in calls if "AT_EMPTY_PATH" not in call]
    foreign = [call for call in calls if "upload.wav" not in call and "/dev/fd/" not in call]
    assert foreign == []
    assert calls


def test_a_child_has_no_network_where_the_system_grants_it(box: Sandbox):
    granted = box.granted
    if not granted["network_namespace"]:
        pytest.skip("network namespaces are not permitted here")

    interfaces = Path(f"/proc/{box.pid}/net/dev").read_text().splitlines()[2:]

    assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]
    assert os.readlink(f"/proc/{box.pid}/ns/net") != os.readlink("/proc/self/ns/net")


def test_a_child_cannot_gain_privileges_and_knows_no_secrets(box: Sandbox, monkeypatch):
    monkeypatch.setenv("KSOUND_SECRET_KEY", "hush")
    with Sandbox() as fresh:
        assert fresh.granted["no_new_privs"] or sys.platform != "linux"
        if sys.platform == "linux":
            assert b"KSOUND" not in Path(f"/proc/{fresh.pid}/environ").read_bytes()
            assert len(os.listdir(f"/proc/{fresh.pid}/fd")) <= 5


def mp3(tmp_path: Path, seconds: float = 1.0) -> bytes:
    return sounds.save(tmp_path / "x.mp3", sounds.noise(round(48_000 * seconds)), format="MP3").read_bytes()


def test_floods_of_id3_tags_are_refused_at_once(examine: Examine, tmp_path: Path):
    title = sounds.id3_frame(b"TIT2", b"\x03x")
    packed = sounds.id3_frame(b"TIT2", b"\0" * 40, flags=0x0008)
    for head in (
        sounds.id3(*[title] * 100_000),
        sounds.id3(title) * 5,
        sounds.id3(title) * 50_000,
        sounds.id3(packed),
    ):
        began = time.monotonic()
        assert examine(head + mp3(tmp_path)).error_code == "hostile_metadata"
        assert time.monotonic() - began < 5


def test_a_huge_id3_tag_is_bounded(examine: Examine, tmp_path: Path):
    picture = sounds.id3_frame(b"APIC", b"\0" * (40 << 20))

    assert examine(sounds.id3(picture) + mp3(tmp_path)).error_code == "hostile_metadata"
    assert examine(sounds.id3(picture)[:5_000]).error_code == "truncated"


def test_an_id3_flood_inside_a_wav_is_refused(examine: Examine):
    tag = sounds.id3(*[sounds.id3_frame(b"TIT2", b"\x03x")] * 1_000)

    assert examine(sounds.simple_wav(sounds.chunk(b"id3 ", tag))).error_code == "hostile_metadata"


def silent_flac(tmp_path: Path, seconds: int) -> bytes:
    """A FLAC whose one frame of silence is repeated: a few bytes for each 4,096 samples."""
    return sounds.save(
        tmp_path / "x.flac", np.zeros((8_000 * seconds, 1), "i2"), rate=8_000, format="FLAC"
    ).read_bytes()


def test_many_hours_in_a_small_flac_are_refused_from_its_header(examine: Examine, tmp_path: Path):
    data = silent_flac(tmp_path, 5 * 3_600)
    began = time.monotonic()

    assert len(data) < 2 << 20
    assert examine(data).error_code == "too_long"
    assert time.monotonic() - began < 2


def test_many_hours_in_a_small_flac_that_hides_its_length_are_refused(examine: Examine, tmp_path: Path):
    data = sounds.flac_with_unknown_length(silent_flac(tmp_path, 5 * 3_600))
    began = time.monotonic()

    assert examine(data).error_code == "too_long"
    assert time.monotonic() - began < 10


def test_a_flac_that_hides_its_length_is_taken(examine: Examine, tmp_path: Path):
    report = examine(sounds.flac_with_unknown_length(silent_flac(tmp_path, 3)))

    assert (report.ok, report.frames) == (True, 24_000)


def test_many_hours_in_a_small_mp3_are_refused(examine: Examine, tmp_path: Path):
    # MPEG-2 layer III at 8 kbit/s, 24 kHz, mono: 24 bytes for each 24 ms.
    frame = b"\xff\xf3\x14\xc4" + b"\0" * 20
    began = time.monotonic()

    assert examine(frame * (5 * 3_600 * 42)).error_code == "too_long"
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_flac_is_truncated(examine: Examine, tmp_path: Path, share):
    data = sounds.save(tmp_path / "x.flac", sounds.noise(96_000), format="FLAC").read_bytes()

    assert examine(data[: round(len(data) * share)]).error_code == "truncated"


def test_one_flipped_bit_in_a_flac_is_found(examine: Examine, tmp_path: Path):
    data = sounds.save(tmp_path / "x.flac", sounds.noise(48_000), format="FLAC").read_bytes()
    random = np.random.default_rng(11)
    for at in random.integers(9_000, len(data) - 100, 40):
        broken = bytearray(data)
        broken[at] ^= 1 << int(random.integers(8))

        assert examine(bytes(broken)).error_code in ("corrupt", "truncated", "wrong_length")


@pytest.mark.parametrize("major", ["AIFF", "W64", "RF64"])
def test_other_containers_are_cut_and_lie_as_well(examine: Examine, tmp_path: Path, major):
    data = sounds.save(tmp_path / "x", sounds.noise(48_000), format=major, subtype="PCM_16").read_bytes()

    assert examine(data[: len(data) // 2]).error_code == "truncated"
    assert examine(data).ok


def test_an_aiff_lying_about_its_frames_is_refused(examine: Examine, tmp_path: Path):
    data = sounds.save(tmp_path / "x.aiff", sounds.noise(48_000), subtype="PCM_16").read_bytes()
    at = data.index(b"COMM") + 10
    for lie in (10, 480_000):
        changed = data[:at] + struct.pack(">I", lie) + data[at + 4 :]
        assert examine(changed).error_code == "wrong_length"


def test_a_file_above_the_size_limit_is_refused_without_reading_it(tmp_path: Path, out_dir: Path):
    path = tmp_path / "x.wav"
    with path.open("wb") as file:
        file.truncate(3 << 30)

    with Sandbox() as box:
        assert box.examine(path, out_dir).error_code == "too_large"


def test_a_wav_may_end_with_chunks_padding_or_an_old_tag(examine: Examine):
    for tail in (sounds.chunk(b"LIST", b"INFOINAM\x04\0\0\0abc\0"), b"\0" * 300, b"TAG" + b" " * 125):
        assert examine(GOOD + tail).ok, tail[:4]


def test_every_truncation_of_a_small_wav_ends_in_one_of_our_codes(examine: Examine):
    data = sounds.simple_wav(sounds.chunk(b"bext", b"x" * 602), sounds.chunk(b"LIST", b"INFO"), frames=200)
    for length in range(0, len(data), 7):
        assert examine(data[:length]).error_code in ("empty", "truncated", "not_audio", "unsupported_format")


def test_limits_travel_to_the_child(tmp_path: Path, out_dir: Path):
    path = tmp_path / "x.wav"
    path.write_bytes(GOOD)

    with Sandbox(Limits(max_duration_s=0.5)) as strict:
        assert strict.examine(path, out_dir).error_code == "too_long"
