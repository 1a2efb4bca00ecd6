"""Posts have a card: made once, named by their pages, and refused with a place where it cannot be drawn."""

from __future__ import annotations

import io
import re
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sitegen.build import build_site
from sitegen.cache import FILE, Cache
from sitegen.cards import find_fonts
from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.model import CARD_HEIGHT, CARD_WIDTH
from tests.conftest import WriteSite
from tests.test_incremental import NOW, build, clean, published, rewrite

DEMO = '''from dataclasses import dataclass

import numpy as np

from sitegen.demo import Bars, Curve, Frame, demo


@dataclass
class Controls:
    pass


@demo(title="Wave")
def wave(controls: Controls, rng: np.random.Generator) -> Frame:
    """A wave."""
    x = np.linspace(0, 6, 60)
    ends = Bars({"left": 1.0, "right": 2.0}, label="Ends")
    return Frame(wave=Curve(np.sin(x), x, label="A sine"), ends=ends)
'''
POST = "---\ntitle: {title}\ndate: 2026-01-02\ndescription: d\n---\n\nText.\n"
CONFIG = (
    'title = "A site"\nbase_url = "https://example.org/blog/"\nauthor = "Ada"\n\n[images]\ncards = true\n'
)
SANS, SERIF = (Path(str(files(package))) / "files" for package in (find_fonts.SANS, find_fonts.SERIF))
PACKAGED = (SANS / "SourceSans3[wght].ttf", SERIF / "SourceSerif4[opsz,wght].ttf")
PLAIN, LIVE = "posts/plain/index.html", "posts/live/index.html"


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    picture = POST.format(title="Own").replace("---\n\n", "image: dot.png\nimage_alt: A dot\n---\n\n")
    folder = write_site(
        {
            "content/posts/plain.md": POST.format(title="A plain post"),
            "content/posts/live.md": POST.format(title="A live post") + "\n:::{demo} wave\n:::\n",
            "content/posts/own/index.md": picture,
            "content/posts/own/dot.png": b"\x89PNG",
            "content/demos/wave.py": DEMO,
        }
    )
    (folder / "sitegen.toml").write_text(CONFIG)
    return folder


def meta(site: Path, page: str) -> dict[str, str]:
    """Return the properties of OpenGraph and the kind of card that a page names."""
    html = (site / "public" / page).read_text()
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', html))


def card(site: Path, page: str) -> Image.Image:
    """Return the card that a page names."""
    address = meta(site, page)["og:image"].removeprefix("https://example.org/blog/")
    return Image.open(io.BytesIO((site / "public" / address).read_bytes())).convert("RGB")


def colours(image: Image.Image, box: tuple[int, int, int, int]) -> set[tuple[int, ...]]:
    pixels = np.asarray(image.crop(box)).reshape(-1, 3)
    return set(map(tuple, pixels.tolist()))


def test_a_post_names_its_card_with_size_and_words(site: Path) -> None:
    build(site)
    found = meta(site, LIVE)

    assert re.fullmatch(r"https://example.org/blog/posts/live/card\.[0-9a-f]{8}\.png", found["og:image"])
    assert (found["og:image:width"], found["og:image:height"]) == (str(CARD_WIDTH), str(CARD_HEIGHT))
    assert found["og:image:alt"] == "A live post. A sine"
    assert found["twitter:card"] == "summary_large_image"
    assert found["og:image"] in (site / "public" / LIVE).read_text().partition("ld+json")[2]


def test_a_card_shows_the_title_and_the_main_picture_of_the_demo(site: Path) -> None:
    build(site)
    plain, live = card(site, PLAIN), card(site, LIVE)
    ink, series, panel = (26, 31, 38), (27, 86, 163), (640, 50, 1150, 580)

    assert plain.size == live.size == (CARD_WIDTH, CARD_HEIGHT)
    assert ink in colours(plain, (60, 150, 1100, 480))
    assert ink in colours(live, (60, 150, 600, 480))
    assert series in colours(live, panel)
    assert series not in colours(plain, panel)


def test_the_picture_of_the_front_matter_takes_precedence(site: Path) -> None:
    build(site)
    found = meta(site, "posts/own/index.html")

    assert found["og:image"] == "https://example.org/blog/posts/own/dot.png"
    assert found["og:image:alt"] == "A dot"
    assert not list((site / "public" / "posts" / "own").glob("card*"))


def test_without_the_key_there_are_no_cards(site: Path) -> None:
    (site / "sitegen.toml").write_text(CONFIG.replace("cards = true", "cards = false"))
    build(site)

    assert "og:image" not in meta(site, LIVE)
    assert not list((site / "public").rglob("card.*"))


