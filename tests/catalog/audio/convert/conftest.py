from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from catalog.audio.convert import Format
from catalog.audio.limits import GIB, Limits
from catalog.audio.report import Report
from catalog.audio.sandbox import Sandbox

from .. import sounds


@pytest.fixture(scope="session")
def converting_box() -> Iterator[Sandbox]:
    with Sandbox(Limits(file_size=16 * GIB), trace=True) as box:
        yield box


@dataclass(frozen=True)
class Made:
    """A conversion, and what an independent reader hears in it: (frames, channels), full scale ±1.0."""

    report: Report
    path: Path

    @property
    def heard(self) -> np.ndarray:
        return soundfile.read(self.path, always_2d=True)[0]

    @property
    def info(self) -> soundfile._SoundFileInfo:
        return soundfile.info(self.path)


Convert = Callable[..., Made]


@pytest.fixture
def convert(converting_box: Sandbox, tmp_path: Path) -> Convert:
    """Convert a file, or samples that are saved as a WAV of `subtype`."""

    def made(
        sound: np.ndarray | Path, kind: Format, *, rate: int = sounds.RATE, subtype: str = "FLOAT", **more
    ) -> Made:
        if isinstance(sound, np.ndarray):
            sound = sounds.save(tmp_path / "given.wav", sound, rate=rate, subtype=subtype, **more)
        folder = tmp_path / kind
        folder.mkdir(exist_ok=True)
        report = converting_box.convert(sound, folder, kind)
        assert report.ok, report.message
        return Made(report, folder / report.outputs[kind])

    return made
