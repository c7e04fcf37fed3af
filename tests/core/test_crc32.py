"""The CRC-32 of a whole out of those of its parts."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from ksound.lib.crc32 import combined


@given(parts=st.lists(st.binary(max_size=3_000), max_size=6))
def test_parts_make_the_sum_of_the_whole(parts: list[bytes]) -> None:
    total = 0
    for part in parts:
        total = combined(total, zlib.crc32(part), len(part))
    assert total == zlib.crc32(b"".join(parts))


def test_a_part_of_gigabytes_needs_no_reading() -> None:
    megabyte = bytes(1 << 20)
    expected = 0
    for _ in range(300):
        expected = zlib.crc32(megabyte, expected)
    large, size = zlib.crc32(megabyte), 1 << 20
    tripled = combined(combined(large, large, size), large, size)
    hundredfold, left = 0, 100
    power, length = tripled, 3 << 20
    while left:
        if left & 1:
            hundredfold = combined(hundredfold, power, length)
        power, length, left = combined(power, power, length), length * 2, left >> 1
    assert hundredfold == expected
