"""Blogs of Hugo: TOML, YAML and JSON front matter, page bundles."""

from __future__ import annotations

import json
from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, Raw, slug_of
from tests.importing.dialects.matter import EXTRA, broken_block, dates, json_block, toml_block, yaml_block
from tests.importing.dialects.texts import write_text

PERMALINKS = {
    "": "/{section}/{inside}{stem}/",
    "/:year/:month/:slug/": "/{y}/{m}/{slugortitle}/",
    "/:year/:month/:title/": "/{y}/{m}/{title}/",
    "/:section/:year/:filename/": "/{section}/{y}/{file}/",
    "/p/:slugorfilename": "/p/{stem}/",
    "/:sections/:contentbasename/": "/{section}/{inside}{file}/",
    "/:year/:monthname/:day/:filename/": "/{y}/{mn}/{d}/{file}/",
    "/:yearday/:filename.html": "/{j}/{file}.html",
}
TOML_DATES = ("day", "T", "Z", "milliseconds", "offset", "west", "half hour")


def _config(blog: Blog, permalink: str, base: str, ugly: bool) -> None:
    choose = blog.choose
    zone = blog.one("", "Europe/Berlin", "Asia/Tokyo")
    form = blog.one("toml", "yaml", "json", "folder")
    values: dict[str, Any] = {
        "baseURL": f"https://a.example.net{base}/",
        "title": "A blog",
        "languageCode": "en-us",
    }
    values |= {"timeZone": zone} if zone else {}
    values |= {"uglyURLs": True} if ugly else {}
    values |= choose.choice(
        [
            {},
            {"params": {"author": "Ann"}},
            {"defaultContentLanguage": "en"},
            {"theme": "x"},
            {"paginate": 7},
            {"menu": {"main": [{"name": "Blog", "url": "/posts/", "weight": 1}]}},
            {"markup": {"goldmark": {"renderer": {"unsafe": True}}}},
        ]
    )
    if permalink:
        values["permalinks"] = dict.fromkeys(("posts", "blog", "notes"), permalink)
        if blog.chance(0.3):
            values["permalinks"] = {"page": values["permalinks"]}
    flat = {key: value for key, value in values.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    toml = "".join(f"{key} = {json.dumps(value)}\n" for key, value in flat.items())
    for key, value in tables.items():
        toml += "".join(_toml_table(key, value))
    if form == "folder":
        blog.write("config/_default/hugo.toml", toml)
    elif form == "toml":
        blog.write(choose.choice(["config.toml", "hugo.toml"]), toml)
    elif form == "yaml":
        blog.write(choose.choice(["config.yaml", "hugo.yml"]), json.dumps(values, indent=2))
    else:
        blog.write("config.json", json.dumps(values))


def _toml_table(name: str, values: dict[str, Any]) -> list[str]:
    rows = [f"[{name}]\n"]
    rows += [
        f"{key} = {json.dumps(value)}\n"
        for key, value in values.items()
        if not isinstance(value, dict | list)
    ]
    for key, value in values.items():
        if isinstance(value, dict):
            rows += _toml_table(f"{name}.{key}", value)
        if isinstance(value, list):
            for row in value:
                rows += [
                    f"[[{name}.{key}]]\n",
                    *(f"{inner} = {json.dumps(item)}\n" for inner, item in row.items()),
                ]
    return rows


def write_hugo(blog: Blog, count: int) -> None:  # noqa: PLR0915 - one choice after another
    """Write a blog of Hugo."""
    choose = blog.choose
    permalink, base, ugly = blog.one(*PERMALINKS), blog.one("", "", "/blog"), False
    if not permalink:
        ugly = blog.chance(0.2)
    _config(blog, permalink, base, ugly)
    blog.write("content/about.md", "+++\ntitle = 'About'\n+++\nAbout me.\n")
    blog.write("content/posts/_index.md", "---\ntitle: All posts\n---\nAn introduction.\n")
    blog.write("static/img/pixel.png", PIXEL)
    blog.write("archetypes/default.md", "---\ntitle: {{ .Name }}\n---\n")
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        stem = slug_of(title, number)
        shown = choose.choice(
            [
                stem,
                stem,
                stem.title(),
                stem.replace("-", "_"),
                stem.replace("-", " "),
                f"日本-{number}",
                f"{stem}+x",
            ]
        )
        section = choose.choice(["posts", "posts", "blog", "notes"])
        inside = choose.choice(["", "", "", "2020/", "deep/er/"])
        bundle = blog.chance(0.3)
        ending = choose.choice([".md", ".md", ".markdown", ".html" if blog.chance(0.2) else ".md"])
        path = f"content/{section}/{inside}{shown}" + (f"/index{ending}" if bundle else ending)
        post = Post(number, path, form="html" if ending == ".html" else "markdown")
        broken = blog.chance(0.05)
        form = broken_block if broken else choose.choice([yaml_block, toml_block, json_block])
        values: dict[str, Any] = {}
        needs_title = "title" in permalink or "slug/" in permalink
        plain_title = f"Plain words {number}" if needs_title else title
        values["title"] = post.title = plain_title
        spellings = (
            TOML_DATES
            if form is toml_block
            else (*TOML_DATES, "seconds", "spaced offset", "words", "slashes"[:0] or "day")
        )
        name = choose.choice(spellings)
        values[choose.choice(["date", "Date"]) if form is not toml_block else "date"] = dates(when)[name]
        if blog.chance(0.5) and not broken:
            post.tags = choose.sample(TAGS, 2)
            key = choose.choice(["tags", "Tags", "taxonomies"])
            values[key] = {"tags": list(post.tags)} if key == "taxonomies" else list(post.tags)
        slug = ""
        if blog.chance(0.2) and not broken:
            values["slug"] = slug = choose.choice([f"own-slug-{number}", "same-slug"])
        file = shown.replace(" ", "-").lower()
        filled = PERMALINKS[permalink].format(
            section=section,
            inside=inside,
            stem=slug or file,
            file=file,
            y=f"{when:%Y}",
            m=f"{when:%m}",
            d=f"{when:%d}",
            j=when.timetuple().tm_yday,
            mn=f"{when:%B}",
            title=f"plain-words-{number}",
            slugortitle=slug or f"plain-words-{number}",
        )
        address = filled.rstrip("/") + ".html" if ugly else filled
        if blog.chance(0.1) and not broken:
            url = choose.choice([f"/own/{number}/", f"/own/{number}.html", f"/own/{number}"])
            values["url"] = url
            address = url
        addresses = [address]
        if blog.chance(0.2) and not broken:
            aliases = choose.choice(
                [[f"/old/{number}/", f"/old/{number}.html"], [f"old-name-{number}"], f"/single/{number}"]
            )
            values["aliases"] = aliases
            parent = address.rstrip("/").rpartition("/")[0]
            for alias in [aliases] if isinstance(aliases, str) else aliases:
                addresses.append(alias if alias.startswith("/") else f"{parent}/{alias}")
        if blog.chance(0.1) and not broken:
            values["draft"] = True
            post.hidden = True
        values |= {key: value for key, value in choose.choice(EXTRA).items() if key not in values}
        if form is toml_block:
            values = {
                key: value
                for key, value in values.items()
                if not isinstance(value, int) or isinstance(value, bool) or value < 2**62
            }
        post.addresses = [] if post.hidden else addresses
        post.day = "" if broken else f"{when:%Y-%m-%d}"
        post.title = "" if broken else post.title
        post.head = form(values, choose)
        post.pictures = [f"{base}/img/pixel.png", "/img/pixel.png"]
        if bundle:
            blog.write(f"content/{section}/{inside}{shown}/near.png", PIXEL)
            blog.write(f"content/{section}/{inside}{shown}/data/log.csv", "a,b\n")
            post.pictures = ["near.png", "./near.png"]
        elif not bundle and blog.chance(0.3):
            blog.write(f"content/{section}/{inside}beside.png", PIXEL)
        post.encoding = blog.encoding(post.title)
        blog.posts.append(post)

    blog.list_of_tag("/tags/{}.html" if ugly else "/tags/{}/")

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        inner = other.path.removeprefix("content/")
        forms = [f"{base}{other.addresses[0]}", f"https://a.example.net{base}{other.addresses[0]}"]
        if " " not in inner:
            forms += [
                '{{< ref "' + inner + '" >}}',
                '{{< relref "/' + inner + '" >}}',
                '{{% ref "' + inner.removesuffix("/index.md") + '" %}}',
            ]
        return choose.choice(forms)

    for post in blog.posts:
        blog.write(post.path, post.head + write_text(blog, post, ["hugo"], link), post.encoding)


__all__ = ["Raw", "write_hugo"]
