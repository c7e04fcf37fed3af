"""The bounded child process: `python -m catalog.audio.child`, started by `catalog.audio.sandbox` only.

One JSON document a line. In: first {"limits", "parent", "trace"}, then {"path", "out_dir", "wanted"} for each file;
without "wanted" it is only looked at.
Out: {"ready"}, then per file any number of {"progress": 0–100} and one {"report"}, {"code"} or {"failure"}.
"""

import codecs
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from . import confinement
from .limits import Limits
from .outputs import Output

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

    from . import pipeline  # noqa: F401

    for encoding in ENCODINGS:
        codecs.lookup(encoding)


def _answer(request: dict[str, Any], limits: Limits, channel: Channel) -> dict[str, Any]:
    from . import pipeline

    path, wanted = Path(request["path"]), request["wanted"]
    out_dir = Path(request["out_dir"]) if request["out_dir"] else None
    try:
        if wanted is None:
            report = pipeline.first_look(path, limits)
        else:
            report = pipeline.examine(
                path, out_dir, limits, channel.progress, [Output(name) for name in wanted]
            )
        return {"report": report.to_json()}
    except MemoryError:
        return {"code": "out_of_memory", "message": "the file needs more memory than one file may use"}
    except OSError as error:
        return {"failure": {"errno": error.errno, "message": str(error)}}
    except Exception as error:
        return {"code": "crashed", "message": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main()
