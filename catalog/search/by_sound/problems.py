"""Why a clip cannot be searched with: what is wrong, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.audio.errors import ErrorCode

TOO_SHORT, SILENT, NOTHING, BAD_REGION = "too_short", "silent", "nothing", "bad_region"

NO_SOUND = _("There is no sound in this file. Choose another one.")
SENTENCES: dict[str, Promise] = {
    NOTHING: _("Choose a sound file or record a sound first."),
    TOO_SHORT: _("The clip is too short to compare: it needs at least a tenth of a second."),
    SILENT: _("The clip is silent. Check the microphone, or choose a passage in which something is heard."),
    BAD_REGION: _("The passage must begin before it ends, both within the sound. Give both in seconds."),
    ErrorCode.TOO_LONG: _("The clip is longer than 30 seconds. Cut out the part you mean and try that."),
    ErrorCode.TOO_LARGE: _("The file is larger than 24 MB. Cut out the part you mean, at most 30 seconds."),
    ErrorCode.EMPTY: NO_SOUND,
    ErrorCode.NO_AUDIO_STREAM: NO_SOUND,
    ErrorCode.NOT_AUDIO: _(
        "This is not a sound file. Choose WAV, AIFF, FLAC, MP3, OGG, Opus, M4A or WavPack."
    ),
    ErrorCode.UNSUPPORTED_FORMAT: _(
        "We cannot read this format. Save the sound as WAV, FLAC or MP3 and choose that file."
    ),
    ErrorCode.UNAVAILABLE: _(
        "The comparison is not available just now. Nothing is wrong with your sound: try again."
    ),
}
UNREADABLE = _("This file cannot be read. Save the sound as WAV or MP3 and choose that file.")


def sentence(code: str) -> str:
    """The translated sentence for a code of ours or of the examination."""
    return str(SENTENCES.get(code, UNREADABLE))
