"""Blogs of MkDocs."""

from __future__ import annotations

from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import (
    EXTRA,
    dates,
    yaml_block,
)
from tests.importing.dialects.texts import write_text

FORMATS = {
    "": "/{y}/{m}/{d}/{slug}",
    "{slug}": "/{slug}",
    "{date}/{file}": "/{y}/{m}/{d}/{file}",
    "{categories}/{slug}": "/cat-one/{slug}",
}


def write_mkdocs(blog: Blog, count: int) -> None:  # noqa: PLR0915 - one choice after another
    """Write a blog of MkDocs."""
    choose = blog.choose
    where, form, urls = (
        blog.one("", "blog", ".", "news"),
        blog.one(*FORMATS),
        blog.one("", "", "true", "false"),
    )
    options = [f"      blog_dir: {where}"] * bool(where) + [f'      post_url_format: "{form}"'] * bool(form)
    plugin = ["  - blog:", *options] if options else [blog.one("  - blog", "  - material/blog")]
    rows = [
        "site_name: A blog",
        "site_url: https://a.example.net/",
        "theme:",
        "  name: material",
        "plugins:",
        "  - search",
        *plugin,
    ]
    rows += [f"use_directory_urls: {urls}"] * bool(urls)
    rows += choose.choice(
        [
            [],
            [
                "markdown_extensions:",
                "  - admonition",
                "  - pymdownx.emoji:",
                "      emoji_index: !!python/name:material.x",
            ],
            ["nav:", "  - Home: index.md"],
        ]
    )
    blog.write(blog.one("mkdocs.yml", "mkdocs.yaml"), "\n".join(rows) + "\n")
    base = where or "blog"
    folder = "docs/posts" if base == "." else f"docs/{base}/posts"
    blog.write("docs/index.md", "# Home\n\nWelcome.\n") if base != "." else blog.write(
        "docs/index.md", "# Blog\n"
    )
    if base != ".":
        blog.write(f"docs/{base}/index.md", "# Blog\n")
    blog.write("docs/guide/start.md", "# Start\n\nText.\n")
    blog.write("docs/img/pixel.png", PIXEL)
    at = "" if base == "." else f"/{base}"
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        stem = slug_of(title, number)
        inside = choose.choice(["", "", "2020/"])
        post = Post(number, f"{folder}/{inside}{stem}.md")
        values: dict[str, Any] = {"slug": f"the-{stem}"}
        day = dates(when)[choose.choice(["day", "T", "seconds", "Z"])]
        values["date"] = day if blog.chance(0.7) else {"created": str(day), "updated": "2024-05-06"}
        in_body = blog.chance(0.4)
        if not in_body:
            values["title"] = title
        if blog.chance(0.3):
            # The title gives the slug.
            del values["slug"]
            title = f"Plain words, {number}"
            values["title"] = title
            in_body = False
        slug = values.get("slug") or f"plain-words-{number}"
        values["categories"] = ["Cat One", "Other"]
        if blog.chance(0.5):
            post.tags = choose.sample(TAGS, 2)
            values["tags"] = list(post.tags)
        filled = FORMATS[form].format(y=f"{when:%Y}", m=f"{when:%m}", d=f"{when:%d}", slug=slug, file=stem)
        post.addresses = [f"{at}{filled}" + (".html" if urls == "false" else "/")]
        if blog.chance(0.1):
            values["draft"] = True
            post.hidden, post.addresses = True, []
        values |= {
            key: value
            for key, value in choose.choice(EXTRA).items()
            if key not in values and key not in ("hide", "template")
        }
        post.title, post.day = ("" if in_body else title), f"{when:%Y-%m-%d}"
        post.head = yaml_block(values, choose) + (f"\n# {title}\n\n" if in_body else "")
        up = "../" * (post.path.count("/") - 1)
        post.pictures = [f"{up}img/pixel.png"]
        blog.posts.append(post)

    def link(_blog: Blog, one: Post, other: Post) -> str:
        up = "../" * (one.path.count("/") - 1)
        return choose.choice([up + other.path.removeprefix("docs/"), other.addresses[0]])

    for post in blog.posts:
        blog.write(post.path, post.head + write_text(blog, post, ["python-markdown"], link))
