from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from justhtml import JustHTML

from sitegen.model import Asset, Body
from sitegen.render.feed_html import absolute_links, feed_html
from sitegen.render.site_files import clean, rfc3339, stable_id
from tests.render.sample_site import render, sample_config, sample_page, sample_site

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
HOME = "index.html"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def feed(tmp_path: Path) -> ElementTree.Element:
    """The sample's feed, parsed."""
    return ElementTree.fromstring(render(sample_config(tmp_path))["feed.xml"])


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(path)]


def test_the_feed_has_what_atom_demands(feed: ElementTree.Element) -> None:
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert datetime.fromisoformat(texts(element, f"{ATOM}updated")[0]).tzinfo is not None
        assert element.findall(f"{ATOM}author/{ATOM}name")
        alternate = [link for link in element.iterfind(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternate) == 1
        assert alternate[0].get("href", "").startswith("https://example.org/blog/")
    ids = texts(feed, f".//{ATOM}id")
    assert len(set(ids)) == len(ids)
    assert [link.get("href") for link in feed.iterfind(f"{ATOM}link") if link.get("rel") == "self"] == [
        "https://example.org/blog/feed.xml"
    ]


def test_the_newest_posts_come_first_and_drafts_never(feed: ElementTree.Element) -> None:
    assert texts(feed, f"{ATOM}entry/{ATOM}title")[:3] == ["A <live> post", "First", "Note 9"]
    assert "Not yet" not in texts(feed, f".//{ATOM}title")


@pytest.mark.parametrize(("given", "held"), [({}, 10), ({"feed_posts": 3}, 3), ({"feed_posts": 40}, 25)])
def test_a_feed_holds_as_many_of_the_newest_posts_as_the_configuration_says(
    tmp_path: Path, given: dict[str, int], held: int
) -> None:
    config = sample_config(tmp_path, feeds=("atom", "rss", "json"), **given)
    pages = [sample_page(f"posts/p{n}.md", date=date(2026, 1, n)) for n in range(1, 26)]
    outputs = render(config, sample_site(config, pages))
    titles = [f"P{n}" for n in range(25, 25 - held, -1)]

    assert texts(ElementTree.fromstring(outputs["feed.xml"]), f"{ATOM}entry/{ATOM}title") == titles
    assert texts(ElementTree.fromstring(outputs["rss.xml"]), "channel/item/title") == titles
    assert [item["title"] for item in json.loads(outputs["feed.json"])["items"]] == titles


def test_text_that_would_end_a_cdata_section_arrives_whole(tmp_path: Path) -> None:
    html = "<p>a]]> b ]]]]>> &amp; &lt;c&gt; “d” <code>]]&gt;</code></p>"
    config = sample_config(tmp_path, feeds=("atom", "rss", "json"))
    page = sample_page("posts/odd.md", body=Body((html,)))
    outputs = render(config, sample_site(config, [page]))

    assert texts(ElementTree.fromstring(outputs["feed.xml"]), f"{ATOM}entry/{ATOM}content") == [html]
    assert texts(ElementTree.fromstring(outputs["rss.xml"]), f"channel/item/{CONTENT}encoded") == [html]
    assert json.loads(outputs["feed.json"])["items"][0]["content_html"] == html
    assert "&lt;p&gt;" not in outputs["feed.xml"]
    assert "\\u003c" not in outputs["feed.json"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p class="a" id="b" data-x=\'<1>\' tabindex="0">x</p>', '<p id="b">x</p>'),
        ('<pre tabindex="0"><code class="language-python"><i class="k">if</i> <span>a</span></code></pre>',
         '<pre><code class="language-python"><i>if</i> a</code></pre>'),
        ('<span lang="de"><span class="x">Öl</span></span>', '<span lang="de">Öl</span>'),
        ('<h2 id="t">T<a class="heading-anchor" href="#t" aria-hidden="true" tabindex="-1"></a></h2>',
         '<h2 id="t">T</h2>'),
        ('<a href="x" aria-hidden="true"><img src="y" alt="z"></a>',
         '<a href="https://e.org/p/x"><img src="https://e.org/p/y" alt="z"></a>'),
        ('<li><button type="button" data-pick="w" value="1">two <small>0</small></button></li>',
         "<li>two <small>0</small></li>"),
        ('<sup class="footnote-ref"><a href="#fn1" id="fnref1" role="doc-noteref" aria-label="N">1</a></sup>',
         '<sup><a href="https://e.org/p/#fn1" id="fnref1" aria-label="N">1</a></sup>'),
        ('<td colspan="2" style="text-align:right" class="n">1</td>',
         '<td colspan="2" style="text-align:right">1</td>'),
        ('<img src="https://o.org/a.png" alt="tabindex=0 class=a" loading=lazy>',
         '<img src="https://o.org/a.png" alt="tabindex=0 class=a">'),
        ("a <!-- note --> b</span> < c class=d", "a  b</span> < c class=d"),
    ],
)  # fmt: skip
def test_a_feed_leaves_out_what_only_pages_use(html: str, expected: str) -> None:
    assert feed_html(html, "https://e.org/p/") == expected


