"""The function `image` of templates: sizes, copies, faults, and what an edit renews."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from sitegen.engine.explain import explain
from sitegen.errors import SitegenError
from tests.conftest import WriteSite
from tests.images.test_pictures import images, png
from tests.test_incremental import build, clean, published

HEAD = (
    "---\ntitle: {title}\ndate: 2026-01-02\ndescription: d\nimage: cover.png\nimage_alt: a\n---\n\n{text}\n"
)
PAGE, OTHER = "posts/trip/index.html", "posts/other/index.html"
POST = '{{% extends "sitegen/post.html" %}}{{% block page_header %}}\n{}\n{{% endblock %}}\n'
FACE = 'image("img/face.png", width=40, alt="A face")'


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    folder = write_site(
        {
            "content/posts/trip/index.md": HEAD.format(title="Trip", text="Text."),
            "content/posts/trip/cover.png": png(100, 50),
            "content/posts/other.md": HEAD.format(title="Other", text="Words.").replace(
                "cover", "trip/cover"
            ),
            "static/img/face.png": png(120, 90),
            "static/img/plan.svg": "<svg/>",
            "static/notes.txt": "Notes.",
        }
    )
    (folder / "sitegen.toml").write_text(
        'title = "A site"\nbase_url = "https://example.org/blog/"\n\n'
        '[images]\nwidths = [64, 32]\nsizes = "50vw"\n'
    )
    show(folder, f"{{{{ {FACE} }}}}")
    return folder


def show(site: Path, text: str) -> None:
    """Write the template of posts."""
    (site / "templates").mkdir(exist_ok=True)
    (site / "templates" / "post.html").write_text(POST.format(text))


def shown(site: Path, expression: str) -> str:
    """Return what an expression gives in the template of posts."""
    show(site, f"<b>{{{{ {expression} }}}}</b>")
    build(site)
    found = re.search(r"<b>(.*?)</b>", (site / "public" / PAGE).read_text(), re.DOTALL)
    assert found
    return found[1]


def test_a_width_gives_copies_for_it_and_for_fine_screens(site: Path) -> None:
    build(site)
    (face,) = images((site / "public" / PAGE).read_text())

    assert (face["alt"], face["width"], face["height"], face["sizes"]) == ("A face", "40", "30", "40px")
    assert (face["loading"], face["decoding"]) == ("lazy", "async")
    candidates = [entry.split() for entry in face["srcset"].split(", ")]
    assert [width for _, width in candidates] == ["40w", "80w"], "not the picture itself, which is wider"
    assert face["src"] == candidates[0][0]
    for address, width in candidates:
        with Image.open(site / "public" / address.removeprefix("/blog/")) as copy:
            assert f"{copy.width}w" == width


def test_without_a_width_the_copies_are_those_of_the_configuration(site: Path) -> None:
    picture = shown(site, 'image("img/face.png", alt="", lazy=false)')

    assert 'src="/blog/img/face.png" alt="" width="120" height="90"' in picture
    assert re.findall(r" (\d+w)", picture) == ["32w", "64w", "120w"]
    assert 'sizes="50vw"' in picture
    assert "loading" not in picture


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('image("cover.png").src', "/blog/posts/trip/cover.png"),
        ("image(page.image).src", "/blog/posts/trip/cover.png"),
        ('image("posts/trip/cover.png").width', "100"),
        ('image("content/posts/trip/cover.png").height', "50"),
        ('image("/img/face.png").width', "120"),
        ('image("img/face.png", widths=[20, 60, 500]).srcset.count("w, ")', "2"),
        ('image("img/face.png", width=300).width', "120"),
        ('image("img/face.png", width=40, sizes="3rem").sizes', "3rem"),
        ('image("img/plan.svg", alt="A plan")', '<img src="/blog/img/plan.svg" alt="A plan" loading="lazy" '
         'decoding="async">'),
        ('image("https://a.example/x.png", alt="\\"").src', "https://a.example/x.png"),
        ('image("https://example.org/blog/img/face.png").width', "120"),
    ],
)  # fmt: skip
def test_an_expression_gives(site: Path, expression: str, expected: str) -> None:
    if "cover.png" in expression or "page.image" in expression:
        (site / "content/posts/other.md").unlink()
    assert shown(site, expression) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ('image("img/fase.png", alt="")',
         "3:11: there is no picture 'img/fase.png'\n  did you mean 'img/face.png'?"),
        ('image("covr.png")', "3:11: there is no picture 'covr.png'\n  did you mean 'cover.png'?"),
        ('image("/img/fase.png")', "3:11: there is no picture '/img/fase.png'\n  did you mean 'img/face"),
        ('image("notes.txt")', "3:11: 'notes.txt' is not a picture"),
        ('image("img/face.png")', "3: the picture '/blog/img/face.png' needs alt"),
        ('image("img/face.png", width=0)', "3: expected a width from 1 to 8192 pixels, received 0"),
        ('image("img/face.png", widths=["x"])', "3: expected a width from 1 to 8192 pixels, received 'x'"),
    ],
)  # fmt: skip
def test_a_fault_is_reported_at_its_place_in_the_template(site: Path, expression: str, message: str) -> None:
    show(site, f"\n{{{{ {expression} }}}}")
    (site / "content/posts/other.md").unlink()

    with pytest.raises(SitegenError) as raised:
        build(site)
    assert f"templates/post.html:{message}" in str(raised.value)


def test_a_damaged_picture_is_an_error_of_the_template(site: Path) -> None:
    (site / "static/img/face.png").write_bytes(b"nope")

    with pytest.raises(
        SitegenError, match=r"templates/post.html:2:11: the picture static/img/face.png cannot be read"
    ):
        build(site)


def test_a_copy_that_a_post_shows_too_is_published_once(site: Path) -> None:
    show(site, '{{ image("img/face.png", alt="") }}')
    (site / "content/posts/other.md").write_text(HEAD.format(title="Other", text="![a](/img/face.png)"))
    (site / "content/posts/cover.png").write_bytes(png(10, 10))
    build(site)

    copies = [name for name in published(site / "public") if name.startswith("img/face.") and ".webp" in name]
    assert len(copies) == 2


def test_an_edit_of_a_text_makes_no_whole_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    (site / "content/posts/trip/index.md").write_text(HEAD.format(title="Trip", text="Other words."))
    with monkeypatch.context() as patched:
        patched.delattr("sitegen.build.prepare_images")
        build(site)

    assert "Other words." in (site / "public" / PAGE).read_text()
    assert published(site / "public") == clean(site)


def test_the_explanation_names_the_picture(site: Path) -> None:
    build(site)
    CHANGES["the picture"](site)
    done = build(site)

    assert done is not None
    assert "the picture /blog/img/face.png" in "\n".join(explain(PAGE, done.graph, done.before))


def asks_by_text(site: Path) -> None:
    """Let a text decide which picture the template asks for."""
    show(site, '{% if page.word_count > 1 %}{{ image("img/face.png", width=20, alt="") }}{% endif %}')
    build(site)
    (site / "content/posts/trip/index.md").write_text(HEAD.format(title="Trip", text="Text that is longer."))


def asks_no_more(site: Path) -> None:
    """Let a text decide that the template asks for no picture."""
    asks_by_text(site)
    build(site)
    (site / "content/posts/trip/index.md").write_text(HEAD.format(title="Trip", text="Text."))
    (site / "content/posts/other.md").write_text(
        HEAD.format(title="Other", text="Words.").replace("cover", "trip/cover")
    )


def add_beside(site: Path) -> None:
    """Put a picture beside a page that goes before that of `static/`."""
    (site / "content/posts/trip/img").mkdir()
    (site / "content/posts/trip/img/face.png").write_bytes(png(60, 60))


CHANGES: dict[str, Callable[[Path], object]] = {
    "the picture": lambda site: (site / "static/img/face.png").write_bytes(png(121, 90)),
    "another picture": lambda site: (site / "content/posts/trip/cover.png").write_bytes(png(90, 45)),
    "a text": lambda site: (site / "content/posts/other.md").write_text(
        HEAD.format(title="Other", text="Other words.").replace("cover", "trip/cover")
    ),
    "the template": lambda site: show(site, FACE.replace("40", "50").join(("{{ ", " }}"))),
    "no picture": lambda site: show(site, "Nothing."),
    "a picture beside the page goes first": add_beside,
    "a text asks for a picture": asks_by_text,
    "a text asks for none any more": asks_no_more,
    "a lost copy": lambda site: next((site / "public/img").glob("face.40.*")).unlink(),
    "a second language": lambda site: (
        (site / "sitegen.toml").write_text(f"{(site / 'sitegen.toml').read_text()}[languages.de]\n"),
        (site / "content/posts/trip/index.de.md").write_text(HEAD.format(title="Reise", text="Text.")),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_edit_gives_what_a_clean_build_gives(site: Path, change: Callable[[Path], object]) -> None:
    build(site)
    change(site)
    build(site)

    assert published(site / "public") == clean(site)
