"""Edits of pictures that templates and posts show, and of videos."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
from PIL import Image


def picture(side: int) -> bytes:
    """Return a picture that does not compress well."""
    file = io.BytesIO()
    pixels = np.random.default_rng(side).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


FILES: dict[str, str | bytes] = {"static/photo.png": picture(60), "content/posts/photo.png": picture(50)}


def show_picture_in_template(site: Path, choose: random.Random) -> None:
    """Posts show a picture, some of them only if their text is long enough."""
    (site / "templates").mkdir(exist_ok=True)
    least, width = choose.choice([0, 12, 40, 1000]), choose.choice([10, 20, 25])
    (site / "templates/post.html").write_text(
        '{% extends "sitegen/post.html" %}{% block page_footer %}'
        f"{{% if page.word_count > {least} %}}"
        f'{{{{ image("photo.png", width={width}, alt="") }}}}{{% endif %}}{{{{ super() }}}}{{% endblock %}}'
    )


def change_picture(site: Path, choose: random.Random) -> None:
    name = choose.choice(sorted(FILES))
    (site / name).parent.mkdir(exist_ok=True)
    (site / name).write_bytes(choose.choice([picture(choose.randrange(30, 90)), b"no picture"]))


def remove_picture(site: Path, choose: random.Random) -> None:
    (site / choose.choice(sorted(FILES))).unlink(missing_ok=True)


def add_video(site: Path, choose: random.Random) -> None:
    """A post shows a video of one of two sites, with a picture of its own."""
    file = choose.choice(sorted((site / "content/posts").glob("post-*.md")))
    address = choose.choice(["https://youtu.be/a1b2c3d4e5f", "https://vimeo.com/123456", "photo.png"])
    video = f"\n:::{{video}} {address}\n:title: {choose.random()}\n:poster: photo.png\n:::\n"
    file.write_text(file.read_text() + video)


EDITS = [show_picture_in_template, change_picture, remove_picture, add_video]