def test_an_entry_holds_the_whole_post_with_posters_and_absolute_addresses(feed: ElementTree.Element) -> None:
    content = feed.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert content.get("type") == "html"
    text = content.text or ""

    assert 'href="https://example.org/blog/posts/live/#two"' in text
    assert 'src="https://example.org/blog/posts/live/a.png"' in text
    assert "Loss falls from 1 to 0." in text
    assert "Watch the <em>boundary</em>." in text
    assert "97 %" in text
    for word in ("<svg", "<script", "<demo-island", "<fieldset", "<button", 'href="#', 'href="/'):
        assert word not in text
    assert JustHTML(text, fragment=True, collect_errors=True).errors == []


def test_an_entry_names_authors_tags_and_times(feed: ElementTree.Element) -> None:
    live, first = feed.findall(f"{ATOM}entry")[:2]

    assert texts(first, f"{ATOM}author/{ATOM}name") == ["Bob", "Eve"]
    assert texts(live, f"{ATOM}author/{ATOM}name") == ["Ada Example"]
    assert [tag.get("term") for tag in live.iterfind(f"{ATOM}category")] == ["python", "C++"]
    assert texts(live, f"{ATOM}published") == ["2026-05-04T12:30:00Z"]
    assert texts(live, f"{ATOM}updated") == ["2026-06-01T00:00:00Z"]
    assert texts(feed, f"{ATOM}updated") == ["2026-06-01T00:00:00Z"]


def test_a_feed_without_posts_is_still_a_feed(tmp_path: Path) -> None:
    config = sample_config(tmp_path, author="")
    site = sample_site(config, [sample_page("_index.md", "home", date=None)])
    feed = ElementTree.fromstring(render(config, site)["feed.xml"])

    assert texts(feed, f"{ATOM}updated") == ["1970-01-01T00:00:00Z"]
    assert texts(feed, f"{ATOM}author/{ATOM}name") == ["Notes & queries"]
    assert feed.findall(f"{ATOM}entry") == []


def test_a_site_can_do_without_a_feed(tmp_path: Path) -> None:
    texts = render(sample_config(tmp_path, feeds=()))

    assert "feed.xml" not in texts
    assert "atom" not in texts["index.html"]


def test_a_json_feed_holds_what_the_atom_feed_holds(tmp_path: Path, feed: ElementTree.Element) -> None:
    outputs = render(sample_config(tmp_path, feeds=("json",)))
    made = json.loads(outputs["feed.json"])

    assert "feed.xml" not in outputs
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["home_page_url"] == "https://example.org/blog/"
    assert made["feed_url"] == "https://example.org/blog/feed.json"
    for atom, key in (
        ("title", "title"),
        ("id", "id"),
        ("published", "date_published"),
        ("content", "content_html"),
    ):
        assert [item[key] for item in made["items"]] == texts(feed, f"{ATOM}entry/{ATOM}{atom}")
    first = made["items"][0]
    assert (first["tags"], first["authors"]) == (["python", "C++"], [{"name": "Ada Example"}])
    assert 'type="application/feed+json" title="Notes &amp; queries" href="/blog/feed.json">' in outputs[HOME]
    assert '<a href="/blog/feed.json">JSON feed</a>' in outputs[HOME]


