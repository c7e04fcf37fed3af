"""Which consumers make which derivative, and when their files are complete."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path

from . import features, fingerprint, peaks
from .blocks import Consumer, Stream
from .features import FeatureMeter
from .fingerprint import Fingerprinter
from .outputs import FILES, Output
from .peaks import PeakDrawer
from .preview import PreviewWriter
from .spectrogram import SpectrogramDrawer
from .stft import SpectraListener, Stft


class Wanted:
    """The derivatives asked of one sound and the folder they go to."""

    def __init__(self, folder: Path | None, wanted: Collection[Output]) -> None:
        self._folder = folder or Path()
        self._wanted = frozenset(wanted)

    @property
    def names(self) -> dict[str, str]:
        return {str(output): FILES[output] for output in Output if output in self._wanted}

    def started(self, stream: Stream, open_files: ExitStack) -> "Derived":
        """Return the consumers at work; files they keep open are closed with `open_files`."""
        derived = Derived()
        if Output.PEAKS in self._wanted:
            drawer = PeakDrawer(stream)
            derived.add(drawer, lambda: peaks.write(drawer.finish(), self._path(Output.PEAKS)))
        if Output.PREVIEW in self._wanted:
            preview = open_files.enter_context(PreviewWriter(stream, self._path(Output.PREVIEW)))
            derived.add(preview, preview.finish)
        if listening := self._listening(stream, derived):
            stft = Stft(stream, [listener for listener, _ in listening])
            derived.add(stft, stft.finish, *(write for _, write in listening))
        return derived

    def _listening(
        self, stream: Stream, derived: "Derived"
    ) -> list[tuple[SpectraListener, Callable[[], None]]]:
        """The wanted listeners to spectra, each with what writes its file."""
        listening: list[tuple[SpectraListener, Callable[[], None]]] = []
        if Output.SPECTROGRAM in self._wanted:
            drawer = SpectrogramDrawer(stream)
            derived.add(drawer)  # it counts the frames
            listening.append((drawer, lambda: drawer.write(self._path(Output.SPECTROGRAM))))
        if Output.FEATURES in self._wanted:
            meter = FeatureMeter(stream)
            listening.append((meter, lambda: features.write(meter.finish(), self._path(Output.FEATURES))))
        if Output.FINGERPRINT in self._wanted:
            printer = Fingerprinter(stream)
            target = self._path(Output.FINGERPRINT)
            listening.append((printer, lambda: fingerprint.write(printer.finish(), target)))
        return listening

    def _path(self, output: Output) -> Path:
        return self._folder / FILES[output]


class Derived:
    """Consumers at work, and what completes their files."""

    def __init__(self) -> None:
        self.consumers: list[Consumer] = []
        self._finishers: list[Callable[[], None]] = []

    def add(self, consumer: Consumer, *finishers: Callable[[], None]) -> None:
        self.consumers.append(consumer)
        self._finishers.extend(finishers)

    def finish(self) -> None:
        """Complete every file; call once, after the last block."""
        for finish in self._finishers:
            finish()
