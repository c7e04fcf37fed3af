"""Pictures from outside, made anew: nothing of the file that was sent reaches anybody."""

from __future__ import annotations

import io
import struct
from typing import IO

from PIL import Image, ImageOps

# Everything else Pillow can read is a way in (EPS starts a program, TIFF and PSD have had holes).
FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
# Width and height in pixels: a banner is four times as wide as high.
PICTURE_SIZE = (320, 320)
BANNER_SIZE = (1600, 400)

_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    MemoryError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPicture(Exception):
    """Not a PNG, JPEG or WebP that can be read to the end."""


class TooLarge(Exception):
    """More bytes or pixels than `MAX_BYTES` and `MAX_PIXELS`."""


def remade(content: IO[bytes], *, byte_size: int, size: tuple[int, int]) -> bytes:
    """The picture as WebP of exactly `size` (width, height), cut to it from the middle, without any metadata.

    The pixels are counted from the header, before anything is decoded. Raises TooLarge, NotAPicture.
    """
    if byte_size > MAX_BYTES:
        raise TooLarge(byte_size)
    try:
        with Image.open(content, formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise TooLarge(opened.width * opened.height)
            # A JPEG far larger than wanted is decoded smaller at once.
            opened.draft("RGB", (size[0] * 2, size[1] * 2))
            return _encoded(ImageOps.exif_transpose(opened), size)
    except _UNREADABLE as error:
        raise NotAPicture from error


def _encoded(image: Image.Image, size: tuple[int, int]) -> bytes:
    whole = image.convert("RGBA" if image.has_transparency_data else "RGB")
    fitted = ImageOps.fit(whole, size, Image.Resampling.LANCZOS)
    # A new image has no profile, no EXIF and no text of the old one.
    clean = Image.new(fitted.mode, fitted.size)
    clean.paste(fitted)
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