def test_a_json_feed_without_posts_is_still_json(tmp_path: Path) -> None:
    config = sample_config(tmp_path, feeds=("atom", "json"))
    outputs = render(config, sample_site(config, [sample_page("_index.md", "home")]))

    assert json.loads(outputs["feed.json"])["items"] == []
    assert "feed.xml" in outputs


def test_an_rss_feed_holds_what_the_atom_feed_holds(tmp_path: Path, feed: ElementTree.Element) -> None:
    outputs = render(sample_config(tmp_path, feeds=("rss",)))
    rss = ElementTree.fromstring(outputs["rss.xml"])
    items = rss.findall("channel/item")

    assert "feed.xml" not in outputs
    assert rss.get("version") == "2.0"
    assert texts(rss, "channel/title") == ["Notes & queries"]
    assert [link.get("href") for link in rss.iterfind(f"channel/{ATOM}link")] == [
        "https://example.org/blog/rss.xml"
    ]
    for atom, tag in (("title", "title"), ("id", "guid"), ("content", f"{CONTENT}encoded")):
        assert texts(rss, f"channel/item/{tag}") == texts(feed, f"{ATOM}entry/{ATOM}{atom}")
    moments = [parsedate_to_datetime(text) for text in texts(rss, "channel/item/pubDate")]
    assert moments == [datetime.fromisoformat(text) for text in texts(feed, f"{ATOM}entry/{ATOM}published")]
    assert texts(items[0], "category") == ["python", "C++"]
    assert texts(items[0], f"{DC}creator") == ["Ada Example"]
    assert '<a href="/blog/rss.xml">RSS feed</a>' in outputs[HOME]


def test_an_rss_feed_without_posts_is_still_rss(tmp_path: Path) -> None:
    config = sample_config(tmp_path, feeds=("rss",), description="")
    outputs = render(config, sample_site(config, [sample_page("_index.md", "home")]))
    rss = ElementTree.fromstring(outputs["rss.xml"])

    assert texts(rss, "channel/description") == ["Notes & queries"]
    assert texts(rss, "channel/lastBuildDate") == ["Thu, 01 Jan 1970 00:00:00 +0000"]
    assert rss.findall("channel/item") == []


def test_an_identity_survives_a_change_of_scheme_and_nothing_else() -> None:
    assert stable_id("http://a.org/x/") == stable_id("https://a.org/x/")
    assert stable_id("https://a.org/x/") != stable_id("https://a.org/y/")
    # Readers would see every post as new if this ever changed.
    assert stable_id("https://example.org/x/") == "urn:uuid:6dbea892-7fd2-59cc-89bb-d747e8feb2e8"


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 3, 1), "UTC", "2026-03-01T00:00:00Z"),
        (date(2026, 7, 1), "Europe/Berlin", "2026-07-01T00:00:00+02:00"),
        (datetime(2026, 3, 1, 9, 5, 7, 123, tzinfo=UTC), "Europe/Berlin", "2026-03-01T09:05:07Z"),
        (datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=-5))), "UTC", "2026-03-01T09:00:00-05:00"),
    ],
)
def test_a_bare_date_begins_at_midnight_in_the_site_s_zone_and_a_time_stays(
    day: date | datetime, zone: str, expected: str
) -> None:
    assert rfc3339(day, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="/blog/x/">', '<a href="https://e.org/blog/x/">'),
        ("<a class=x href='y.html'>", "<a class=x href='https://e.org/blog/p/y.html'>"),
        ('<a href="#z">', '<a href="https://e.org/blog/p/#z">'),
        ('<a href="https://other.org/">', '<a href="https://other.org/">'),
        ('<a href="mailto:a@e.org">', '<a href="mailto:a@e.org">'),
        ('<a title="1 > 0" href="b">', '<a title="1 > 0" href="https://e.org/blog/p/b">'),
        ('<img srcset="a.png 1x, /b.png 2x" src=" a.png ">',
         '<img srcset="https://e.org/blog/p/a.png 1x, https://e.org/b.png 2x" src="https://e.org/blog/p/a.png">'),
        ('<video poster="/v.png">', '<video poster="https://e.org/v.png">'),
        ('<code>href="/x"</code>', '<code>href="/x"</code>'),
        ('<!-- <a href="/x"> -->', '<!-- <a href="/x"> -->'),
        ('<p data-href="/x">', '<p data-href="/x">'),
        ('<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==">'),
    ],
)  # fmt: skip
def test_addresses_become_absolute_and_text_stays(html: str, expected: str) -> None:
    assert absolute_links(html, "https://e.org/blog/p/") == expected


