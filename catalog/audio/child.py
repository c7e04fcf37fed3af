"""The bounded child process: `python -m catalog.audio.child`, started by `catalog.audio.sandbox` only.

One JSON document a line. In: first {"limits", "parent", "trace"}, then for each file {"path"} to look at it,
{"path", "out_dir", "wanted"} to examine it, {"path", "out_dir", "format"} to convert it, or
{"path", "out_dir", "passage"} to tell what it is like.
Out: {"ready"}, then per file any number of {"progress": 0–100} and one {"report"}, {"code"} or {"failure"}.
"""

import codecs
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from . import confinement
from .convert import Format
from .limits import Limits
from .outputs import Output

if TYPE_CHECKING:
    from .report import Report

PROGRESS_EVERY_S = 0.25
# Of the texts in files, our own decoding and mutagen's.
ENCODINGS = ("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp949")
# Python's own record of what it opens; what FFmpeg opens is watched from outside.
TRACED = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")


class Channel:
    """The pipe to the parent. Nothing else may write to it, so the real standard output is closed."""

    def __init__(self) -> None:
        self._file: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self._last = (-1, 0.0)

    def send(self, **message: Any) -> None:
        self._file.write(json.dumps(message).encode() + b"\n")

    def progress(self, percent: int) -> None:
        now = time.monotonic()
        if percent > self._last[0] and now - self._last[1] >= PROGRESS_EVERY_S:
            self._last = (percent, now)
            self.send(progress=percent)

    def begin(self) -> None:
        """Tell the parent that from now on a death is this file's doing."""
        self._last = (0, time.monotonic())
        self.send(progress=0)


class Trace:
    """Names of the audit events of one file, for the tests that prove what was not opened."""

    def __init__(self) -> None:
        self.events: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(TRACED) and len(self.events) < 10_000:
            self.events.append(f"{event} {args[0] if args else ''}")


def main() -> None:
    channel = Channel()
    hello = json.loads(sys.stdin.buffer.readline())
    limits = Limits.from_json(hello["limits"])
    granted = confinement.confine(limits, hello["parent"])
    _load()

    trace = Trace() if hello.get("trace") else None
    channel.send(ready=granted)
    for line in sys.stdin.buffer:
        channel.begin()
        confinement.renew_cpu(limits)
        answer = _answer(json.loads(line), limits, channel)
        if trace is not None:
            answer["events"], trace.events = trace.events, []
        channel.send(**answer)


def _load() -> None:
    """Load now what is else loaded at its first use: later a file must open nothing but itself."""
    # Not at the head of this module: numpy and FFmpeg must start inside the bounds.
    import av.subtitles.stream  # noqa: F401

    from . import likeness, pipeline  # noqa: F401
    from .convert import converting  # noqa: F401

    for encoding in ENCODINGS:
        codecs.lookup(encoding)


def _report(request: dict[str, Any], limits: Limits, channel: Channel) -> "Report":
    from . import likeness, pipeline
    from .convert import converting

    path, folder = Path(request["path"]), request.get("out_dir")
    if "format" in request:
        return converting.convert(
            path, Path(request["out_dir"]), Format(request["format"]), limits, channel.progress
        )
    if "passage" in request:
        return likeness.describe(path, Path(request["out_dir"]), limits, request["passage"])
    if "wanted" in request:
        wanted = [Output(name) for name in request["wanted"]]
        return pipeline.examine(path, Path(folder) if folder else None, limits, channel.progress, wanted)
    return pipeline.first_look(path, limits)


def _answer(request: dict[str, Any], limits: Limits, channel: Channel) -> dict[str, Any]:
    try:
        return {"report": _report(request, limits, channel).to_json()}
    except MemoryError:
        return {"code": "out_of_memory", "message": "the file needs more memory than one file may use"}
    except OSError as error:
        return {"failure": {"errno": error.errno, "message": str(error)}}
    except Exception as error:
        return {"code": "crashed", "message": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main()
