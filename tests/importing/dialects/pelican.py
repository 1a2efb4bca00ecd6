"""Blogs of Pelican, in Markdown and reStructuredText."""

from __future__ import annotations

import re
from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import FLAT, dates, field_list, lines_block
from tests.importing.dialects.texts import write_text

URLS = {
    "": ("", "/{slug}.html"),
    "posts/{slug}/": ("posts/{slug}/index.html", "/posts/{slug}/"),
    "{date:%Y}/{date:%m}/{slug}/": ("{date:%Y}/{date:%m}/{slug}/index.html", "/{y}/{m}/{slug}/"),
    "{date:%Y}/{date:%b}/{date:%d}/{slug}/": (
        "{date:%Y}/{date:%b}/{date:%d}/{slug}/index.html",
        "/{y}/{b}/{d}/{slug}/",
    ),
    "{category}/{slug}.html": ("{category}/{slug}.html", "/{category}/{slug}.html"),
    "blog/{slug}": ("blog/{slug}.html", "/blog/{slug}.html"),
}
"""`ARTICLE_URL` → `ARTICLE_SAVE_AS` and what it gives."""


def write_pelican(blog: Blog, count: int) -> None:  # noqa: PLR0912, PLR0915 - one choice after another
    """Write a blog of Pelican."""
    choose = blog.choose
    url, source = blog.one(*URLS), blog.one("title", "basename")
    root, base = blog.one("content", "content", "src"), blog.one("", "", "/log")
    rows = [
        "# A comment",
        "AUTHOR = 'Ann'",
        'SITENAME = "A blog"',
        f"SITEURL = {blog.one('', 'https://a.example.net')!r}",
        f"PATH = {root!r}",
        f"TIMEZONE = {blog.one('Europe/Paris', 'UTC', 'Asia/Tokyo')!r}",
        "DEFAULT_LANG = 'en'",
        "STATIC_PATHS = ['images', 'extra/CNAME']",
    ]
    if url:
        rows += [f"ARTICLE_URL = {url!r}", f"ARTICLE_SAVE_AS = {URLS[url][0]!r}"]
    if source == "basename":
        rows.append("SLUGIFY_SOURCE = 'basename'")
    rows += choose.choice(
        [
            [],
            ["PLUGINS = ['render_math']"],
            ["DEFAULT_CATEGORY = 'misc'"],
            ["MENUITEMS = (('Home', '/'), ('Old', '/old.html'))"],
            ["import os", "X = os.environ.get('X')"],
            ["DEFAULT_PAGINATION = 5"],
        ]
    )
    blog.write("pelicanconf.py", "\n".join(rows) + "\n")
    if base:
        blog.write(
            "publishconf.py",
            f"from pelicanconf import *\nSITEURL = 'https://a.example.net{base}'\nRELATIVE_URLS = False\n",
        )
    blog.write(f"{root}/pages/about.md", "Title: About\n\nAbout me.\n")
    blog.write(f"{root}/images/pixel.png", PIXEL)
    blog.write(f"{root}/extra/CNAME", "a.example.net\n")
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = f"{choose.choice(TITLES)[:60].strip()} {number}"
        rst = blog.chance(0.4)
        title = title.removeprefix("- ") if rst else title  # a list in reStructuredText
        stem = slug_of(title, number)
        dated = blog.chance(0.2)
        file = (
            f"{when:%Y-%m-%d}-{stem}"
            if dated
            else choose.choice([stem, stem.replace("-", "_"), stem.replace("-", " ")])
        )
        folder = choose.choice(["", "", "travel/", "posts/2020/", "Deep Folder/"])
        post = Post(
            number, f"{root}/{folder}{file}{'.rst' if rst else '.md'}", form="rst" if rst else "markdown"
        )
        values: dict[str, Any] = {} if rst else {"title": title}
        if not dated or blog.chance(0.3):
            values["date"] = str(
                dates(when)[
                    choose.choice(
                        ["day", "minutes", "seconds", "T", "offset", "west", "slashes", "words", "long words"]
                    )
                ]
            )
        if blog.chance(0.6):
            post.tags = choose.sample([tag for tag in TAGS if "," not in tag], 2)
            values["tags"] = list(post.tags)
        category = choose.choice(["", "", "Python", "Two Words"])
        if category:
            values["category"] = category
        shown = category or folder.rstrip("/").rpartition("/")[2] or "misc"
        slug = ""
        if blog.chance(0.5) or re.search(r"[^\x00-\x7f]", title):
            values["slug"] = slug = stem
        elif source == "basename":
            slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", file)).strip("-").lower()
        else:
            slug = (
                re.sub(
                    r"[-\s]+",
                    "-",
                    re.sub(r"[^\w\s-]", "", title if rst else re.sub(r"<[^>]*>", "", title)).strip(),
                )
                .strip("-")
                .lower()
            )
        address = URLS[url][1].format(
            slug=slug,
            y=f"{when:%Y}",
            m=f"{when:%m}",
            b=f"{when:%b}",
            d=f"{when:%d}",
            category=shown.lower().replace(" ", "-"),
        )
        post.addresses = [address]
        if blog.chance(0.1):
            values["save_as"], values["url"] = f"own/{number}.html", f"own/{number}.html"
            post.addresses = [f"/own/{number}.html"]
        if blog.chance(0.15):
            values["status"] = choose.choice(["draft", "hidden", "published"])
            post.hidden = values["status"] == "draft"
            post.addresses = [] if post.hidden else post.addresses
        values |= {key: value for key, value in choose.choice(FLAT).items() if key not in values and key}
        # reStructuredText reads markup in the title.
        post.title, post.day = ("" if rst and re.search(r"[`*_|\\]", title) else title), f"{when:%Y-%m-%d}"
        post.head = field_list(values, title) if rst else lines_block(values, choose)
        up = "../" * folder.count("/")
        post.pictures = [
            "{static}/images/pixel.png",
            "|filename|/images/pixel.png",
            f"{{static}}{up}images/pixel.png",
            f"{base}/images/pixel.png",
        ]
        blog.posts.append(post)

    blog.list_of_tag("/tag/{}.html")

    def link(_blog: Blog, one: Post, other: Post) -> str:
        inner = other.path.removeprefix(f"{root}/")
        forms = [f"{base}{other.addresses[0]}"]
        if " " not in inner:
            up = "../" * (one.path.count("/") - 1)
            forms += ["{filename}/" + inner, "{filename}" + up + inner, "|filename|/" + inner]
        return choose.choice(forms)

    for post in blog.posts:
        blog.write(post.path, post.head + write_text(blog, post, ["pelican", "python-markdown"], link))
