"""Blogs of Zola."""

from __future__ import annotations

import re
from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import EXTRA, dates, toml_block, yaml_block
from tests.importing.dialects.texts import write_text

OWN = frozenset(
    (
        "title",
        "date",
        "updated",
        "description",
        "draft",
        "slug",
        "path",
        "aliases",
        "authors",
        "weight",
        "template",
    )
)


def write_zola(blog: Blog, count: int) -> None:  # noqa: PLR0915 - one choice after another
    """Write a blog of Zola."""
    choose = blog.choose
    base = blog.one("", "", "/notes")
    name = blog.one("config.toml", "config.toml", "zola.toml")
    rows = [
        f'base_url = "https://a.example.net{base}{blog.one("", "/")}"',
        'title = "A blog"',
        *choose.sample(
            [
                "compile_sass = true",
                "build_search_index = false",
                "generate_feeds = true",
                "minify_html = true",
            ],
            2,
        ),
        'taxonomies = [{ name = "tags", feed = true }, { name = "categories" }]',
    ]
    rows += choose.choice(
        [
            [],
            ["[markdown]", "highlight_code = true"],
            ["[extra]", 'author = "Ann"', 'menu = [{ name = "Blog", url = "/blog/" }]'],
        ]
    )
    blog.write(name, "\n".join(rows) + "\n")
    sections = choose.choice([["blog"], ["posts", "notes"], ["blog", ""]])
    for section in filter(None, sections):
        index = choose.choice(
            [
                "+++\ntitle = 'All'\nsort_by = 'date'\n+++\n",
                "---\ntitle: All\n---\n",
                "+++\n+++\nIntroduction.\n",
            ]
        )
        blog.write(f"content/{section}/_index.md", index)
    blog.write("content/_index.md", "+++\ntitle = 'Home'\n+++\n")
    blog.write("content/about.md", "+++\ntitle = 'About'\npath = 'about-me'\n+++\nAbout.\n")
    blog.write("static/img/pixel.png", PIXEL)
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        stem = slug_of(title, number)
        shown = choose.choice(
            [stem, stem, stem.title(), stem.replace("-", "_"), stem.replace("-", " "), f"a.b.{number}"]
        )
        section = choose.choice(sections)
        inside = choose.choice(["", "", "2020"]) if section else ""
        bundle = blog.chance(0.3)
        dated = blog.chance(0.3)
        file = f"{when:%Y-%m-%d}{choose.choice('-_')}{shown}" if dated else shown
        folder = "/".join(filter(None, ["content", section, inside]))
        post = Post(number, f"{folder}/{file}" + ("/index.md" if bundle else ".md"))
        values: dict[str, Any] = {"title": title}
        if not dated or blog.chance(0.5):
            values["date"] = dates(when)[choose.choice(["day", "T", "Z", "offset", "west"])]
        slug = re.sub(r"[^a-z0-9]+", "-", shown.lower()).strip("-")
        if blog.chance(0.2):
            values["slug"] = slug = choose.choice([f"own-slug-{number}", "same-slug"])
        address = "/".join(["", *filter(None, [section, inside]), slug, ""])
        if blog.chance(0.1):
            values["path"] = choose.choice([f"own/{number}", f"/own/{number}/"])
            address = f"/own/{number}/"
        post.addresses = [address]
        if blog.chance(0.2):
            values["aliases"] = [f"old/{number}", f"/older/{number}.html"]
            post.addresses += [f"/old/{number}/", f"/older/{number}.html"]
        if blog.chance(0.1):
            values["draft"] = True
            post.hidden, post.addresses = True, []
        tables: dict[str, Any] = {}
        if blog.chance(0.6):
            post.tags = choose.sample(TAGS, 2)
            tables["taxonomies"] = {"tags": list(post.tags), "categories": ["Cat One"]}
        for key, value in choose.choice(EXTRA).items():
            if key in OWN or not key.strip():
                continue
            tables["extra"] = {key: value} if not isinstance(value, int) or value < 2**62 else {}
        form = toml_block if blog.chance(0.8) else yaml_block
        post.title, post.day = title, f"{when:%Y-%m-%d}"
        post.head = form({**values, **tables}, choose)
        post.pictures = ["/img/pixel.png", f"{base}/img/pixel.png"]
        if bundle:
            blog.write(f"{folder}/{file}/near.png", PIXEL)
            post.pictures = ["near.png", "./near.png"]
        blog.posts.append(post)

    blog.list_of_tag("/tags/{}/")

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        inner = other.path.removeprefix("content/")
        forms = [f"{base}{other.addresses[0]}"]
        if " " not in inner:
            forms += [f"@/{inner}", f"@/{inner}"]
        return choose.choice(forms)

    for post in blog.posts:
        blog.write(post.path, post.head + write_text(blog, post, ["zola"], link))
