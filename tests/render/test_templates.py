from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from justhtml import JustHTML

from sitegen.errors import ConfigError, TemplateError
from sitegen.model import Asset, Body, Metric, Page
from sitegen.render import template_warnings
from tests.render.sample_site import (
    PLACE,
    SampleAssets,
    live_body,
    render,
    sample_config,
    sample_island,
    sample_page,
    sample_posters,
    sample_site,
)

HOME, POSTS, LIVE, FIRST, ABOUT = (
    f"{path}index.html" for path in ("", "posts/", "posts/live/", "posts/first/", "about/")
)
DRAFT, TAGS, TAG = (f"{path}/index.html" for path in ("posts/draft", "tags", "tags/python"))
SECOND, REDIRECT = "posts/page/2/index.html", "old/live/index.html"
PAGES = (
    HOME,
    POSTS,
    SECOND,
    LIVE,
    FIRST,
    DRAFT,
    ABOUT,
    TAGS,
    TAG,
    "tags/python/page/2/index.html",
    "404.html",
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sample site, text by output path."""
    return render(sample_config(tmp_path_factory.mktemp("site")))


def write_templates(root: Path, folder: str = "templates", **templates: str) -> None:
    for name, text in templates.items():
        file = root / folder / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def problems_of(root: Path, pages: list[Page] | None = None) -> list[str]:
    config = sample_config(root)
    with pytest.raises(TemplateError) as caught:
        render(config, sample_site(config, pages))
    return [str(problem) for problem in caught.value.problems]


# What every page is


@pytest.mark.parametrize("path", [*PAGES, REDIRECT])
def test_a_page_is_html_that_a_validator_accepts(outputs: dict[str, str], path: str) -> None:
    assert JustHTML(outputs[path], collect_errors=True).errors == []


@pytest.mark.parametrize("path", [*PAGES, REDIRECT])
def test_a_page_has_one_h1_and_no_level_is_skipped(outputs: dict[str, str], path: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", outputs[path])]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_anchors_of_the_page_exist(outputs: dict[str, str], path: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', outputs[path])

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', outputs[path])) <= set(ids)
    assert set(" ".join(re.findall(r'aria-labelledby="([^"]+)"', outputs[path])).split()) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_landmarks_and_a_way_past_them(outputs: dict[str, str], path: str) -> None:
    text = outputs[path]

    assert text.startswith("<!doctype html>\n<html lang=")
    assert re.search(r'<body>\s*<a class="skip" href="#main">', text)
    for landmark in (
        '<header class="site-header"',
        '<main id="main"',
        '<footer class="site-footer"',
        '<nav class="site-nav"',
    ):
        assert text.count(landmark) == 1
    navs = re.findall(r"<nav\b[^>]*>", text)
    labels = [re.search(r'aria-label="([^"]+)"', nav) for nav in navs]
    assert all(labels)
    assert len({label[1] for label in labels if label}) == len(navs)


@pytest.mark.parametrize("path", PAGES)
def test_every_address_in_a_page_lies_below_the_sub_path(outputs: dict[str, str], path: str) -> None:
    body = outputs[path][outputs[path].index("<body>") :]

    for address in re.findall(r'(?:href|src|data-runtime)="([^"]*)"', body):
        assert address.startswith(("#", "/blog/"))
    head = outputs[path][: outputs[path].index("<body>")]
    for address in re.findall(r'href="([^"]*)"', head):
        assert address.startswith(("/blog/", "https://example.org/blog/"))


def test_absolute_addresses_stand_only_where_others_read_them(outputs: dict[str, str]) -> None:
    for path in PAGES:
        lines = [line for line in outputs[path].splitlines() if "https://example.org" in line]
        assert all(line.startswith(('<link rel="canonical"', '<meta property="og:')) for line in lines)


def test_links_of_the_site_lead_to_files_that_exist(outputs: dict[str, str]) -> None:
    for path in PAGES:
        for address in re.findall(r'<a [^>]*href="/blog/([^"#]*)', outputs[path]):
            if address.endswith("/depth.py"):
                continue  # the demo's script, which the build makes
            assert (address + "index.html" if not address or address.endswith("/") else address) in outputs


def test_text_of_the_author_is_escaped(outputs: dict[str, str]) -> None:
    assert "<title>A &lt;live&gt; post · Notes &amp; queries</title>" in outputs[LIVE]
    assert "<h1>A &lt;live&gt; post</h1>" in outputs[LIVE]
    assert "<live>" not in "".join(outputs[path] for path in PAGES)


def test_the_same_site_gives_the_same_bytes(tmp_path: Path, outputs: dict[str, str]) -> None:
    assert render(sample_config(tmp_path)) == outputs


# Scripts and styles


def test_a_page_without_a_demo_has_no_script_and_no_style_of_demos(outputs: dict[str, str]) -> None:
    for path in (HOME, POSTS, FIRST, "404.html", "tags/index.html"):
        assert "<script" not in outputs[path]
        assert "demo-" not in outputs[path]
        assert re.findall(r'rel="stylesheet" href="([^"]+)"', outputs[path]) == ["/blog/css/site.ff.css"]


def test_a_page_with_a_demo_loads_one_module_and_the_styles_it_needs(outputs: dict[str, str]) -> None:
    assert re.findall(r'<script type="module" src="([^"]+)">', outputs[LIVE]) == ["/blog/client-ff/main.js"]
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', outputs[LIVE]) == [
        "/blog/css/site.ff.css", "/blog/css/code.ff.css", "/blog/css/demo.ff.css",
    ]  # fmt: skip


def test_code_brings_its_style_sheet(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    page = sample_page("about.md", "page", Body(('<div class="code"><pre>x</pre></div>',)))

    assert "/blog/css/code.ff.css" in render(config, sample_site(config, [page]))[ABOUT]


# Demos and numbers


def test_a_demo_is_a_complete_island(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]

    assert (
        '<demo-island id="depth" data-demo="depth" data-state="idle" data-runtime="/blog/runtime/abc/">'
        in text
    )
    assert "Depth &amp; width" in text
    assert '<svg viewBox="0 0 4 3" role="img" aria-label="Loss">' in text
    assert "Watch the <em>boundary</em>." in text
    assert re.search(r"print.*&lt;/script&gt;", text)
    assert text.count("</script>") == 2


def test_the_data_of_a_demo_names_all_controls_and_cannot_end_its_element(outputs: dict[str, str]) -> None:
    found = re.search(r'class="demo-data">(.*?)</script>', outputs[LIVE], re.DOTALL)
    assert found
    data = json.loads(found[1])

    assert [control["name"] for control in data["controls"]] == [
        "layers", "rate", "shape", "noise", "seed", "shuffle",
        "prompt", "report", "digit", "dots", "lone", "sound",
    ]  # fmt: skip
    assert [control["name"] for control in data["controls"] if control["hidden"]] == ["noise"]
    assert (data["poster_steps"], data["generator"], data["download_bytes"]) == (400, True, 1234)
    assert not set("<>&") & set(found[1])


def test_a_hidden_control_is_not_shown_and_a_logarithmic_slider_has_its_place(
    outputs: dict[str, str],
) -> None:
    shown = re.findall(r'data-control="(\w+)"', outputs[LIVE])

    assert shown == [
        "layers", "rate", "shape", "seed", "shuffle", "prompt", "report", "digit", "dots", "lone", "sound",
    ]  # fmt: skip
    assert re.search(r'name="rate" min="0" max="1" [^>]*value="0.6667"', outputs[LIVE])


def test_a_text_has_a_field_of_one_line_or_of_several(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]

    assert '<input type="text" id="depth-prompt" name="prompt" value="a &lt;b&gt;" maxlength="40"' in text
    assert re.search(r'<textarea id="depth-report" name="report" rows="3" [^>]*>\none\ntwo</textarea>', text)


def test_a_pad_shows_what_the_author_drew_and_holds_it_for_the_client(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]
    pad = text[text.index('id="depth-digit"') : text.index('data-control="dots"')]

    assert 'data-kind="ink" data-value="0.5,0.25 1,1;0,0" role="group"' in pad
    assert (
        '<div class="demo-pad-surface" role="img" aria-labelledby="depth-digit-label depth-digit-state">'
        in pad
    )
    assert 'viewBox="0 0 28 28"' in pad
    assert re.findall(r'<path d="([^"]+)"', pad) == ["M14 7L28 28", "M0 0h0"]
    assert '<p class="demo-pad-state" id="depth-digit-state">2 strokes</p>' in pad
    assert re.findall(r'data-action="(\w+)"', pad) == ["undo", "clear"]
    assert '<input type="hidden" name="digit" value="0.5,0.25 1,1;0,0"' in pad
    assert "radio" not in pad


def test_a_plane_shows_its_points_and_a_choice_of_classes(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]
    pad = text[text.index('id="depth-dots"') : text.index('data-control="lone"')]
    lone = text[text.index('id="depth-lone"') : text.index('data-control="sound"')]

    assert 'viewBox="0 0 320 200"' in pad  # 160 high in equal units, but never less than 200
    assert re.findall(r'data-class="(\d)" transform="translate\(([^)]+)\)"', pad) == [
        ("0", "80 50"),
        ("1", "240 100"),
    ]
    assert re.findall(r'<input type="radio" name="depth-dots-class" value="(\d)"( checked)?', pad) == [
        ("0", " checked"),
        ("1", ""),
    ]
    assert "2 points" in pad
    assert "No points" in lone
    assert '<template class="demo-pad-sample"><svg' in lone


def test_a_clip_offers_the_demos_sounds_and_a_button_that_waits_for_the_client(
    outputs: dict[str, str],
) -> None:
    text = outputs[LIVE]

    assert '<option value="hello" selected>Hello</option><option value="bye">Bye</option>' in text
    assert (
        '<button type="button" data-action="record" aria-label="Sound: record" hidden>Record</button>' in text
    )


def test_an_island_may_have_a_title_and_numbers_in_its_caption(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    caption = ("<p>Right for ", Metric("depth", "accuracy", PLACE), ".</p>")
    island = replace(sample_island(), title="Two <layers>", caption=caption)
    page = sample_page("about.md", "page", Body((island,)))

    text = render(config, sample_site(config, [page]))[ABOUT]

    assert 'id="depth-title">Two &lt;layers&gt;</p>' in text
    assert '<div class="demo-caption"><p>Right for 97 %.</p></div>' in text


def test_a_computed_number_stands_in_the_prose(outputs: dict[str, str]) -> None:
    assert 'alt="A">.97 %</p>' in outputs[LIVE]


def test_a_page_shows_a_demo_s_program_once_and_further_islands_point_to_it(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    parts = (sample_island(), replace(sample_island(), id="again"))
    pages = [sample_page("posts/live.md", body=Body(parts))]
    text = render(config, sample_site(config, pages))[LIVE]
    first, again = text.split('<demo-island id="again"')
    assert first.count(">print<") == 1
    assert ">print<" not in again
    assert f'<a href="#{sample_island().id}--program">' in again
    assert f'id="{sample_island().id}--program"' in first


# Pages of each kind


def test_a_post_shows_dates_for_people_and_machines(outputs: dict[str, str]) -> None:
    assert '<time datetime="2026-05-04T12:30:00Z">4 May 2026</time>' in outputs[LIVE]
    assert 'Updated <time datetime="2026-06-01">1 June 2026</time>' in outputs[LIVE]
    assert '<time datetime="2026-03-01">1 March 2026</time>' in outputs[FIRST]
    assert "3 min read" in outputs[LIVE]


def test_a_post_has_its_contents_neighbours_series_and_prerequisites(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]

    toc = text[text.index('<nav class="toc"') : text.index('<div class="content">')]
    assert re.findall(r'<a href="#(\w+)">(.*?)</a>', toc) == [
        ("one", "One"), ("under", "<em>Under</em>"), ("two", "Two"), ("three", "Three"),
    ]  # fmt: skip
    assert 'Read before: <a href="/blog/posts/first/">First</a>; patience' in text


def test_a_post_outside_a_series_leads_to_its_neighbours_in_time(outputs: dict[str, str]) -> None:
    text = outputs["posts/draft/index.html"]
    assert 'href="/blog/posts/first/" rel="prev"' in text
    assert 'href="/blog/posts/live/" rel="next"' in text


def test_a_post_of_a_series_says_its_part_and_leads_to_the_others(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]
    assert '<a href="#series--parts">Part 2 of Course</a>' in text
    series = text[text.index('<nav class="series"') :]
    part = r'<li><a href="([^"]+)"( aria-current="page")?><span>.*?</span> <span.*?>Part&nbsp;(.)<'
    assert re.findall(part, series) == [
        ("/blog/posts/first/", "", "1"), ("/blog/posts/live/", ' aria-current="page"', "2"),
    ]  # fmt: skip
    assert re.findall(r'href="([^"]+)" rel="(\w+)"', series) == [("/blog/posts/first/", "prev")]
    assert re.findall(r'href="([^"]+)" rel="(\w+)"', outputs[FIRST]) == [("/blog/posts/live/", "next")]


def test_a_series_counts_its_parts_as_their_front_matter_does_and_else_in_order(tmp_path: Path) -> None:
    def numbers(*parts: int | None) -> list[tuple[str, str]]:
        config = sample_config(tmp_path)
        pages = [
            sample_page(f"posts/p{n}.md", date=date(2026, 1, n), series="Course", part=part)
            for n, part in enumerate(parts, 1)
        ]
        text = render(config, sample_site(config, pages))["posts/p1/index.html"]
        return re.findall(r'/posts/(p.)/"[^>]*>.*?Part&nbsp;(\d+)<', text)

    assert numbers(4, 2) == [("p2", "2"), ("p1", "4")]
    assert numbers(None, None) == [("p1", "1"), ("p2", "2")]


def test_the_only_part_of_a_series_still_leads_to_its_neighbours_in_time(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    pages = [
        sample_page("posts/one.md", date=date(2026, 1, 1), series="Course", part=1),
        sample_page("posts/two.md", date=date(2026, 1, 2)),
    ]
    assert (
        'href="/blog/posts/two/" rel="next"'
        in render(config, sample_site(config, pages))["posts/one/index.html"]
    )


def test_a_short_post_has_no_table_of_contents_and_front_matter_decides(
    tmp_path: Path, outputs: dict[str, str]
) -> None:
    assert 'class="toc"' not in outputs[FIRST]
    assert 'class="toc"' in outputs[ABOUT]
    config = sample_config(tmp_path)
    pages = [sample_page("posts/live.md", toc=False, body=live_body())]
    assert 'class="toc"' not in render(config, sample_site(config, pages))[LIVE]


def test_authors_are_those_of_the_post_else_the_site_s(outputs: dict[str, str]) -> None:
    assert "By Bob, Eve" in outputs[FIRST]
    assert "By Ada Example" in outputs[LIVE]
    assert "By Ada Example" not in outputs[ABOUT]


def test_a_draft_is_marked_in_lists_and_on_its_page_and_hidden_from_search_engines(
    outputs: dict[str, str],
) -> None:
    assert '<span class="draft">Draft</span>' in outputs[HOME]
    for path in ("posts/draft/index.html", ABOUT):
        assert "Not published" in outputs[path]
        assert '<meta name="robots" content="noindex">' in outputs[path]
    assert "noindex" not in outputs[LIVE]


def test_a_post_in_another_language_says_so(outputs: dict[str, str]) -> None:
    draft = outputs["posts/draft/index.html"]

    assert '<html lang="de">' in draft
    assert "1. April 2026" in draft
    assert '<span lang="de">Deutsch</span>' in draft
    assert 'lang="de"><a href="/blog/posts/draft/" hreflang="de">' in outputs[HOME]
    assert '<html lang="en">' in outputs[HOME]


def test_the_head_describes_the_page_to_others(outputs: dict[str, str]) -> None:
    head = outputs[LIVE][: outputs[LIVE].index("<body>")]

    for line in (
        '<meta name="description" content="With a demo.">',
        '<link rel="canonical" href="https://example.org/blog/posts/live/">',
        '<link rel="alternate" type="application/atom+xml" title="Notes &amp; queries" href="/blog/feed.xml">',  # noqa: E501
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="A &lt;live&gt; post">',
        '<meta property="og:url" content="https://example.org/blog/posts/live/">',
        '<meta property="og:image:alt" content="A picture">',
        '<meta property="article:published_time" content="2026-05-04T12:30:00+00:00">',
    ):
        assert line in head
    assert '<meta property="og:type" content="website">' in outputs[HOME]


def test_a_picture_beside_the_post_is_found_where_it_is_published(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    beside = Asset(Path("a.png"), PurePosixPath("posts/trip/a.png"), "content/posts/trip/a.png")
    static = Asset(Path("b.png"), PurePosixPath("img/b.png"), "static/img/b.png")
    for image, expected in (
        ("a.png", "https://example.org/blog/posts/trip/a.png"),
        ("./a.png", "https://example.org/blog/posts/trip/a.png"),
        ("/img/b.png", "https://example.org/blog/img/b.png"),
        ("/blog/img/b.png", "https://example.org/blog/img/b.png"),
        ("https://cdn.example/c.png", "https://cdn.example/c.png"),
    ):
        page = sample_page("posts/trip/index.md", image=image)
        texts = render(config, sample_site(config, [page], [beside, static]))
        assert f'og:image" content="{expected}"' in texts["posts/trip/index.html"]


# Lists


def test_the_home_page_shows_the_newest_posts_and_leads_to_all(outputs: dict[str, str]) -> None:
    assert re.findall(r'<h3 class="summary-title"[^>]*><a [^>]*>(.*?)</a>', outputs[HOME]) == [
        "A &lt;live&gt; post", "Not yet",
    ]  # fmt: skip
    assert '<a href="/blog/posts/">All posts</a>' in outputs[HOME]


def test_a_home_page_without_texts_of_its_own_is_the_site_s(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    home = sample_page("_index.md", "home", Body(), title=config.title)  # as loading makes it
    text = render(config, sample_site(config, [home]))["index.html"]

    assert "<h1>Notes &amp; queries</h1>" in text
    assert "<title>Notes &amp; queries</title>" in text
    assert "What was found." in text


def test_posts_that_no_section_lists_are_spread_over_the_home_page(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    pages = [sample_page(f"p{n}.md", date=date(2026, 1, n)) for n in range(1, 6)]
    texts = render(config, sample_site(config, [sample_page("_index.md", "home"), *pages]))

    shown = [texts[path] for path in ("index.html", "page/2/index.html", "page/3/index.html")]
    assert [re.findall(r'href="/blog/(p\d)/"', text) for text in shown] == [
        ["p5", "p4"],
        ["p3", "p2"],
        ["p1"],
    ]


def test_a_long_list_is_spread_over_pages_that_lead_to_each_other(outputs: dict[str, str]) -> None:
    second = outputs["posts/page/2/index.html"]
    bar = second[second.index('<nav class="pagination"') :]

    assert 'href="/blog/posts/" rel="prev"' in bar
    assert 'href="/blog/posts/page/3/" rel="next"' in bar
    assert 'href="/blog/posts/page/2/" aria-current="page" aria-label="Page 2 of 6"' in bar
    assert "<h1>Posts, page 2</h1>" in second
    assert '<link rel="canonical" href="https://example.org/blog/posts/page/2/">' in second
    parts = [text for path, text in outputs.items() if path == POSTS or path.startswith("posts/page/")]
    titles = re.findall(r'class="summary-title"[^>]*><a [^>]*>(.*?)</a>', "".join(parts))
    assert titles[3:] == [f"Note {n}" for n in range(9, 0, -1)]


def test_the_list_of_tags_and_the_page_of_a_tag(outputs: dict[str, str]) -> None:
    terms = re.findall(
        r'<a href="(/blog/tags/[^"]+)"><span class="term-name">(.*?)</span>', outputs["tags/index.html"]
    )

    assert terms == [
        ("/blog/tags/c-plus-plus/", "C++"), ("/blog/tags/later/", "later"), ("/blog/tags/python/", "python"),
    ]  # fmt: skip
    assert "3 posts" in outputs["tags/python/index.html"]
    assert "1 post</p>" in outputs["tags/later/index.html"]


def test_the_menu_is_made_of_sections_tags_and_about(outputs: dict[str, str]) -> None:
    def menu(path: str) -> list[tuple[str, ...]]:
        nav = outputs[path][outputs[path].index('<nav class="site-nav"') :]
        return re.findall(
            r'<a href="([^"]+)"(?: aria-current="(\w+)")?>(.*?)</a>', nav[: nav.index("</nav>")]
        )

    assert menu(LIVE) == [
        ("/blog/posts/", "true", "Posts"), ("/blog/tags/", "", "Tags"), ("/blog/about/", "", "About"),
    ]  # fmt: skip
    assert menu(POSTS)[0] == ("/blog/posts/", "page", "Posts")
    assert menu("tags/python/index.html")[1][1] == "true"


def test_a_menu_of_the_configuration_takes_its_place(tmp_path: Path) -> None:
    urls = {"Start": "/", "Me": "/about/", "Kept": "/blog/posts/", "Code": "https://code.example/"}
    entries = tuple({"title": title, "url": url} for title, url in urls.items())
    text = render(sample_config(tmp_path, menus={"main": entries}))[ABOUT]
    nav = text[text.index('<nav class="site-nav"') :]

    assert re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>', nav[: nav.index("</nav>")]) == [
        ("/blog/", ""), ("/blog/about/", "page"), ("/blog/posts/", ""), ("https://code.example/", ""),
    ]  # fmt: skip


def test_an_older_address_leads_to_the_page(outputs: dict[str, str]) -> None:
    for path in ("old/live/index.html", "older.html"):
        assert '<meta http-equiv="refresh" content="0; url=/blog/posts/live/">' in outputs[path]
        assert '<link rel="canonical" href="https://example.org/blog/posts/live/">' in outputs[path]


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


# Layers of templates


def test_a_site_overrides_one_template_and_extends_the_one_below(tmp_path: Path) -> None:
    write_templates(
        tmp_path, post_dot_html='{% extends "sitegen/post.html" %}{% block footer %}<p>Mine</p>{% endblock %}'
    )
    texts = render(sample_config(tmp_path))

    assert "<p>Mine</p>" in texts[FIRST]
    assert "<h1>First</h1>" in texts[FIRST]
    assert "<p>Mine</p>" not in texts[ABOUT]


def test_a_theme_stands_between_the_site_and_the_built_in_templates(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        "looks/templates",
        partials__footer_dot_html="<p>Theme</p>",
        page_dot_html='{% extends "sitegen/page.html" %}{% block main %}<h1>T</h1>{% endblock %}',
    )
    write_templates(
        tmp_path,
        page_dot_html='{% extends "theme/page.html" %}{% block main %}{{ super() }}<p>Site</p>{% endblock %}',
    )
    texts = render(sample_config(tmp_path, theme="looks"))

    assert "<p>Theme</p>" in texts[FIRST]
    assert re.search(r"<h1>T</h1>\s*<p>Site</p>", texts[ABOUT])


def test_a_theme_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no theme folder 'lokos'"):
        render(sample_config(tmp_path, theme="lokos"))


def test_front_matter_names_another_template(tmp_path: Path) -> None:
    write_templates(tmp_path, wide_dot_html="{{ page.title }} wide")
    config = sample_config(tmp_path)
    for name in ("wide", "wide.html"):
        texts = render(config, sample_site(config, [sample_page("posts/first.md", template=name)]))
        assert texts[FIRST] == "First wide"


def test_a_template_sees_extra_of_site_and_page(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="{{ site.extra.licence }} {{ page.extra.mood }}")
    config = sample_config(tmp_path, extra={"licence": "MIT"})
    page = sample_page("about.md", "page", extra={"mood": "fine"})

    assert render(config, sample_site(config, [page]))[ABOUT] == "MIT fine"


# Mistakes in templates


def test_a_misspelt_field_names_line_column_and_near_miss(tmp_path: Path) -> None:
    write_templates(tmp_path, post_dot_html="<p>\n  {{ page.titel }}\n")

    assert problems_of(tmp_path) == [
        "templates/post.html:2:6: unknown name 'page.titel'\n  did you mean 'title'?"
    ]


def test_a_misspelt_name_at_the_top_is_compared_with_what_the_template_receives(tmp_path: Path) -> None:
    write_templates(tmp_path, term_dot_html="{% for post in entries %}{% endfor %}{{ pots }}")

    assert problems_of(tmp_path) == [
        "templates/term.html:1:16: unknown name 'entries'\n"
        "  there are: site, head, menu, menus, term, taxonomy, posts, pagination, asset"
    ]


def test_a_mistake_in_an_included_or_extended_template_is_reported_at_its_own_line(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        partials__footer_dot_html="<p>\n\n{{ site.tilte }}</p>",
        post_dot_html=(
            '{% extends "sitegen/post.html" %}\n{% block footer %}\n{{ page.autors }}\n{% endblock %}'
        ),
    )

    assert problems_of(tmp_path) == [
        "templates/partials/footer.html:3:4: unknown name 'site.tilte'\n  did you mean 'title'?",
        "templates/post.html:3:4: unknown name 'page.autors'\n  did you mean 'authors'?",
    ]


def test_templates_that_do_not_parse_are_all_named_even_unused_ones(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        page_dot_html="{% if page %}\n",
        unused_dot_html="\n{{ page.title | uper }}",
        term_dot_html="{% inclde x %}",
    )
    found = problems_of(tmp_path)

    assert len(found) == 3
    assert found[0].startswith("templates/page.html:")
    assert "unexpected end of template" in found[0]
    assert found[1].startswith("templates/term.html:1: ")
    assert found[1].endswith("did you mean 'include'?")
    assert found[2] == "templates/unused.html:2: no filter named 'uper'\n  did you mean 'upper'?"


def test_a_template_that_does_not_exist_is_reported_where_it_is_named(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html='\n{% extends "bse.html" %}')
    pages = [sample_page("about.md", "page"), sample_page("posts/first.md", template="pots")]

    assert problems_of(tmp_path, pages) == [
        "content/posts/first.md:4:11: there is no template 'pots.html'\n  did you mean 'post.html'?",
        "templates/page.html:2:13: there is no template 'bse.html'\n  did you mean 'base.html'?",
    ]


def test_whatever_python_raises_in_a_template_is_reported_at_its_line(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="\n\n{{ 1 / 0 }}")

    assert problems_of(tmp_path) == ["templates/page.html:3: division by zero (ZeroDivisionError)"]


def test_a_template_in_another_encoding_is_reported_with_its_line(tmp_path: Path) -> None:
    write_templates(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_bytes(b"<p>\ncaf\xe9</p>")

    assert problems_of(tmp_path) == ["templates/page.html:2: expected UTF-8 text, received byte 0xe9"]


def test_defects_of_sitegen_are_not_reported_as_mistakes_of_the_author(tmp_path: Path) -> None:
    from sitegen.render import render_site

    class Broken(SampleAssets):
        def url(self, path: str) -> str:
            if path == "favicon.svg":
                return super().url(path)
            raise KeyError(path)

    config = sample_config(tmp_path)
    with pytest.raises(KeyError, match=r"css/site\.css"):
        list(render_site(sample_site(config), config, Broken(), sample_posters()))


def test_plain_text_templates_are_not_escaped(tmp_path: Path) -> None:
    write_templates(tmp_path, robots_dot_txt="{{ sitemap_url }}&a='b'{{ \"'\" }}")

    assert render(sample_config(tmp_path))["robots.txt"].endswith("sitemap.xml&a='b''")


def test_a_template_shows_any_menu_of_the_configuration(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        page_dot_html="{% for link in menus.footer %}{{ link.url }} {{ link.current }};{% endfor %}",
    )
    footer = ({"title": "Me", "url": "/about/"}, {"title": "Code", "url": "https://code.example/"})
    texts = render(sample_config(tmp_path, menus={"footer": footer}))

    assert texts[ABOUT] == "/blog/about/ page;https://code.example/ ;"
    assert 'class="site-nav"' in texts[HOME]  # the theme's menu stays that of sections and tags


def test_a_menu_that_the_configuration_does_not_have_is_refused(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="{% for link in menus.mian %}{% endfor %}")

    assert problems_of(tmp_path) == [
        "templates/page.html:1:16: unknown name 'menus.mian'\n  did you mean 'main'?"
    ]


def test_a_template_asks_for_the_address_of_a_file_of_static(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        page_dot_html='{% from "m.html" import style %}{{ style("css/extra.css") }}',
        m_dot_html="{% macro style(path) %}{{ asset(path) }}{% endmacro %}",
    )

    assert render(sample_config(tmp_path))[ABOUT] == "/blog/css/extra.ff.css"


def test_a_file_that_static_does_not_have_is_refused_with_the_near_miss(tmp_path: Path) -> None:
    write_templates(tmp_path, page_dot_html="\n{{ asset('css/exta.css') }}")

    assert problems_of(tmp_path) == [
        "templates/page.html:2:11: there is no file 'css/exta.css' in static/\n"
        "  did you mean 'css/extra.css'?"
    ]


def test_a_block_that_no_parent_has_is_a_warning_with_the_near_miss(tmp_path: Path) -> None:
    write_templates(
        tmp_path,
        post_dot_html='{% extends "sitegen/post.html" %}\n{% block mian %}<p>Mine</p>{% endblock %}',
        page_dot_html=(
            '{% extends "sitegen/page.html" %}{% block main %}{% block inner %}{% endblock %}{% endblock %}'
        ),
        wide_dot_html='{% extends "page.html" %}{% block inner %}{% endblock %}{% block zzz %}{% endblock %}',
        partials__footer_dot_html="{% block own %}{% endblock %}",
        broken_dot_html='{% extends "post.html" %}{% block mian %}',
    )

    assert [str(problem) for problem in template_warnings(sample_config(tmp_path))] == [
        "templates/post.html:2:10: warning: the block 'mian' is not shown: no parent of the template has it\n"
        "  did you mean 'main'?",
        "templates/wide.html:1:66: warning: the block 'zzz' is not shown: no parent of the template has it\n"
        "  its parents have: footer, head, header, inner, main",
    ]


def test_a_site_without_templates_of_its_own_has_no_warnings_of_templates(tmp_path: Path) -> None:
    assert template_warnings(sample_config(tmp_path)) == ()
