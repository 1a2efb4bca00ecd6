"""The data of the camera is removed, and pixels, orientation and colours stay."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from sitegen.cli import cli
from sitegen.images.metadata import UnknownStructureError, has_position, without_metadata
from tests.conftest import WriteSite
from tests.images.test_copies import noise
from tests.test_incremental import build, clean, published

FORMATS = ("JPEG", "PNG", "WEBP")
SECRET = b"Serial 4711"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf exif:GPSLatitude="48,12N"/></x:xmpmeta>'
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def camera(orientation: int = 6, *, position: bool = True) -> Image.Exif:
    """Return what a camera writes."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, SECRET.decode()
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 0.0), 3: "E", 4: (16.0, 22.0, 0.0)})
    return exif


def photo(kind: str, orientation: int = 6, *, position: bool = True, **options: Any) -> bytes:
    """Return a photo with data of the camera, an XMP packet, a comment and a profile."""
    file = io.BytesIO()
    given: dict[str, object] = {"exif": camera(orientation, position=position), "icc_profile": PROFILE}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        given["pnginfo"] = info
    else:
        given["xmp"] = XMP
    if kind == "JPEG":
        given["comment"] = SECRET
    noise(40, 30).save(file, kind, **(given | options))
    return file.getvalue()


def pixels(data: bytes) -> np.ndarray:
    """Return a picture as browsers show it."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("kind", FORMATS)
def test_only_the_orientation_and_the_profile_stay(kind: str, orientation: int) -> None:
    data = photo(kind, orientation)
    bare = without_metadata(data)

    assert has_position(data)
    assert not has_position(bare)
    assert SECRET in data
    assert SECRET not in bare
    assert b"xmpmeta" not in bare
    assert np.array_equal(pixels(bare), pixels(data))
    with Image.open(io.BytesIO(bare)) as image:
        assert image.info["icc_profile"] == PROFILE
        assert dict(image.getexif()) == ({} if orientation == 1 else {0x0112: orientation})
    assert without_metadata(bare) == bare


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"restart_marker_blocks": 2}, {"subsampling": 0, "quality": 95}]
)
def test_the_pixels_of_every_kind_of_jpeg_stay(options: dict[str, Any]) -> None:
    data = photo("JPEG", **options)

    assert np.array_equal(pixels(without_metadata(data)), pixels(data))


def test_colours_of_print_stay_what_they_are() -> None:
    file = io.BytesIO()
    noise(40, 30).convert("CMYK").save(file, "JPEG", exif=camera())
    bare = without_metadata(file.getvalue())

    assert b"Adobe" in bare
    assert np.array_equal(pixels(bare), pixels(file.getvalue()))


def test_an_orientation_that_browsers_do_not_read_turns_no_picture() -> None:
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
    file = io.BytesIO()
    noise(40, 30).save(file, "JPEG", xmp=packet)

    with Image.open(io.BytesIO(without_metadata(file.getvalue()))) as image:
        assert dict(image.getexif()) == {}


def test_a_second_picture_behind_the_end_of_a_jpeg_goes() -> None:
    data = photo("JPEG")

    assert without_metadata(data + data) == without_metadata(data)


@pytest.mark.parametrize("animated", ["PNG", "WEBP"])
def test_an_animation_keeps_its_pictures(animated: str) -> None:
    file = io.BytesIO()
    frames = [noise(20, 20), noise(21, 20).resize((20, 20))]
    frames[0].save(file, animated, save_all=True, append_images=frames[1:], exif=camera())
    bare = without_metadata(file.getvalue())

    with Image.open(io.BytesIO(bare)) as image:
        assert getattr(image, "n_frames", 1) == 2
    assert SECRET not in bare


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_file_is_refused_or_gives_bytes(kind: str) -> None:
    data, chance = photo(kind), random.Random(1)
    with pytest.raises(UnknownStructureError):
        without_metadata(data[: len(data) // 2])
    for _ in range(300):
        at = chance.randrange(len(data))
        try:
            assert without_metadata(data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :])
        except UnknownStructureError as error:
            assert str(error)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"RIFF1234WAVE"])
def test_other_files_stay(data: bytes) -> None:
    assert without_metadata(data) == data
    assert not has_position(data)


POST = "---\ntitle: A\ndate: 2026-01-02\ndescription: d\n---\n\n![a](a.jpg)\n"


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    folder = write_site(
        {
            "content/posts/trip/index.md": POST,
            "content/posts/trip/a.jpg": photo("JPEG"),
            "static/b.png": photo("PNG"),
            "static/plain.png": photo("PNG", 1, position=False),
        }
    )
    (folder / "sitegen.toml").write_text('title = "A site"\n[images]\nstrip_metadata = true\nwidths = [16]\n')
    return folder


def test_pictures_are_published_without_the_data_of_the_camera(site: Path) -> None:
    build(site)

    for name, source in (("posts/trip/a.jpg", "content/posts/trip/a.jpg"), ("b.png", "static/b.png")):
        made = (site / "public" / name).read_bytes()
        assert made == without_metadata((site / source).read_bytes())
    assert (site / "static/b.png").read_bytes() == photo("PNG"), "the original stays"
    assert 'width="30" height="40"' in (site / "public/posts/trip/index.html").read_text()


def test_without_the_key_files_are_published_as_they_are(site: Path) -> None:
    (site / "sitegen.toml").write_text('title = "A site"\n')
    build(site)

    assert (site / "public/b.png").read_bytes() == photo("PNG")


def test_a_picture_that_changes_is_published_again(site: Path) -> None:
    build(site)
    (site / "static/b.png").write_bytes(photo("PNG", 8))
    next((site / ".sitegen/cache/images").glob("*.jpg")).write_bytes(b"altered")
    build(site)

    assert published(site / "public") == clean(site)


def test_a_file_that_cannot_be_read_is_a_warning(site: Path) -> None:
    (site / "static/b.png").write_bytes(photo("PNG")[:500])
    done = build(site)

    assert done is not None
    (warning,) = done.report.warnings
    assert str(warning) == (
        "static/b.png: warning: the data of the camera stays in the picture static/b.png: "
        "the file breaks off\n  save the picture again"
    )


def test_the_check_warns_of_a_place_in_a_published_picture(site: Path) -> None:
    def check() -> str:
        command = ["check", "--now", "2026-11-23", "-c", str(site)]
        return CliRunner().invoke(cli, command).output

    assert "picture-location" not in check()
    (site / "sitegen.toml").write_text('title = "A site"\n')
    output = check()
    assert "public/b.png: warning: the picture names the place where it was taken" in output
    assert "this file comes from content/posts/trip/a.jpg" in output
    assert "plain.png" in output, "its XMP packet names the place"
