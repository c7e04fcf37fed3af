"""Why a sound was refused, in the seller's words: what is wrong, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.audio.errors import ErrorCode

REASONS: dict[ErrorCode, Promise] = {
    ErrorCode.EMPTY: _("The file holds no sound. Export it again and upload the new file."),
    ErrorCode.NOT_AUDIO: _(
        "This is not a sound file, whatever its name says. "
        "Upload WAV, AIFF, FLAC, MP3, OGG, Opus, M4A or WavPack."
    ),
    ErrorCode.PLAYLIST: _(
        "This is a playlist: it only names other files. Upload the sound files themselves."
    ),
    ErrorCode.STREAM_DESCRIPTION: _(
        "This describes a network stream and holds no sound. Record the sound, then upload that file."
    ),
    ErrorCode.UNSUPPORTED_FORMAT: _(
        "We do not take this format. "
        "Export the sound as WAV, AIFF, FLAC, MP3, OGG, Opus, M4A or WavPack and upload that."
    ),
    ErrorCode.TRUNCATED: _(
        "The end of the file is missing; the upload or the export was cut short. "
        "Check that the file plays to its end, then upload it again."
    ),
    ErrorCode.WRONG_LENGTH: _(
        "The file's header gives a length that does not match the sound in it. "
        "Open it in an audio editor, save it again and upload the new file."
    ),
    ErrorCode.CORRUPT: _(
        "The file is damaged and cannot be decoded without errors. Export it again from the original."
    ),
    ErrorCode.NO_AUDIO_STREAM: _("There is no sound in this file. Check that you chose the right one."),
    ErrorCode.TOO_LONG: _("The sound is longer than we accept. Split it into shorter files."),
    ErrorCode.TOO_LARGE: _("The file is larger than we accept. Split it, or upload it as FLAC."),
    ErrorCode.TOO_MANY_CHANNELS: _(
        "The file has more channels than we accept. Export at most 64 channels in one file."
    ),
    ErrorCode.BAD_SAMPLE_RATE: _(
        "The sample rate lies outside 8 to 384 kHz. Convert the sound, for example to 48 or 96 kHz."
    ),
    ErrorCode.HOSTILE_METADATA: _(
        "The tags in this file are too many or too large to be read safely. "
        "Remove them in an audio editor and upload the file again."
    ),
    ErrorCode.TIMEOUT: _(
        "The sound took too long to examine. Try again; if it happens again, export it as WAV or FLAC."
    ),
    ErrorCode.OUT_OF_MEMORY: _(
        "The sound needs too much memory to examine. Use fewer channels or split it into shorter files."
    ),
    ErrorCode.CRASHED: _(
        "Something in this file stopped our examination. Try again; if that fails, export it anew as WAV."
    ),
    ErrorCode.UNAVAILABLE: _(
        "Our storage or examination was not available; nothing is wrong with your file. Try again."
    ),
}

UNKNOWN = _("The file could not be examined. Try again.")


def sentence(code: str) -> Promise:
    """Return the translated sentence for an error code, a general one for a code of an older version."""
    return REASONS[ErrorCode(code)] if code in set(ErrorCode) else UNKNOWN
