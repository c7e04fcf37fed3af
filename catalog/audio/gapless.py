"""The Info frame at the head of an MP3: a silent frame that tells players where the sound begins and ends.

An encoder starts a little late and ends on a whole frame. Players that find the frame (browsers, FFmpeg)
drop both ends and know the length to the sample; to others it is 24 ms of silence. Its fields are those of
the Xing header and of the LAME tag, revision 0.
"""

import struct

HEADER_BYTES = 4
FRAME_SAMPLES = 1_152
# LAME starts its first frame this long before the sound; decoders add 529 samples, which players know.
ENCODER_DELAY = 576
SIDE_INFO_BYTES = {"mono": 17, "stereo": 32}
ALL_FIELDS = 0b1111
CONSTANT_BITRATE = 1
CRC_16 = 0xA001
# The tag has one byte for the bit rate: it means "so much or more".
MOST_KBPS = 255


def info_frame(
    *, header: bytes, layout: str, frame_bytes: int, frames: int, samples: int, kbps: int
) -> bytes:
    """Return the frame for `frames` frames of `frame_bytes` each that hold `samples` samples of sound.

    `header` are the four bytes every frame begins with; `layout` is "mono" or "stereo".
    """
    padding = frames * FRAME_SAMPLES - ENCODER_DELAY - samples
    frame = bytearray(header + bytes(SIDE_INFO_BYTES[layout]))
    frame += struct.pack(">4sIII", b"Info", ALL_FIELDS, frames, (frames + 1) * frame_bytes)
    frame += bytes(percent * 256 // 100 for percent in range(100)) + bytes(4)
    delays = (ENCODER_DELAY << 12 | padding).to_bytes(3, "big")
    frame += struct.pack(
        ">9sB10xB3s4xI2x",
        b"LAME4.0",
        CONSTANT_BITRATE,
        min(kbps, MOST_KBPS),
        delays,
        (frames + 1) * frame_bytes,
    )
    frame += struct.pack(">H", _crc_16(bytes(frame)))
    return bytes(frame.ljust(frame_bytes, b"\0"))


def _crc_16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (CRC_16 if crc & 1 else 0)
    return crc
