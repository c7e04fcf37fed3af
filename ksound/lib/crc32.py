"""CRC-32 (as zip and gzip count it) of a whole from those of its parts, without reading them again."""

from functools import cache

POLYNOMIAL = 0xEDB8_8320
Matrix = tuple[int, ...]


def combined(first: int, second: int, second_size: int) -> int:
    """Return the CRC-32 of A + B from crc(A), crc(B) and len(B).

    A CRC is linear over GF(2): appending n zero bytes is multiplying by a matrix, raised to n by squaring.
    """
    doublings, left = 0, second_size
    while left:
        if left & 1:
            first = _times(_zero_bytes(doublings), first)
        doublings, left = doublings + 1, left >> 1
    return first ^ second


@cache
def _zero_bytes(doublings: int) -> Matrix:
    """What 2 ** doublings zero bytes do to the register."""
    if doublings:
        return _squared(_zero_bytes(doublings - 1))
    one_bit = (POLYNOMIAL, *(1 << bit for bit in range(31)))  # column n is the image of bit n
    return _squared(_squared(_squared(one_bit)))


def _times(matrix: Matrix, vector: int) -> int:
    total = 0
    for column in matrix:
        if vector & 1:
            total ^= column
        vector >>= 1
    return total


def _squared(matrix: Matrix) -> Matrix:
    return tuple(_times(matrix, column) for column in matrix)
