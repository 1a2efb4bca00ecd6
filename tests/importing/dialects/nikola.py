"""Blogs of Nikola."""

from __future__ import annotations

from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import FLAT, dates, nikola_block, yaml_block
from tests.importing.dialects.texts import write_text


def write_nikola(blog: Blog, count: int) -> None:  # noqa: PLR0915 - one choice after another
    """Write a blog of Nikola."""
    choose = blog.choose
    pretty, output = blog.one("", "True", "False"), blog.one("posts", "blog", "")
    rows = [
        'BLOG_TITLE = "A blog"',
        'BLOG_AUTHOR = "Ann"',
        'SITE_URL = "https://a.example.net/"',
        'DEFAULT_LANG = "en"',
        f"TIMEZONE = {blog.one('Europe/Rome', 'UTC')!r}",
    ]
    rows += [f"PRETTY_URLS = {pretty}"] * bool(pretty)
    rows.append(
        "POSTS = ("
        + ", ".join(f'("posts/*.{ending}", "{output}", "post.tmpl")' for ending in ("md", "rst", "html"))
        + ")"
    )
    rows.append('PAGES = (("pages/*.md", "", "page.tmpl"),)')
    rows += choose.choice(
        [
            [],
            ['NAVIGATION_LINKS = {DEFAULT_LANG: (("/archive.html", "Archive"), ("/x/", "X"))}'],
            ["INDEX_DISPLAY_POST_COUNT = 5"],
            ["GLOBAL_CONTEXT = {}"],
        ]
    )
    blog.write("conf.py", "\n".join(rows) + "\n")
    blog.write("pages/about.md", "<!--\n.. title: About\n.. slug: about\n-->\n\nAbout.\n")
    blog.write("images/pixel.png", PIXEL)
    blog.write("files/robot.txt", "x\n")
    end = ".html" if pretty == "False" else "/"
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        stem = slug_of(title, number)
        kind = choose.choice([".md", ".md", ".rst", ".html" if blog.chance(0.3) else ".md"])
        inside = choose.choice(["", "", "2020/", "deep/er/"])
        post = Post(
            number,
            f"posts/{inside}{stem}{kind}",
            form={".md": "markdown", ".rst": "rst", ".html": "html"}[kind],
        )
        values: dict[str, Any] = {"title": title}
        slug = stem
        if blog.chance(0.6):
            values["slug"] = slug = choose.choice([stem, f"own-{number}"])
        values["date"] = str(
            dates(when)[choose.choice(["day", "minutes", "seconds", "Nikola", "UTC", "offset", "slashes"])]
        )
        if blog.chance(0.6):
            post.tags = choose.sample([tag for tag in TAGS if "," not in tag], 2)
            values["tags"] = list(post.tags)
        if blog.chance(0.3):
            values["category"] = "Cat One"
        address = f"/{output}/{inside}{slug}{end}".replace("//", "/")
        post.addresses = [address]
        if blog.chance(0.1):
            choice = choose.choice([{"status": "draft"}, {"status": "private"}, {"tags": "draft, x"}])
            values |= choice
            post.hidden, post.addresses = True, []
        values |= {key: value for key, value in choose.choice(FLAT).items() if key not in values and key}
        post.title, post.day = title, f"{when:%Y-%m-%d}"
        form = choose.choice(["own", "own", "meta", "yaml"])
        if form == "meta":
            rows = [
                f".. {key}: {', '.join(value) if isinstance(value, list) else value}"
                for key, value in values.items()
            ]
            blog.write(post.path.removesuffix(kind) + ".meta", "\n".join(rows) + "\n")
        elif form == "yaml" and kind == ".md":
            post.head = yaml_block(values, choose)
        elif kind == ".rst":
            post.head = (
                "".join(
                    f".. {key}: {', '.join(value) if isinstance(value, list) else value}\n"
                    for key, value in values.items()
                )
                + "\n"
            )
        else:
            post.head = (
                nikola_block(values, choose)
                if kind == ".md"
                else "<!--\n"
                + "".join(
                    f".. {key}: {', '.join(value) if isinstance(value, list) else value}\n"
                    for key, value in values.items()
                )
                + "-->\n"
            )
        post.pictures = ["/images/pixel.png"]
        blog.posts.append(post)

    blog.list_of_tag(f"/categories/{{}}{end}")

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        return other.addresses[0]

    for post in blog.posts:
        kinds = ["hugo"] if post.form == "html" else ["hugo", "python-markdown"]
        blog.write(post.path, post.head + write_text(blog, post, kinds, link))
