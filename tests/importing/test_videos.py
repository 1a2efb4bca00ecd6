"""Videos of other sites become cards; inside a line they become links."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from sitegen.importing.calls import Call
from sitegen.importing.html import players
from sitegen.importing.media import vimeo, youtube
from sitegen.importing.model import Context, Entry, ForeignSite, Settings
from sitegen.importing.wordpress_html import wordpress_body

ID = "dQw4w9WgXcQ"
CARD = f":::{{video}} https://www.youtube.com/watch?v={ID}\n:title: Video\n:::"
PLAYER = f'<iframe src="https://www.youtube.com/embed/{ID}?rel=0" title="YouTube video player"></iframe>'


@pytest.fixture
def context() -> Context:
    entry = Entry(PurePosixPath("a.md"), "post", {}, "", "/a/")
    return Context(entry, ForeignSite("x", Settings(), (entry,)), [], {}, lambda _path: None)


@pytest.mark.parametrize(
    ("named", "card"),
    [
        ({"id": ID}, CARD),
        ({"src": f"https://youtu.be/{ID}?t=90"}, CARD.replace(ID, f"{ID}&t=90s")),
        ({"id": ID, "title": "A &amp; B"}, CARD.replace("title: Video", "title: A & B")),
        ({"id": "tooShort"}, "[▶ Video](https://www.youtube.com/watch?v=tooShort)"),
    ],
)
def test_a_shortcode_of_youtube_becomes_a_card_where_the_directive_reads_it(
    context: Context, named: dict[str, str], card: str
) -> None:
    assert (youtube(Call("youtube", (), named, None), context) or "").strip() == card


def test_a_shortcode_of_vimeo_becomes_a_card(context: Context) -> None:
    made = vimeo(Call("vimeo", ("123456789",), {"title": "Rain"}, None), context)

    assert made == "\n\n:::{video} https://vimeo.com/123456789\n:title: Rain\n:::\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PLAYER, CARD),
        (f"Above.\n\n{PLAYER}\n\nBelow.", f"Above.\n\n{CARD}\n\nBelow."),
        (f"<div>{PLAYER}</div>", f'<div><a href="https://www.youtube.com/watch?v={ID}">Video</a></div>'),
        (f"Above.\n{PLAYER}", f'Above.\n<a href="https://www.youtube.com/watch?v={ID}">Video</a>'),
    ],
)
def test_a_player_becomes_a_card_where_it_stands_alone(context: Context, text: str, expected: str) -> None:
    assert players(text, context) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"Above.\n\nhttps://youtu.be/{ID}\n\nBelow.", f"\n\n{CARD}\n\n"),
        (f"<ul><li>[youtube {ID}]</li></ul>", "- " + CARD.replace("\n", "\n  ")),
        (f"<blockquote>[youtube {ID}]</blockquote>", "> " + CARD.replace("\n", "\n> ")),
        (
            f"<table><tr><td>[youtube {ID}]</td><td>x</td></tr></table>",
            f"[Video](https://www.youtube.com/watch?v={ID})",
        ),
    ],
)
def test_a_video_of_wordpress_fits_its_place(context: Context, html: str, expected: str) -> None:
    made = wordpress_body(html, context)

    assert expected in made
    assert "KEPTPIECE" not in made
