"""Why a file is refused: one code for each reason, and the exception that carries it."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The stable name of a reason; sellers read the sentence in `catalog.effects.reasons`."""

    EMPTY = "empty"
    NOT_AUDIO = "not_audio"
    PLAYLIST = "playlist"
    STREAM_DESCRIPTION = "stream_description"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TRUNCATED = "truncated"
    WRONG_LENGTH = "wrong_length"
    CORRUPT = "corrupt"
    NO_AUDIO_STREAM = "no_audio_stream"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    TOO_MANY_CHANNELS = "too_many_channels"
    BAD_SAMPLE_RATE = "bad_sample_rate"
    HOSTILE_METADATA = "hostile_metadata"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    UNAVAILABLE = "unavailable"


class Rejected(Exception):
    """The file cannot be accepted. `code` is for programs, `message` is English for the command line."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
