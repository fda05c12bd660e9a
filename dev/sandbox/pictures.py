"""Real image files of one grey tone, written without an imaging library."""

import struct
import zlib
from functools import lru_cache


@lru_cache(maxsize=8)
def jpeg(width: int, height: int, shade: int) -> bytes:
    """Return a baseline JPEG; ``shade`` from -80 (dark) to 80 (light).

    Every 8x8 block has the same mean, so the first one codes it and all others
    code "no difference": five bits a block.
    """
    size = abs(shade).bit_length()
    first = f"{size:04b}" + _amplitude(shade, size) + "0"
    blocks = -(-width // 8) * -(-height // 8)
    bits = first + "00000" * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    return b"".join(
        (
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            _segment(0xDB, b"\0" + b"\x08" * 64),
            _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"),
            _segment(0xC4, b"\0" + _lengths({4: 12}) + bytes(range(12))),
            _segment(0xC4, b"\x10" + _lengths({1: 1}) + b"\0"),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
            data,
            b"\xff\xd9",
        )
    )


def png(width: int, height: int, shade: int) -> bytes:
    """Return a PNG; ``shade`` from 0 (black) to 255 (white)."""
    rows = (b"\0" + bytes([shade]) * width) * height
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _amplitude(value: int, size: int) -> str:
    number = value if value > 0 else value + (1 << size) - 1
    return f"{number:0{size}b}" if size else ""


def _lengths(counts: dict[int, int]) -> bytes:
    """Return how many Huffman codes there are of each length from 1 to 16."""
    return bytes(counts.get(length, 0) for length in range(1, 17))


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    crc = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)
