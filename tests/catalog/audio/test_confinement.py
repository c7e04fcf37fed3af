"""What a child process cannot do any more, and what nobody believes it."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from catalog.audio import childprocess, seccomp
from catalog.audio.limits import Limits
from catalog.audio.sandbox import Sandbox

from . import sounds

ROOT = Path(__file__).parents[3]
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="confinement is Linux's")


REFUSED = {
    "a network socket": "socket.socket()",
    "a socket to its own machine": "socket.socketpair()",
    "another process": "os.fork()",
    "another program": "os.execv('/bin/true', ['true'])",
    "a program of its own": "subprocess.run(['/bin/true'])",
    "killing its parent": "os.kill(os.getppid(), 0)",
    "signalling a thread of its parent": "checked(libc.tgkill(os.getppid(), os.getppid(), 0))",
    "another view of the system": "checked(libc.unshare(0x0002_0000))",
    "the memory of its parent": "checked(libc.ptrace(16, os.getppid(), 0, 0))",
    "its parent's limits": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
    "a link to somebody's file": "os.symlink('/etc/passwd', 'never-made')",
    "a hard link": "os.link('/etc/hostname', 'never-made')",
    "a device": "os.mknod('never-made', 0o20600, 1)",
    "a file for everybody": "os.chmod('.', 0o777)",
}
ALLOWED = {
    "threads": ("[(t.start(), t.join()) for t in [threading.Thread(target=os.getpid)]]", "[(None, None)]"),
    "files": ("open('made', 'wb').write(b'x') and os.unlink('made')", "None"),
    "its own limits": ("resource.prlimit(0, resource.RLIMIT_CORE)", "(0, 0)"),
    "a signal to itself": ("signal.raise_signal(0)", "None"),
}
CONFINED = """
import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
from catalog.audio import confinement
from catalog.audio.limits import Limits

def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

