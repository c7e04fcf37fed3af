from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.audio.limits import Limits
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

Examine = Callable[[bytes | Path], Report]


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_s=30, cpu_s=30), trace=True) as box:
        yield box


@pytest.fixture
def out_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "derived"
    folder.mkdir()
    return folder


@pytest.fixture
def examine(box: Sandbox, tmp_path: Path, out_dir: Path) -> Examine:
    """Report of a file, or of these bytes under an innocent name."""

    def report(sound: bytes | Path) -> Report:
        if isinstance(sound, Path):
            return box.examine(sound, out_dir)
        path = tmp_path / "upload.wav"
        path.write_bytes(sound)
        return box.examine(path, out_dir)

    return report


@pytest.fixture
def facts(box: Sandbox, tmp_path: Path) -> Examine:
    """As `examine`, without derivatives: a matrix of formats asks only for facts."""

    def report(sound: bytes | Path) -> Report:
        if isinstance(sound, Path):
            return box.examine(sound, None)
        path = tmp_path / "upload"
        path.write_bytes(sound)
        return box.examine(path, None)

    return report
