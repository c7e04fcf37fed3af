"""What can be derived from a sound: the names, the files, and the version of the code that makes each.

A version is raised when its code writes something else for the same sound; `manage.py derive` then
makes the new ones.
"""

from enum import StrEnum

# Of the facts in a Report: a new or more exact measurement raises it.
FACTS_VERSION = 3


class Output(StrEnum):
    PEAKS = "peaks"
    PREVIEW = "preview"
    SPECTROGRAM = "spectrogram"
    FEATURES = "features"
    FINGERPRINT = "fingerprint"


FILES = {
    Output.PEAKS: "peaks.bin",
    Output.PREVIEW: "preview.mp3",
    Output.SPECTROGRAM: "spectrogram.webp",
    Output.FEATURES: "features.bin",
    Output.FINGERPRINT: "fingerprint.bin",
}
VERSIONS = {
    Output.PEAKS: 1,
    Output.PREVIEW: 2,
    Output.SPECTROGRAM: 1,
    Output.FEATURES: 1,
    Output.FINGERPRINT: 1,
}
ALL = frozenset(Output)
