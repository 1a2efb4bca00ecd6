"""Blogs of the JavaScript world: Eleventy, Astro and Next."""

from __future__ import annotations

import json
from typing import Any

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import EXTRA, broken_block, dates, yaml_block
from tests.importing.dialects.texts import write_text

SPELLINGS = ("day", "T", "Z", "milliseconds", "offset", "west")


def write_eleventy(blog: Blog, count: int) -> None:  # noqa: PLR0915 - one choice after another
    """Write a blog of Eleventy."""
    choose = blog.choose
    root = blog.one("", "src/", "content/")
    name = blog.one(".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs")
    folder = blog.one("blog", "posts", "_posts", "notes")
    permalink = blog.one(
        "",
        "",
        "/{{ page.fileSlug }}/",
        "/writing/{{ page.fileSlug }}/index.html",
        "{{ page.filePathStem }}.html",
        "/w/{{ title | slug }}/",
    )
    inputs = f'    dir: {{ input: "{root.rstrip("/")}", output: "_site" }},\n' if root else ""
    form = choose.choice(
        [
            "module.exports = function(eleventyConfig) {{\n{passthrough}  return {{\n{inputs}  }};\n}};\n",
            "export default async function(c) {{\n{passthrough}  return {{\n{inputs}  }};\n}}\n",
        ]
    )
    passthrough = f'  eleventyConfig.addPassthroughCopy("{root}img");\n'
    blog.write(name, form.format(passthrough=passthrough, inputs=inputs))
    blog.write("package.json", json.dumps({"name": "x", "devDependencies": {"@11ty/eleventy": "^2.0.0"}}))
    blog.write(
        f"{root}_data/metadata.json",
        json.dumps({"title": "A blog", "url": "https://a.example.net", "author": {"name": "Ann"}}),
    )
    data: dict[str, Any] = {"layout": "post.njk", "tags": choose.choice(["posts", ["posts"]])}
    if permalink:
        data["permalink"] = permalink
    if blog.chance(0.5):
        blog.write(f"{root}{folder}/{folder}.{choose.choice(['json', '11tydata.json'])}", json.dumps(data))
    else:
        blog.write(
            f"{root}{folder}/{folder}.11tydata.js", "module.exports = " + json.dumps(data, indent=2) + ";\n"
        )
    blog.write(f"{root}about.md", "---\ntitle: About\n---\nAbout.\n")
    blog.write(f"{root}index.njk", "---\nlayout: x\n---\n{% for post in collections.posts %}{% endfor %}\n")
    blog.write(f"{root}img/pixel.png", PIXEL)
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        by_title = "title" in permalink
        title = f"Plain words {number}" if by_title else choose.choice(TITLES)
        stem = slug_of(title, number)
        dated, bundle = blog.chance(0.3), blog.chance(0.2)
        file = (
            f"{when:%Y-%m-%d}-{stem}"
            if dated
            else choose.choice([stem, stem.title(), stem.replace("-", "_")])
        )
        inside = choose.choice(["", "", "2020/"])
        post = Post(number, f"{root}{folder}/{inside}{file}" + ("/index.md" if bundle else ".md"))
        values: dict[str, Any] = {"title": title}
        if not dated or blog.chance(0.3):
            values["date"] = dates(when)[choose.choice(["day", "T", "Z", "milliseconds"])]
        if blog.chance(0.6):
            post.tags = choose.sample(TAGS, 2)
            values["tags"] = list(post.tags)
        broken = blog.chance(0.04) and not by_title and dated
        plain = stem if dated else file
        pattern = permalink
        if blog.chance(0.1) and not broken:
            pattern = values["permalink"] = choose.choice(
                [
                    f"/own/{number}/",
                    f"/own/{number}/index.html",
                    f"own/{number}.html",
                    "/own/{{ page.fileSlug }}/",
                ]
            )
        if pattern:
            stem_path = f"/{folder}/{inside}{file}/index" if bundle else f"/{folder}/{inside}{plain}"
            address = (
                pattern.replace("{{ page.fileSlug }}", plain)
                .replace("{{ page.filePathStem }}", stem_path)
                .replace("{{ title | slug }}", f"plain-words-{number}")
            )
            address = "/" + address.lstrip("/").removesuffix("index.html")
        else:
            # The date stays in the default address; only `fileSlug` and `filePathStem` are without it.
            address = f"/{folder}/{inside}{file}/"
        post.addresses = [address]
        if blog.chance(0.08) and not broken:
            values["draft"] = True
            post.hidden, post.addresses = True, []
        values |= {
            key: value for key, value in choose.choice(EXTRA).items() if key not in values and key != "page"
        }
        post.title, post.day = ("" if broken else title), ("" if broken else f"{when:%Y-%m-%d}")
        post.head = broken_block(values, choose) if broken else yaml_block(values, choose)
        post.pictures = ["/img/pixel.png"]
        if bundle:
            blog.write(f"{root}{folder}/{inside}{file}/near.png", PIXEL)
        post.encoding = blog.encoding(post.title)
        blog.posts.append(post)

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        return choose.choice([other.addresses[0], "{{ '" + other.addresses[0] + "' | url }}"])

    for post in blog.posts:
        blog.write(post.path, post.head + write_text(blog, post, ["liquid"], link), post.encoding)


