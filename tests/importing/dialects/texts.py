"""Texts of posts, made of the pieces in `pieces/`: of every dialect, of one alone, and what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.importing.dialects.blog import Blog, Link, Post

PIECES = Path(__file__).parent / "pieces"
SEPARATOR = "\n%%%%\n"
UNREAD = re.compile(r"<!--(?!.*-->)", re.DOTALL)


def pieces(name: str) -> Sequence[str]:
    """Return the pieces of a file. `\\x00` and the like stand for the characters."""
    text = (PIECES / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n")
    return [_unescaped(piece) for piece in text.split(SEPARATOR)]


def _unescaped(piece: str) -> str:
    return re.sub(
        r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|r)",
        lambda found: chr(int(found[1] or found[2] or "d", 16)),
        piece,
    )


def _words(text: str, post: Post) -> str:
    """Put words in the places of `WORD`, which readers must see, and a name for targets in that of `NAME`."""

    def word(_found: re.Match[str]) -> str:
        post.seen.append(f"w{post.number}x{len(post.seen)}q")
        return post.seen[-1]

    name = f"n{post.number}y{len(post.seen)}z"
    return re.sub(r"WORD", word, text).replace("NAME", name)


def write_text(blog: Blog, post: Post, kinds: Sequence[str], link: Link) -> str:
    """Return the text of a post: its marker, pieces, links to other posts, pictures, perhaps an open end."""
    choose = blog.choose
    if post.form == "rst":
        kinds = ["rst"]
    own = [piece for kind in kinds for piece in pieces(kind)]
    common = list(pieces("markdown")) if post.form == "markdown" else []
    # Every piece once, in order of the posts; the others at random.
    parts = [own[post.number % len(own)]]
    if common:
        parts += [common[post.number % len(common)], choose.choice(common)]
    parts += choose.sample(own, min(2, len(own)))
    texts = [_words(part, post) for part in parts]
    claims = Counter(address for other in blog.posts for address in other.addresses[:1])
    others = [
        other
        for other in blog.posts
        if not other.hidden and not other.refused and other.addresses and claims[other.addresses[0]] == 1
    ]
    if others and blog.chance(0.7):
        other = choose.choice(others)
        shown = f"l{post.number}x{len(post.links)}q"
        texts.append(_link(post.form, shown, link(blog, post, other)))
        post.links.append((shown, other.marker))
    if post.pictures and blog.chance(0.7):
        shown = f"p{post.number}x{len(post.shown)}q"
        texts.append(_picture(post.form, shown, choose.choice(post.pictures)))
        post.shown.append(shown)
    choose.shuffle(texts)
    texts.insert(0, f"The {post.marker} begins.")
    ends = [
        piece for kind in kinds if (PIECES / f"{kind}-last.txt").exists() for piece in pieces(f"{kind}-last")
    ]
    if post.form == "markdown":
        ends += pieces("markdown-last")
    if ends and blog.chance(0.25):
        texts.append(_words(choose.choice(ends), post))
    post.text = "\n\n".join(texts) + choose.choice(["\n", "", "\n\n\n", "\n  \n"])
    return post.text


def _link(form: str, shown: str, url: str) -> str:
    if form == "rst":
        return f"See `{shown} <{url}>`__ too."
    if form == "html":
        return f'<p>See <a href="{url}">{shown}</a> too.</p>'
    return f"See [{shown}]({url}) too."


def _picture(form: str, shown: str, url: str) -> str:
    if form == "rst":
        return f".. image:: {url}\n   :alt: {shown}"
    if form == "html":
        return f'<p><img src="{url}" alt="{shown}"></p>'
    return f"![{shown}]({url})"