@pytest.mark.parametrize(
    "piece", ["<!-- ", "<a ", "<a '\"", '<a href="x'], ids=["comment", "tag", "quote", "value"]
)
def test_markup_that_is_never_closed_stays_as_it_is(piece: str) -> None:
    assert absolute_links(piece * 20_000, "https://e.org/") == piece * 20_000
    assert feed_html("x" + piece * 20_000, "https://e.org/") == (
        "x" if "!" in piece else "x" + piece * 20_000
    )


def test_characters_that_xml_cannot_hold_are_dropped(tmp_path: Path) -> None:
    assert clean("a\x08b\x00\tc\n") == "ab\tc\n"
    config = sample_config(tmp_path)
    page = sample_page("posts/odd.md", title="Odd \x0c", body=Body(("<p>\x1b[0m</p>",)))
    feed = ElementTree.fromstring(render(config, sample_site(config, [page]))["feed.xml"])

    assert texts(feed, f"{ATOM}entry/{ATOM}title") == ["Odd "]


def test_the_sitemap_has_every_published_page_once_and_no_draft(tmp_path: Path) -> None:
    outputs = render(sample_config(tmp_path))
    entries = ElementTree.fromstring(outputs["sitemap.xml"])
    urls = texts(entries, f"{MAP}url/{MAP}loc")

    assert urls == sorted(set(urls))
    assert "https://example.org/blog/" in urls
    assert "https://example.org/blog/tags/python/" in urls
    assert "https://example.org/blog/posts/live/" in urls
    assert not [
        url for url in urls if url.endswith(("/draft/", "/later/", "/about/", "404.html", "/old/live/"))
    ]
    for url in urls:
        assert url.removeprefix("https://example.org/blog/") + "index.html" in outputs
    live = next(entry for entry in entries if entry[0].text == "https://example.org/blog/posts/live/")
    assert live[1].text == "2026-06-01"


def test_a_sitemap_that_would_be_too_long_is_split_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.addresses.SITEMAP_LIMIT", 10)
    outputs = render(sample_config(tmp_path))
    index = ElementTree.fromstring(outputs["sitemap.xml"])
    named = texts(index, f"{MAP}sitemap/{MAP}loc")

    assert named == [f"https://example.org/blog/sitemap-{n}.xml" for n in (1, 2)]
    assert [outputs[f"sitemap-{n}.xml"].count("<url>") for n in (1, 2)] == [10, 6]


def test_robots_points_to_the_sitemap_and_forbids_nothing(tmp_path: Path) -> None:
    text = render(sample_config(tmp_path))["robots.txt"]

    assert text == "User-agent: *\nAllow: /\n\nSitemap: https://example.org/blog/sitemap.xml\n"


def test_the_page_for_unknown_addresses_has_no_address(outputs: dict[str, str]) -> None:
    assert "canonical" not in outputs["404.html"]
    assert "noindex" in outputs["404.html"]
    assert "og:url" not in outputs["404.html"]


def test_a_file_of_the_author_takes_the_place_of_a_generated_one(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    assets = [Asset(Path(name), PurePosixPath(name), f"static/{name}") for name in ("robots.txt", "404.html")]
    texts = render(config, sample_site(config, assets=assets))

    assert "robots.txt" not in texts
    assert "404.html" not in texts
    assert "sitemap.xml" in texts
