"""What many pages share: the menus."""

from __future__ import annotations

import re
from pathlib import Path

from tests.render.sample_site import (
    ABOUT,
    HOME,
    LIVE,
    POSTS,
    problems_of,
    render,
    sample_config,
    write_templates,
)


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