def test_a_stored_card_of_another_form_is_made_again(site: Path) -> None:
    build(site)
    before, folder = published(site / "public"), site / ".sitegen" / "cache"
    with closing(sqlite3.connect(folder / FILE)) as database:
        keys = [key for (key,) in database.execute("SELECT key FROM entries WHERE kind = 'card'")]
    for head in (b"{", b"5", b"{}", b"[]", b'[9, ""]', b'["a", ""]', b"[null, 5]"):
        with closing(Cache(folder)) as cache:
            for key in keys:
                cache.put_bytes("card", key, head + b"\npng")
        build_site(load_config(site / "sitegen.toml"), now=NOW)

        assert published(site / "public") == before


def test_a_card_is_made_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    before = {name for name in published(site / "public") if "card." in name}
    monkeypatch.setattr("sitegen.cards.picture.make_card", None)
    (site / "content" / "about.md").write_text("---\ntitle: About\n---\n\nAbout.\n")
    build(site)

    assert len(before) == 2
    assert {name for name in published(site / "public") if "card." in name} == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("content/posts/live.md", "A live post", "Another title"),
        ("content/demos/wave.py", "np.sin", "np.cos"),
        ("content/posts/live.md", "wave\n:::", "wave\n:main: ends\n:::"),
        ("sitegen.toml", '"Ada"', '"Grace"'),
    ],
)
def test_what_a_card_shows_changes_it(site: Path, file: str, old: str, new: str) -> None:
    build(site)
    before = meta(site, LIVE)["og:image"]
    rewrite(file, old, new)(site)
    build(site)

    assert meta(site, LIVE)["og:image"] != before
    assert len(list((site / "public" / "posts" / "live").glob("card.*.png"))) == 1
    assert published(site / "public") == clean(site)


def test_a_card_has_the_colours_of_the_site(site: Path) -> None:
    style = site / "static" / "css" / "site.css"
    style.parent.mkdir(parents=True)
    style.write_text(":root { --paper: light-dark(#fedcba, #000); --ink: #123456 }\n")
    build(site)

    assert card(site, PLAIN).getpixel((5, 5)) == (0xFE, 0xDC, 0xBA)
    assert (0x12, 0x34, 0x56) in colours(card(site, PLAIN), (60, 150, 1100, 480))


def test_a_title_whose_letters_no_font_has_is_a_warning(site: Path) -> None:
    for name in ("plain", "live"):
        rewrite(f"content/posts/{name}.md", f"A {name} post", "深い学習")(site)
    done = build(site)

    assert done is not None
    warnings = [str(problem) for problem in done.report.warnings if problem.code == "missing-letters"]
    assert warnings[0].startswith(
        "content/posts/live.md:2:1: warning: no font of cards has the letters 深 い 学 習 of the title\n"
        "  the card of this post shows no title; name a font file"
    )
    assert "this post has no card" in warnings[1]
    assert "og:image" not in meta(site, PLAIN)
    assert card(site, LIVE).size == (CARD_WIDTH, CARD_HEIGHT)


def test_a_font_that_is_not_there_is_an_error_with_place_and_near_miss(site: Path) -> None:
    font = site / "static" / "fonts" / "Own.ttf"
    font.parent.mkdir(parents=True)
    font.write_bytes(PACKAGED[0].read_bytes())
    (site / "sitegen.toml").write_text(CONFIG + 'card_font = "static/fonts/Owm.ttf"\n')

    with pytest.raises(SitegenError) as error:
        build(site)

    assert str(error.value) == (
        "sitegen.toml:7:13: there is no font 'static/fonts/Owm.ttf'\n  did you mean 'static/fonts/Own.ttf'?"
    )


def test_a_file_that_is_no_font_is_an_error(site: Path) -> None:
    (site / "static").mkdir()
    (site / "static" / "a.woff2").write_bytes(b"wOF2....")
    (site / "sitegen.toml").write_text(CONFIG + 'card_font = "static/a.woff2"\n')

    with pytest.raises(SitegenError, match=r"'static/a\.woff2' is not a font that can be drawn"):
        build(site)


def test_without_fonts_the_key_names_the_command_that_installs_them(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_fonts, "find_spec", lambda _: None)

    with pytest.raises(SitegenError) as error:
        build(site)

    assert str(error.value) == (
        "sitegen.toml:6:1: cards = true needs fonts, which are not installed\n"
        "  install them with: pip install 'sitegen-live[cards]'; or name a font file: card_font"
    )


def test_a_font_of_the_site_is_used_and_read_again_when_it_changes(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sans, serif = PACKAGED
    font = site / "fonts" / "own.ttf"
    font.parent.mkdir()
    font.write_bytes(sans.read_bytes())
    (site / "sitegen.toml").write_text(CONFIG + 'card_font = "fonts/own.ttf"\n')
    monkeypatch.setattr(find_fonts, "find_spec", lambda _: None)
    build(site)
    before = meta(site, PLAIN)["og:image"]
    font.write_bytes(serif.read_bytes())
    build(site)

    assert meta(site, PLAIN)["og:image"] != before
