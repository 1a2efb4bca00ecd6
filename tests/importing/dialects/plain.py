"""Folders of plain texts whose files have strange names."""

from __future__ import annotations

from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import (
    EXTRA,
    broken_block,
    dates,
    json_block,
    lines_block,
    toml_block,
    yaml_block,
)
from tests.importing.dialects.texts import write_text

STRANGE = (
    "a b",
    "a#b",
    "a?b",
    "100%",
    "%41",
    "a&b=c",
    "ünï",
    "u\u0308nfd",
    "名前",
    "🎉",
    ".x",
    "-dash",
    "_under",
    "CON",
    "a;b",
    "a'b",
    'a"b',
    "a`b",
    "a[b]",
    "a{b}",
    "a(b)",
    "a~b",
    "a:b",
    "a*b",
    "a|b",
    "a<b>",
    "a\\b",
    "x" * 200,
    "ends.",
    "ends ",
    "$HOME",
    "a\tb",
    "UPPER",
    "index-x",
    "a.b.c",
    "tag",
    "404x",
    "a@b",
    "caf\udce9",  # a name that is not UTF-8
    "a,b",
)


def write_plain(blog: Blog, count: int) -> None:
    """Write a folder of plain texts whose files have strange names."""
    choose = blog.choose
    blog.write("img/pixel.png", PIXEL)
    blog.write("data.csv", "a,b\n")
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        strange = blog.chance(0.6)
        stem = f"{choose.choice(STRANGE)}{number}" if strange else slug_of(title, number)
        dated = blog.chance(0.5)
        file = f"{when:%Y-%m-%d}-{stem}" if dated else stem
        ending = choose.choice(
            [".md", ".md", ".markdown", ".mdx", ".MD", ".html" if blog.chance(0.2) else ".md"]
        )
        inside = choose.choice(["", "", "notes/", "Notes 2/", "a/b/c/d/"])
        post = Post(number, f"{inside}{file}{ending}", form="html" if ending == ".html" else "markdown")
        post.refused = "\udce9" in file or (stem.startswith(".") and not dated)
        values: dict[str, Any] = {"title": title}
        if not dated or blog.chance(0.3):
            values["date"] = dates(when)[choose.choice(["day", "T", "offset", "Z", "seconds"])]
        if blog.chance(0.4):
            post.tags = choose.sample(TAGS, 2)
            values["tags"] = list(post.tags)
        values |= {key: value for key, value in choose.choice(EXTRA).items() if key not in values}
        form: Any = choose.choice([yaml_block, toml_block, json_block, broken_block, None])
        if form is None:
            values["date"] = f"{when:%Y-%m-%d}"
            values = {
                key: value for key, value in values.items() if key.isalpha() and isinstance(value, str | list)
            }
        elif form is toml_block:
            values = {
                key: value for key, value in values.items() if not isinstance(value, int) or value < 2**62
            }
            if values.get("date") == dates(when)["seconds"]:
                values["date"] = dates(when)["day"]
        post.title, post.day = (title, f"{when:%Y-%m-%d}") if form is not broken_block else ("", "")
        if form is None:
            post.title = post.title if not post.title.startswith("http") else ""
        post.head = (form or lines_block)(values, choose)
        if not strange and not post.refused:
            post.addresses = [f"/{inside}{file}/"] if form is not broken_block else []
        post.pictures = ["/img/pixel.png", "../" * inside.count("/") + "img/pixel.png"]
        post.encoding = blog.encoding(post.title)
        blog.posts.append(post)

    def link(_blog: Blog, one: Post, other: Post) -> str:
        if " " in other.path:
            return (
                f"<{'../' * one.path.count('/')}{other.path}>"
                if one.form == "markdown"
                else other.addresses[0]
            )
        return choose.choice([other.addresses[0], "../" * one.path.count("/") + other.path])

    for post in blog.posts:
        kinds = ["mdx"] if post.path.endswith(".mdx") else ["python-markdown"]
        blog.write(post.path, post.head + write_text(blog, post, kinds, link), post.encoding)
