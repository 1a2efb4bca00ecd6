"""Pages say how large their pictures are, and name smaller copies; builds notice when a picture changes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from sitegen.engine.explain import explain
from tests.conftest import WriteSite
from tests.test_incremental import build, clean, published

POST = """---
title: A trip
date: 2026-01-02
description: d
---

Text with ![a wave](wave.png) and ![sized](wave.png){width=20}.

:::{figure} /img/wave.png
:alt: The same
:::

![elsewhere](https://example.org/x.png) ![drawn](plan.svg)

## A heading with ![a picture](wave.png)
"""
PAGE = "posts/trip/index.html"


def png(width: int, height: int) -> bytes:
    """Return a picture that does not compress well."""
    file = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    folder = write_site(
        {
            "content/posts/trip/index.md": POST,
            "content/posts/trip/wave.png": png(100, 50),
            "content/posts/trip/plan.svg": "<svg/>",
            "content/posts/other.md": POST[: POST.index("Text")] + "Other words.\n",
            "static/img/wave.png": png(40, 30),
        }
    )
    (folder / "sitegen.toml").write_text('title = "A site"\n\n[images]\nwidths = [64, 32]\nsizes = "50vw"\n')
    return folder


def images(html: str) -> list[dict[str, str]]:
    """Return the attributes of each `img`."""
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<img[^>]*>", html)]


def test_a_page_names_size_and_copies_of_its_pictures(site: Path) -> None:
    build(site)
    wave, sized, static, elsewhere, drawn, heading = images((site / "public" / PAGE).read_text())

    assert (wave["width"], wave["height"], wave["sizes"]) == ("100", "50", "50vw")
    candidates = [entry.split() for entry in wave["srcset"].split(", ")]
    assert [width for _, width in candidates] == ["32w", "64w", "100w"]
    assert candidates[-1][0] == wave["src"] == "/posts/trip/wave.png"
    for address, width in candidates:
        with Image.open(site / "public" / address.lstrip("/")) as copy:
            assert f"{copy.width}w" == width
    assert (sized["width"], "height" in sized, sized["srcset"]) == ("20", False, wave["srcset"])
    assert (static["width"], static["height"]) == ("40", "30")
    assert [width.split()[1] for width in static["srcset"].split(", ")] == ["32w", "40w"]
    for other in (elsewhere, drawn, heading):
        assert {"width", "srcset"}.isdisjoint(other)


def test_a_feed_names_absolute_addresses_of_the_copies(site: Path) -> None:
    build(site)
    feed = ElementTree.fromstring((site / "public/feed.xml").read_text())
    texts = [found.text or "" for found in feed.iter("{http://www.w3.org/2005/Atom}content")]
    (wave, *_rest) = images("".join(texts))

    addresses = [entry.split()[0] for entry in wave["srcset"].split(", ")]
    assert all(address.startswith("http://localhost:8484/posts/trip/wave.") for address in addresses)


def test_without_the_table_pages_name_the_size_only(site: Path) -> None:
    (site / "sitegen.toml").write_text('title = "A site"\n')
    build(site)

    wave = images((site / "public" / PAGE).read_text())[0]
    assert (wave["width"], wave["height"], "srcset" in wave) == ("100", "50", False)
    assert [file for file in published(site / "public") if file.endswith(".webp")] == []


def test_a_damaged_picture_is_a_warning_at_its_place(site: Path) -> None:
    (site / "content/posts/trip/wave.png").write_bytes(b"nope")
    done = build(site)

    assert done is not None
    (warning,) = done.report.warnings
    assert (warning.code, warning.line, warning.column) == ("unreadable-image", 7, 11)
    assert warning.message == (
        "the picture content/posts/trip/wave.png cannot be read: it is not a picture of a known format"
    )
    assert "width" not in images((site / "public" / PAGE).read_text())[0]


def test_the_filter_for_markdown_shows_pictures(site: Path) -> None:
    (site / "templates").mkdir(exist_ok=True)
    main = '{% block main %}{{ "![a](/img/wave.png)" | markdown }}{% endblock %}'
    (site / "templates" / "page.html").write_text('{% extends "sitegen/page.html" %}' + main)
    (site / "content" / "about.md").write_text("---\ntitle: About\n---\n")
    build(site)

    assert images((site / "public/about/index.html").read_text())[0]["src"] == "/img/wave.png"


CHANGES: dict[str, Callable[[Path], object]] = {
    "a picture": lambda site: (site / "content/posts/trip/wave.png").write_bytes(png(90, 45)),
    "a new picture in a text": lambda site: (site / "content/posts/other.md").write_text(
        POST[: POST.index("Text")] + "Other ![words](trip/wave.png).\n"
    ),
    "a picture less": lambda site: (site / "content/posts/trip/index.md").write_text(
        POST.replace(":::{figure} /img/wave.png\n:alt: The same\n:::\n", "")
    ),
    "a text beside a picture": lambda site: (site / "content/posts/trip/index.md").write_text(
        POST.replace("Text", "Words")
    ),
    "the table": lambda site: (site / "sitegen.toml").write_text(
        'title = "A site"\n[images]\nwidths = [16]\n'
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_edit_gives_what_a_clean_build_gives(site: Path, change: Callable[[Path], object]) -> None:
    build(site)
    change(site)
    build(site)

    assert published(site / "public") == clean(site)


def test_the_explanation_names_the_picture(site: Path) -> None:
    build(site)
    CHANGES["a picture"](site)
    done = build(site)

    assert done is not None
    assert "the picture /posts/trip/wave.png" in "\n".join(explain(PAGE, done.graph, done.before))


def test_a_text_beside_a_picture_needs_no_look_at_the_picture(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site)
    CHANGES["a text beside a picture"](site)
    monkeypatch.delattr("sitegen.build.prepare_images")
    done = build(site)

    assert done is not None
    assert done.report.written < done.report.outputs
    assert "Words with <img" in (site / "public" / PAGE).read_text()
