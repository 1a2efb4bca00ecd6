"""Ways to damage a file: each takes the file and a source of random choices."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path, random.Random], None]


def flip(file: Path, choose: random.Random) -> None:
    """Change one bit."""
    data = bytearray(file.read_bytes())
    if data:
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    file.write_bytes(data)


def truncate(file: Path, choose: random.Random) -> None:
    """Cut a file somewhere."""
    data = file.read_bytes()
    file.write_bytes(data[: choose.randrange(len(data))] if data else b"")


def empty(file: Path, choose: random.Random) -> None:
    """Leave nothing of a file."""
    del choose
    file.write_bytes(b"")


def fill_with_zeros(file: Path, choose: random.Random) -> None:
    """Do what a power cut does: the length is right, the bytes are not."""
    del choose
    file.write_bytes(bytes(file.stat().st_size))


def overwrite(file: Path, choose: random.Random) -> None:
    """Fill a part of a file with random bytes."""
    data = bytearray(file.read_bytes())
    if data:
        place = choose.randrange(len(data))
        size = min(choose.choice((1, 16, 4096)), len(data) - place)
        data[place : place + size] = choose.randbytes(size)
    file.write_bytes(data)


def zero_a_page(file: Path, choose: random.Random) -> None:
    """Fill a block of 4096 bytes with zeros."""
    data = bytearray(file.read_bytes())
    place = choose.randrange(max(1, len(data) // 4096)) * 4096
    size = len(data[place : place + 4096])
    data[place : place + size] = bytes(size)
    file.write_bytes(data)


def change_header(file: Path, choose: random.Random) -> None:
    """Change a byte among the first 100, where SQLite has its header."""
    data = bytearray(file.read_bytes())
    if data:
        data[choose.randrange(min(100, len(data)))] = choose.randrange(256)
    file.write_bytes(data)


def swap(file: Path, choose: random.Random) -> None:
    """Put another file of the same folder in its place."""
    others = sorted(other for other in file.parent.iterdir() if other.is_file() and other != file)
    if others:
        file.write_bytes(choose.choice(others).read_bytes())


def rename(file: Path, choose: random.Random) -> None:
    """Give a file the name of another, as a restore or a sync that mixes files up."""
    others = sorted(other for other in file.parent.iterdir() if other.is_file() and other != file)
    if others:
        file.replace(choose.choice(others))


def remove(file: Path, choose: random.Random) -> None:
    """Remove a file."""
    del choose
    file.unlink()


def make_folder(file: Path, choose: random.Random) -> None:
    """Put a folder in its place."""
    del choose
    file.unlink()
    file.mkdir()


def append(file: Path, choose: random.Random) -> None:
    """Add a byte."""
    file.write_bytes(file.read_bytes() + bytes([choose.randrange(256)]))


DAMAGES: list[Damage] = [flip, truncate, empty, fill_with_zeros, swap, rename, remove, make_folder, append]
ESSENTIAL: list[Damage] = [flip, truncate, swap]
"""What is done to every file before the others are tried in a random order."""
DATABASE_DAMAGES: list[Damage] = [
    flip, truncate, empty, fill_with_zeros, overwrite, zero_a_page, change_header, remove, make_folder, append
]  # fmt: skip
RECORD_DAMAGES: list[Damage] = [
    flip, truncate, empty, fill_with_zeros, overwrite, remove, make_folder, append
]  # fmt: skip
