"""Blogs of Jekyll."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import EXTRA, broken_block, dates, yaml_block
from tests.importing.dialects.texts import write_text

PERMALINKS = {
    "": "/{cats}{y}/{m}/{d}/{title}.html",
    "date": "/{cats}{y}/{m}/{d}/{title}.html",
    "pretty": "/{cats}{y}/{m}/{d}/{title}/",
    "none": "/{cats}{title}.html",
    "ordinal": "/{cats}{y}/{j}/{title}.html",
    "/:year/:month/:title/": "/{y}/{m}/{title}/",
    "/blog/:title": "/blog/{title}/",
    "/:title.html": "/{title}.html",
    "/:categories/:title/": "/{cats}{title}/",
    "/:year-:month-:day-:title/": "/{y}-{m}-{d}-{title}/",
    "/:short_year/:i_month/:i_day/:title:output_ext": "/{s}/{im}/{id}/{title}.html",
    "/:year/:y_day/:slug.html": "/{y}/{j}/{slug}.html",
    "posts/:title": "/posts/{title}/",
}
"""Permalinks of configurations → what they give."""
STEMS = (
    "plain-name",
    "Upper-Case",
    "with_underscore",
    "dots.in.name",
    "two  spaces",
    "a+b",
    "ünï",
    "名前",
    "100%",
    "q&a",
    "x" * 90,
)


def _fill(pattern: str, title: str, day: datetime, categories: list[str]) -> str:
    plain = re.sub(r"[^\w._~!$&'()+,;=@]+", "-", title).strip("-")
    return pattern.format(
        cats="".join(f"{name.lower()}/" for name in dict.fromkeys(categories)),
        title=plain,
        y=f"{day:%Y}",
        m=f"{day:%m}",
        d=f"{day:%d}",
        s=f"{day:%y}",
        im=day.month,
        id=day.day,
        j=f"{day:%j}",
        slug=re.sub(r"[\W_]+", "-", title).strip("-").lower(),
    )


def write_jekyll(blog: Blog, count: int) -> None:  # noqa: PLR0915 - one choice after another
    """Write a blog of Jekyll."""
    choose = blog.choose
    permalink, base = blog.one(*PERMALINKS), blog.one("", "", "/blog", "/a/b/")
    zone = blog.one("", "Europe/Berlin", "Asia/Tokyo", "America/New_York")
    root = blog.one("", "", "src/")
    rows = [
        "title: A blog",
        f"url: https://{blog.one('a.example.net', 'www.b.example.com')}",
        f'baseurl: "{base}"',
    ]
    rows += (
        [f"permalink: {permalink}"] * bool(permalink)
        + [f"timezone: {zone}"] * bool(zone)
        + [f"source: {root}"] * bool(root)
    )
    rows += choose.choice(
        [
            [],
            ["plugins: [jekyll-feed]"],
            ["defaults:", "  - scope: {path: '', type: posts}", "    values: {layout: post}"],
            ["author: {name: Ann}"],
            ["exclude: [vendor, '*.tmp']"],
            ["markdown: kramdown", "kramdown: {math_engine: mathjax}"],
        ]
    )
    blog.write("_config.yml", "\n".join(rows) + "\n")
    blog.write(
        f"{root}index.html",
        "---\nlayout: default\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n",
    )
    blog.write(f"{root}about.md", "---\ntitle: About\n---\nAbout me.\n")
    blog.write(f"{root}assets/img/pixel.png", PIXEL)
    local = ZoneInfo(zone or "UTC")
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        stem = choose.choice(STEMS) if blog.chance(0.3) else ""
        stem = f"{stem}-{number}" if stem else slug_of(choose.choice(TITLES), number)
        folder = choose.choice(["_posts", "_posts", "_posts", "_posts/2020/old", "travel/_posts", "_drafts"])
        hidden = folder == "_drafts"
        ending = choose.choice([".md", ".md", ".markdown", ".html" if blog.chance(0.2) else ".md"])
        name = f"{stem}{ending}" if hidden else f"{when:%Y-%m-%d}-{stem}{ending}"
        post = Post(
            number, f"{root}{folder}/{name}", hidden=hidden, form="html" if ending == ".html" else "markdown"
        )
        categories = ["travel"] if folder.startswith("travel") else []
        values: dict[str, Any] = {"layout": "post"}
        broken = blog.chance(0.05)
        title = choose.choice(TITLES)
        if blog.chance(0.9):
            values["title"] = title
            post.title = title
        day = when
        if blog.chance(0.6) and not broken:
            name = choose.choice(
                [
                    "day",
                    "minutes",
                    "seconds",
                    "offset",
                    "west",
                    "spaced offset",
                    "Z",
                    "T",
                    "UTC",
                    "hour of one digit",
                ]
            )
            values["date"] = dates(when)[name]
            day = {
                # YAML takes a time with seconds and without a zone as UTC.
                "seconds": when.replace(tzinfo=ZoneInfo("UTC")),
                "T": when.replace(tzinfo=ZoneInfo("UTC")),
                "Z": when.replace(tzinfo=ZoneInfo("UTC")),
                "UTC": when.replace(tzinfo=ZoneInfo("UTC")),
                "offset": datetime.fromisoformat(dates(when)["offset"]),
                "spaced offset": datetime.fromisoformat(dates(when)["offset"]),
                "west": datetime.fromisoformat(dates(when)["west"]),
            }.get(name, when)
            day = day.astimezone(local) if day.tzinfo else day
        if blog.chance(0.4):
            post.tags = choose.sample(TAGS, 2)
            values[choose.choice(["tags", "tag"])] = choose.choice([list(post.tags), " ".join(post.tags[:1])])
        if blog.chance(0.3) and not broken:
            own = choose.sample(["life", "Work", "two-words", "c++"], 2)
            key = choose.choice(["category", "categories", "categories"])
            values[key] = own[0] if key == "category" else choose.choice([own, " ".join(own)])
            categories += [own[0]] if key == "category" else own
        slug = stem
        if blog.chance(0.1) and not broken:
            values["slug"] = slug = choose.choice([f"own-slug-{number}", "same-slug"])
        addresses = [_fill(PERMALINKS[permalink], slug, day, categories)]
        if blog.chance(0.1) and not broken:
            own_permalink = choose.choice(
                [f"/own/{number}/", f"/own/{number}.html", f"own-{number}", f"/o/{number}/index.html"]
            )
            values["permalink"] = own_permalink
            addresses = ["/" + own_permalink.lstrip("/").removesuffix("index.html")]
        if blog.chance(0.2) and not broken:
            old = [f"/older/{number}/", f"/older/{number}.html"]
            values["redirect_from"] = choose.choice([old, old[0]])
            addresses += old if isinstance(values["redirect_from"], list) else old[:1]
        if blog.chance(0.1) and not broken:
            values["published"] = False
            post.hidden = True
        values |= {key: value for key, value in choose.choice(EXTRA).items() if key not in values}
        post.addresses = [] if post.hidden else addresses
        post.day = "" if hidden or broken or not zone else f"{day:%Y-%m-%d}"
        if broken:
            post.title = ""
        post.head = broken_block(values, choose) if broken else yaml_block(values, choose)
        post.pictures = (
            f"{base.rstrip('/')}/assets/img/pixel.png",
            "{{ site.baseurl }}/assets/img/pixel.png",
            "/assets/img/pixel.png",
            "{{ '/assets/img/pixel.png' | relative_url }}",
        )
        post.encoding = blog.encoding(post.title)
        blog.posts.append(post)

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        plain = other.path.removeprefix(root).rpartition(".")[0].rpartition("/")[2]
        forms = [f"{base.rstrip('/')}{other.addresses[0]}", "{{ site.baseurl }}" + other.addresses[0]]
        if " " not in plain and "/_posts" not in other.path.removeprefix(root) and "/old/" not in other.path:
            forms.append("{% post_url " + plain + " %}")
        return choose.choice(forms)

    for post in blog.posts:
        kinds = ["liquid", "kramdown"] if post.form == "markdown" else ["liquid"]
        blog.write(post.path, post.head + write_text(blog, post, kinds, link), post.encoding)
