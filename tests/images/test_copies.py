"""Pictures are measured as browsers show them, and their copies are smaller, upright and made once."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from sitegen.cache import Cache
from sitegen.config import ImagesConfig
from sitegen.images.copies import FOLDER, ORIENTATION, UNUSED_S, Copied, Measured, copy_pictures, measure

OPTIONS = ImagesConfig(widths=(64, 32))


def noise(width: int, height: int) -> Image.Image:
    """A picture that does not compress well."""
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8))


def save(file: Path, image: Image.Image, **options: Any) -> Path:
    """Write a picture in the format of the file's ending."""
    image.save(file, **options)
    return file


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    """The results of earlier builds."""
    with closing(Cache(tmp_path / "cache")) as opened:
        yield opened


def copied(file: Path, cache: Cache, options: ImagesConfig = OPTIONS) -> Copied:
    """Make the copies of one picture."""
    picture = measure(file)
    assert isinstance(picture, Measured)
    return copy_pictures({"one": picture}, options.widths, options, file.parent / "cache", cache)


def turned(quarter: int) -> Image.Exif:
    """Return what a camera writes that was held in a way."""
    exif = Image.Exif()
    exif[ORIENTATION] = quarter
    exif[0x010F] = "A camera"
    return exif


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.avif"])
def test_every_format_is_measured(tmp_path: Path, name: str) -> None:
    file = save(tmp_path / name, noise(40, 30))

    assert measure(file) == Measured(file, 40, 30)


@pytest.mark.parametrize(("quarter", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))])
def test_a_picture_that_browsers_turn_is_measured_upright(
    tmp_path: Path, quarter: int, size: tuple[int, int]
) -> None:
    file = save(tmp_path / "a.jpg", noise(40, 30), exif=turned(quarter))

    assert measure(file) == Measured(file, *size)


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\nnope"])
def test_a_file_that_is_no_picture_is_named(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(data)

    assert measure(file) == "it is not a picture of a known format"


def test_a_file_that_is_gone_is_a_fault_and_no_exception(tmp_path: Path) -> None:
    assert "No such file" in str(measure(tmp_path / "a.png"))


def test_copies_are_narrower_smaller_and_hold_nothing_of_the_camera(tmp_path: Path, cache: Cache) -> None:
    file = save(tmp_path / "a.jpg", noise(100, 50), quality=95, exif=turned(6))

    files = dict(copied(file, cache).files["one"])

    assert list(files) == [32], "the picture is 50 pixels wide when it is upright"
    with Image.open(files[32]) as copy:
        assert (copy.format, copy.size) == ("WEBP", (32, 64))
        assert not copy.getexif()
    assert files[32].stat().st_size < file.stat().st_size


def test_a_copy_that_would_be_larger_than_the_picture_is_not_made(tmp_path: Path, cache: Cache) -> None:
    file = save(tmp_path / "a.jpg", noise(65, 65), quality=1)
    options = ImagesConfig(widths=(64,), quality=100)

    first, again = copied(file, cache, options), copied(file, cache, options)

    assert (first.files["one"], first.made) == ((), 1)
    assert (again.files["one"], again.made) == ((), 0), "that, too, is stored"


def test_webp_copies_of_png_files_are_lossless(tmp_path: Path, cache: Cache) -> None:
    file = save(tmp_path / "a.png", noise(100, 100))
    expected = noise(100, 100).resize((64, 64), Image.Resampling.LANCZOS)

    with Image.open(dict(copied(file, cache).files["one"])[64]) as copy:
        assert np.array_equal(np.asarray(copy), np.asarray(expected))


def test_a_copy_is_made_once(tmp_path: Path, cache: Cache) -> None:
    file = save(tmp_path / "a.jpg", noise(100, 100), quality=95)

    first, again = copied(file, cache), copied(file, cache)
    file.touch()

    assert first.files == again.files == copied(file, cache).files
    assert (first.made, again.made) == (1, 0)
    assert copied(save(file, noise(100, 99), quality=95), cache).made == 1, "other bytes"
    assert copied(file, cache, ImagesConfig(widths=(64,), quality=70)).made == 1, "another quality"
    assert copied(file, cache, ImagesConfig(widths=(64,), format="avif")).made == 1, "another format"


@pytest.mark.parametrize("data", [b"", b"altered", None])
def test_a_stored_copy_that_was_damaged_is_made_again(
    tmp_path: Path, cache: Cache, data: bytes | None
) -> None:
    picture = save(tmp_path / "a.jpg", noise(100, 100), quality=95)
    files = copied(picture, cache).files["one"]
    before = files[0][1].read_bytes()
    if data is None:
        files[0][1].unlink()
    else:
        files[0][1].write_bytes(data)

    assert copied(picture, cache).files["one"] == files
    assert files[0][1].read_bytes() == before


@pytest.mark.parametrize("entry", [5, ["a"], "../../x", None, {"digest": ""}])
def test_a_forged_entry_of_the_cache_is_not_used(tmp_path: Path, cache: Cache, entry: object) -> None:
    file = save(tmp_path / "a.jpg", noise(100, 100), quality=95)
    files = copied(file, cache).files
    keys = [path.stem.partition("-")[0] for _, path in files["one"]]
    for key in keys:
        cache.put("image", key, entry)

    assert copied(file, cache).files == files


def test_an_old_copy_is_removed_when_a_build_does_not_use_it(tmp_path: Path, cache: Cache) -> None:
    file = save(tmp_path / "a.jpg", noise(100, 100), quality=95)
    used = copied(file, cache).files["one"][0][1]
    folder = tmp_path / "cache" / FOLDER
    for name in ("old.webp", "new.webp"):
        (folder / name).write_bytes(b"")
    for path in (used, folder / "old.webp"):
        os.utime(path, (0, path.stat().st_mtime - UNUSED_S - 60))

    copied(file, cache)

    assert used.exists()
    assert (folder / "new.webp").exists()
    assert not (folder / "old.webp").exists()


def test_an_animation_gets_no_copies(tmp_path: Path, cache: Cache) -> None:
    file = tmp_path / "a.gif"
    noise(100, 100).save(file, save_all=True, append_images=[noise(100, 99).resize((100, 100))])

    assert measure(file) == Measured(file, 100, 100, is_animated=True)
    assert copied(file, cache).files["one"] == ()


def test_a_picture_that_breaks_off_is_a_fault(tmp_path: Path, cache: Cache) -> None:
    whole = io.BytesIO()
    noise(100, 100).save(whole, "JPEG")
    file = tmp_path / "a.jpg"
    file.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])

    result = copied(file, cache)

    assert measure(file) == Measured(file, 100, 100)
    assert "truncated" in result.faults["one"]
    assert result.files["one"] == ()


def test_without_widths_nothing_is_made(tmp_path: Path, cache: Cache) -> None:
    file = save(tmp_path / "a.jpg", noise(100, 100))

    assert copied(file, cache, ImagesConfig()) == Copied({}, {}, 0)
    assert not (tmp_path / "cache" / FOLDER).exists()
