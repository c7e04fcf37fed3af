"""Which characters a file name may hold, and what is done to a name before it is read."""

import unicodedata

MAX_NAME_BYTES = 255  # ext4; for Hangul this is stricter than the 255 UTF-16 units of NTFS
MAX_STEM_BYTES = 180  # of names we write: a Windows path of 260 characters still has room for folders
ADVISED_FX_NAME_LENGTH = 25

PATH_SEPARATORS = frozenset("/\\")
NON_PORTABLE = frozenset('<>:"|?*')

_CONTROL_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_SUFFIXES = "wav wave bwf rf64 w64 aif aiff aifc flac mp3 ogg opus m4a aac caf wv mp4 mov"
_AUDIO_SUFFIXES = frozenset(_SUFFIXES.split())


def is_invisible(character: str) -> bool:
    """Zero-width and bidirectional controls, byte-order marks, soft hyphens."""
    return unicodedata.category(character) == "Cf"


def is_control(character: str) -> bool:
    """Control characters, line separators, and surrogates (which no file system can store as UTF-8)."""
    return unicodedata.category(character) in _CONTROL_CATEGORIES


def is_writable(character: str) -> bool:
    """Whether a name we write may hold it."""
    return not (
        character in NON_PORTABLE
        or character in PATH_SEPARATORS
        or is_control(character)
        or is_invisible(character)
    )


def normalised(name: str) -> tuple[str, list[str]]:
    """NFC without invisible characters, and the warnings `invisible_char` and `not_nfc` that apply.

    macOS hands over decomposed Hangul: two or three code points a syllable.
    """
    warnings = []
    visible = name
    if not name.isascii() and any(map(is_invisible, name)):
        visible = "".join(character for character in name if not is_invisible(character))
        warnings.append("invisible_char")
    composed = unicodedata.normalize("NFC", visible)
    if composed != visible:
        warnings.append("not_nfc")
    return composed, warnings


def byte_length(name: str) -> int:
    return len(name.encode("utf-8", "surrogatepass"))


def split_extension(name: str) -> tuple[str, str | None]:
    """(stem, extension as written). A dot counts only before a known audio suffix: 7.62x54R stays whole."""
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix.lower() in _AUDIO_SUFFIXES:
        return stem, suffix
    return name, None
