"""What the bench measures, each in a process of its own: `python -m tests.bench.workloads WORK FOLDER FILE…`.

Prints one JSON document: CPU seconds (of children too), wall seconds, the largest resident set in MiB, and
what the work returned.
"""

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import av
from av.audio.fifo import AudioFifo

from catalog.audio import decode, embed, hashes, pipeline, samples
from catalog.audio.blocks import BLOCK_FRAMES, Block, Consumer
from catalog.audio.deriving import Wanted
from catalog.audio.limits import Limits
from catalog.audio.outputs import ALL, Output
from catalog.audio.prescan import Source, prescan
from catalog.audio.sandbox import Sandbox

KERNEL_BLOCKS = 44


def everything(folder: Path, *files: Path) -> None:
    for file in files:
        report = pipeline.examine(file, folder, Limits(), lambda percent: None)
        assert report.ok, (file, report)


def without_preview(folder: Path, file: Path) -> None:
    pipeline.examine(file, folder, Limits(), lambda percent: None, ALL - {Output.PREVIEW})


def sandboxed(folder: Path, *files: Path) -> None:
    with Sandbox() as box:
        for file in files:
            assert box.examine(file, folder).ok


def sandbox_start(folder: Path, *files: Path) -> None:
    with Sandbox() as box:
        assert box.first_look(files[0]).ok


def ffmpeg_decode(folder: Path, file: Path) -> None:
    """Decode as FFmpeg does, through its FIFO into the same blocks: the yardstick of a decode."""
    with av.open(str(file)) as container:
        fifo, start = AudioFifo(), 0
        for frame in container.decode(audio=0):
            frame.pts = None
            fifo.write(frame)
            while (ready := fifo.read(BLOCK_FRAMES)) is not None:
                samples.block(start, samples.canonical_array(ready, ready.layout.nb_channels))
                start += ready.samples


def own_decode(folder: Path, file: Path) -> None:
    for _ in _blocks(file):
        pass


def kernels(folder: Path, file: Path) -> dict[str, float]:
    """CPU seconds of everything alone: consumers over the first minute's blocks, scaled to the whole file."""
    spent: dict[str, float] = defaultdict(float)
    spent["decode"] = _cpu(lambda: own_decode(folder, file))
    with file.open("rb") as opened:
        payload = embed.payload_range(Source(opened, file.stat().st_size, Limits()))
        spent["hashes of the file"] = _cpu(lambda: hashes.file_sums(opened, payload.start, payload.stop))
    blocks = [block for block, _ in zip(_blocks(file), range(KERNEL_BLOCKS), strict=False)]
    scale = file.stat().st_size / (sum(block.frames for block in blocks) * 6)
    with ExitStack() as files, file.open("rb") as opened:
        source = Source(opened, file.stat().st_size, Limits())
        stream = files.enter_context(decode.opened(source, prescan(source))).stream
        derived = Wanted(folder, ALL).started(stream, files)
        for consumer in (*pipeline.Facts(stream).consumers, *derived.consumers):
            spent[type(consumer).__name__] = scale * _cpu(partial(_feed, consumer, blocks))
        spent["completing the files"] = _cpu(derived.finish)
    return spent


def _feed(consumer: Consumer, blocks: list[Block]) -> None:
    for block in blocks:
        consumer.feed(block)


def _blocks(file: Path) -> Iterator[Block]:
    with file.open("rb") as opened:
        source = Source(opened, file.stat().st_size, Limits())
        with decode.opened(source, prescan(source)) as decoder:
            yield from decoder.blocks(lambda share: None)


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _all_cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _largest_resident_mib() -> float:
    """Of this program only: `ru_maxrss` remembers the process it was forked from."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


WORKS: dict[str, Callable[..., object]] = {
    work.__name__: work
    for work in (
        everything,
        without_preview,
        sandboxed,
        sandbox_start,
        ffmpeg_decode,
        own_decode,
        kernels,
    )
}


def main() -> None:
    name, *paths = sys.argv[1:]
    cpu, wall = _all_cpu(), time.perf_counter()
    returned = WORKS[name](*map(Path, paths))
    usage = {
        "cpu_s": _all_cpu() - cpu,
        "wall_s": time.perf_counter() - wall,
        "rss_mib": _largest_resident_mib(),
        "returned": returned,
    }
    print(json.dumps(usage))


if __name__ == "__main__":
    main()