granted = confinement.confine(Limits(), None)
os.chdir(sys.argv[2])
libc, said = ctypes.CDLL(None, use_errno=True), {}
for attempt in json.loads(sys.argv[1]) if granted["seccomp"] else ():
    try:
        said[attempt] = str(eval(attempt))
    except OSError as error:
        said[attempt] = error.strerror
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def confined(tmp_path_factory) -> dict[str, str]:
    """What a process that gave up what the child gives up says of each attempt."""
    attempts = json.dumps([*REFUSED.values(), *(attempt for attempt, _ in ALLOWED.values())])
    command = [sys.executable, "-c", CONFINED, attempts, tmp_path_factory.mktemp("confined")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(told.stdout)
    if not said:
        pytest.skip("seccomp is not granted here")
    return said


@on_linux
@pytest.mark.parametrize("what", REFUSED)
def test_the_child_is_refused(confined: dict[str, str], what: str):
    assert confined[REFUSED[what]] == "Operation not permitted"


@on_linux
@pytest.mark.parametrize("what", ALLOWED)
def test_the_child_may_use(confined: dict[str, str], what: str):
    attempt, answer = ALLOWED[what]
    assert confined[attempt] == answer


@on_linux
def test_without_the_filter_the_same_attempts_succeed():
    assert socketpair_and_fork() == "done"


def socketpair_and_fork() -> str:
    code = "import os, socket; socket.socketpair(); os.fork() and os.wait() and print('done')"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_of_the_calls_are_the_systems_own(machine: str):
    if not HEADERS[machine].exists():
        pytest.skip("the headers of the C library are not installed")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", HEADERS[machine].read_text())
    theirs = {name: int(number) for name, number in found}
    column = list(HEADERS).index(machine)
    ours = {name: numbers[column] for name, numbers in seccomp.REFUSED.items()}
    allowed = {"clone": seccomp.CLONE, "clone3": seccomp.CLONE3, "tgkill": seccomp.TGKILL}
    ours |= {name: numbers[column] for name, numbers in (allowed | {"prlimit64": seccomp.PRLIMIT64}).items()}

    # Calls younger than the headers are not in them.
    assert {name: number for name, number in ours.items() if theirs.get(name, number) != number} == {}
    assert len(ours.keys() & theirs.keys()) > 50


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_every_jump_of_the_filter_stays_inside_it(machine: str):
    program = seccomp.program(machine, 7)
    steps = [(code, if_true, if_false) for code, if_true, if_false, _ in seccomp.STEP.iter_unpack(program)]

    assert steps[-1][0] == seccomp.RETURN
    for at, (code, if_true, if_false) in enumerate(steps):
        if code in (seccomp.EQUAL, seccomp.AT_LEAST, seccomp.HAS_BIT):
            assert at + 1 + max(if_true, if_false) < len(steps)


def test_a_child_has_no_network_where_the_system_grants_it():
    with Sandbox() as box:
        if not box.granted["network_namespace"]:
            pytest.skip("network namespaces are not permitted here")
        interfaces = Path(f"/proc/{box.pid}/net/dev").read_text().splitlines()[2:]

        assert [line.split(":")[0].strip() for line in interfaces] == ["lo"]
        assert os.readlink(f"/proc/{box.pid}/ns/net") != os.readlink("/proc/self/ns/net")


@on_linux
def test_a_child_cannot_gain_privileges_and_knows_no_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KSOUND_SECRET_KEY", "hush")
    with Sandbox() as box:
        assert box.granted["no_new_privs"]
        assert b"KSOUND" not in Path(f"/proc/{box.pid}/environ").read_bytes()
        assert len(os.listdir(f"/proc/{box.pid}/fd")) <= 5


IMPOSTOR = """
import json, os, sys
sys.stdin.readline()
print(json.dumps({"ready": {}}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"progress": 0}), flush=True)
    {action}
"""


@pytest.fixture
def overcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A sandbox whose child is in the hands of the file it examines."""

    def sandbox(action: str, **limits: Any) -> Sandbox:
        package = tmp_path / "impostor" / "catalog" / "audio"
        package.mkdir(parents=True)
        for folder in (package, package.parent):
            (folder / "__init__.py").touch()
        (package / "child.py").write_text(IMPOSTOR.replace("{action}", action))
        monkeypatch.setattr(childprocess, "ROOT", tmp_path / "impostor")
        return Sandbox(Limits(**limits))

    return sandbox


@pytest.fixture
def short_sound(tmp_path: Path) -> Path:
    return sounds.save(tmp_path / "short.wav", sounds.noise(4_800))


NONSENSE = {
    "no JSON": "{{{",
    "a number": "5",
    "a deep list": "[" * 100_000,
    "a report that is none": '{"report": 5}',
    "a report of unknown facts only": '{"report": {"secret": 1}}',
    "a code of nobody": '{"code": "evil", "message": "x"}',
    "a failure without a number": '{"failure": {"errno": "x", "message": 1}}',
    "nothing": "{}",
    "a derivative of its own name": '{"report": {"ok": true, "outputs": {"preview": "../../secret"}}}',
    "a derivative nobody knows": '{"report": {"ok": true, "outputs": {"../x": "preview.mp3"}}}',
    "outputs that are none": '{"report": {"ok": true, "outputs": 7}}',
}


@pytest.mark.parametrize("what", NONSENSE)
def test_a_child_that_talks_nonsense_is_a_crash(overcome, short_sound: Path, out_dir: Path, what: str):
    with overcome(f"print({NONSENSE[what]!r}, flush=True)") as box:
        report = box.examine(short_sound, out_dir)

        assert (report.ok, report.error_code) == (False, "crashed")
        assert box.pid is None
        assert list(out_dir.iterdir()) == []


def test_a_derivative_that_leads_elsewhere_is_not_taken(overcome, short_sound: Path, out_dir: Path):
    reply = json.dumps({"report": {"ok": True, "outputs": {"preview": "preview.mp3"}}})
    lead = "os.symlink('/etc/passwd', os.path.join(request['out_dir'], 'preview.mp3'))"
    with overcome(f"{lead}; print({reply!r}, flush=True)") as box:
        assert box.examine(short_sound, out_dir).error_code == "crashed"
        assert list(out_dir.iterdir()) == []


def test_a_derivative_that_was_never_written_is_not_taken(overcome, short_sound: Path, out_dir: Path):
    reply = json.dumps({"report": {"ok": True, "outputs": {"preview": "preview.mp3"}}})
    with overcome(f"print({reply!r}, flush=True)") as box:
        assert box.examine(short_sound, out_dir).error_code == "crashed"


ENDLESS = {
    "reports progress for ever": "while True: print(json.dumps({'progress': 'x'}), flush=True)",
    "begins a line and sleeps": "os.write(1, b'x'); __import__('time').sleep(60)",
    "hears nothing more": "os.close(0); __import__('time').sleep(60)",
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_child_is_ended_which(overcome, short_sound: Path, out_dir: Path, what: str):
    with overcome(ENDLESS[what], wall_s=0.5) as box:
        began = time.monotonic()

        assert box.examine(short_sound, out_dir).error_code == "timeout"
        assert time.monotonic() - began < 3
        assert box.pid is None


def test_a_line_without_end_is_a_crash(overcome, short_sound: Path):
    with overcome("while True: os.write(1, b'x' * 65536)") as box:
        assert box.examine(short_sound, None).error_code == "crashed"
