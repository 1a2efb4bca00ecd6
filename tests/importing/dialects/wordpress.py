"""Exports of WordPress."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from tests.importing.dialects.blog import PIXEL, TAGS, TITLES, Blog, Post, slug_of
from tests.importing.dialects.texts import write_text

ITEM = """
  <item>
    <title>{title}</title>
    <link>{link}</link>
    <dc:creator><![CDATA[ann]]></dc:creator>
    <description></description>
    <content:encoded><![CDATA[{content}]]></content:encoded>
    <excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
    <wp:post_id>{number}</wp:post_id>
    <wp:post_date>{date}</wp:post_date>
    <wp:post_date_gmt>{gmt}</wp:post_date_gmt>
    <wp:post_name>{name}</wp:post_name>
    <wp:status>{status}</wp:status>
    <wp:post_type>{type}</wp:post_type>
    {more}
  </item>"""
CHANNEL = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>A blog</title>
  <link>https://a.example.net{base}</link>
  <description>Words</description>
  <language>en-US</language>
  <wp:wxr_version>1.2</wp:wxr_version>
  <wp:base_site_url>https://a.example.net{base}</wp:base_site_url>
  <wp:base_blog_url>https://a.example.net{base}</wp:base_blog_url>
  <wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann</wp:author_display_name></wp:author>
{items}
</channel>
</rss>
"""


def write_wordpress(blog: Blog, count: int) -> None:
    """Write an export of WordPress."""
    choose = blog.choose
    base, pattern = (
        blog.one("", "", "/blog"),
        blog.one(
            "/{y}/{m}/{d}/{slug}/", "/{slug}/", "/{y}/{m}/{slug}.html", "/archives/{number}", "/?p={number}"
        ),
    )
    names: dict[int, tuple[str, str]] = {}
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        slug = slug_of(title, number)
        page = blog.chance(0.05)
        status = choose.choices(["publish", "draft", "private", "pending"], [80, 8, 4, 4])[0]
        post = Post(number, f"{slug}-{number}", form="html", title=title)
        post.day = "" if page or status != "publish" else f"{when:%Y-%m-%d}"
        path = (
            f"/{slug}/"
            if page
            else pattern.format(y=f"{when:%Y}", m=f"{when:%m}", d=f"{when:%d}", slug=slug, number=number)
        )
        post.hidden = status != "publish"
        unnamed = status == "draft" and blog.chance(0.5)
        if unnamed:
            title = f"Unnamed {number}"
            post.path = f"unnamed-{number}-{number}"
        post.addresses = [] if post.hidden else [path if "?" not in path else f"/{slug}/"]
        more = []
        if blog.chance(0.5):
            post.tags = choose.sample(TAGS, 2)
            more += [
                f'<category domain="post_tag" nicename="x"><![CDATA[{tag}]]></category>' for tag in post.tags
            ]
        more.append('<category domain="category" nicename="cat-one"><![CDATA[Cat One]]></category>')
        if blog.chance(0.2) and not post.hidden and "?" not in path:
            more.append(
                "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value><![CDATA["
                f"once-{number}]]></wp:meta_value></wp:postmeta>"
            )
            if "{slug}" in pattern or page:
                post.addresses.append(path.replace(slug, f"once-{number}"))
        names[number] = (
            ITEM.format(
                title=escape(title) if blog.chance(0.5) else f"<![CDATA[{title}]]>",
                link=f"https://a.example.net{base}{path}",
                content="CONTENT",
                excerpt=choose.choice(["", "An excerpt.", "<p>x</p>"]),
                number=number,
                date=f"{when:%Y-%m-%d %H:%M:%S}",
                gmt=f"{when:%Y-%m-%d %H:%M:%S}" if status != "draft" else "0000-00-00 00:00:00",
                name="" if unnamed else slug,
                status=status,
                type="page" if page else "post",
                more="\n    ".join(more),
            ),
            path,
        )
        post.pictures = [
            f"https://a.example.net{base}/wp-content/uploads/2020/pixel.png",
            f"{base}/wp-content/uploads/2020/pixel.png",
        ]
        blog.posts.append(post)
    blog.write("wp-content/uploads/2020/pixel.png", PIXEL)

    blog.list_of_tag("/tag/{}/")

    def link(_blog: Blog, _one: Post, other: Post) -> str:
        return choose.choice(
            [f"https://a.example.net{base}{other.addresses[0]}", f"{base}{other.addresses[0]}"]
        )

    items = []
    for post in blog.posts:
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", write_text(blog, post, ["wordpress"], link))
        items.append(names[post.number][0].replace("CONTENT", text.replace("]]>", "]]]]><![CDATA[>"), 1))
    items.append(
        ITEM.format(
            title="pixel",
            link="",
            content="",
            excerpt="",
            number=99_999,
            date="2020-01-01 00:00:00",
            gmt="",
            name="pixel",
            status="inherit",
            type="attachment",
            more=f"<wp:attachment_url>https://a.example.net{base}/wp-content/uploads/2020/pixel.png</wp:attachment_url>",
        )
    )
    items.append(
        ITEM.format(
            title="x",
            link="",
            content="",
            excerpt="",
            number=99_998,
            date="",
            gmt="",
            name="nav",
            status="publish",
            type="nav_menu_item",
            more="",
        )
    )
    blog.write("export.xml", CHANNEL.format(base=base, items="".join(items)))