def _posts_of_components(blog: Blog, count: int, folder: str, route: str, kind: str) -> None:
    choose = blog.choose
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        stem = slug_of(title, number)
        file = choose.choice([stem, stem, stem.replace("-", "_"), f"2020-{stem}"])
        inside = choose.choice(["", "", "deep/", "2020/01/"])
        ending = choose.choice([".mdx", ".mdx", ".md"])
        bundle = blog.chance(0.25)
        post = Post(number, f"{folder}/{inside}{file}" + (f"/index{ending}" if bundle else ending))
        values: dict[str, Any] = {"title": title}
        key = choose.choice(
            ["pubDate", "date", "pubDatetime", "publishedAt"]
            if kind == "astro"
            else ["date", "date", "publishedAt"]
        )
        values[key] = dates(when)[choose.choice([*SPELLINGS, "words"])]
        if blog.chance(0.6):
            post.tags = choose.sample(TAGS, 2)
            values["tags"] = list(post.tags)
        slug = f"{inside}{file}"
        if blog.chance(0.1):
            values["slug"] = slug = f"own-slug-{number}"
        post.addresses = [f"/{route}/{slug}/"]
        if blog.chance(0.1):
            values["draft"] = True
            post.hidden, post.addresses = True, []
        values |= {key: value for key, value in choose.choice(EXTRA).items() if key not in values}
        post.title, post.day = title, f"{when:%Y-%m-%d}"
        post.head = yaml_block(values, choose)
        post.pictures = ["/img/pixel.png"]
        if bundle:
            blog.write(f"{folder}/{inside}{file}/near.png", PIXEL)
            post.pictures = ["./near.png", "near.png"]
        post.encoding = blog.encoding(post.title)
        blog.posts.append(post)

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        address = other.addresses[0]
        return choose.choice([address, address.rstrip("/"), f"https://a.example.net{address}"])

    for post in blog.posts:
        blog.write(post.path, post.head + write_text(blog, post, ["mdx"], link), post.encoding)


def write_astro(blog: Blog, count: int) -> None:
    """Write a blog of Astro."""
    route = blog.one("blog", "posts", "notes")
    name = blog.one("astro.config.mjs", "astro.config.ts")
    blog.write(
        name,
        "import { defineConfig } from 'astro/config';\n"
        "export default defineConfig({ site: 'https://a.example.net' });\n",
    )
    blog.write("package.json", json.dumps({"dependencies": {"astro": "^4"}}))
    collection = blog.one(route, "blog")
    form = blog.one("[...slug].astro", "[slug].astro", "[...id].astro")
    blog.write(
        f"src/pages/{route}/{form}",
        f"---\nconst posts = await getCollection('{collection}');\n---\n<p></p>\n",
    )
    blog.write("src/consts.ts", "export const SITE_TITLE = 'A blog';\nexport const SITE_DESCRIPTION = 'x';\n")
    blog.write("public/img/pixel.png", PIXEL)
    _posts_of_components(blog, count, f"src/content/{collection}", route, "astro")


def write_next(blog: Blog, count: int) -> None:
    """Write a blog of Next."""
    blog.write(
        blog.one("next.config.js", "next.config.mjs", "contentlayer.config.ts"), "module.exports = {}\n"
    )
    blog.write("package.json", json.dumps({"dependencies": {"next": "^14"}}))
    blog.write(
        "data/siteMetadata.js",
        "module.exports = {\n  title: 'A blog',\n  siteUrl: 'https://a.example.net',\n"
        "  language: 'en-us',\n}\n",
    )
    blog.write(
        blog.one("app/blog/[...slug]/page.tsx", "pages/blog/[...slug].js"),
        "export default function X() { return null }\n",
    )
    blog.write("data/authors/default.mdx", "---\nname: Ann\n---\nAbout.\n")
    blog.write("public/img/pixel.png", PIXEL)
    _posts_of_components(blog, count, "data/blog", "blog", "next")
