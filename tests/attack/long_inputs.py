"""Posts that repeat one piece of Markdown, and front matters that are deep or long: no endless parsing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.attack.common import Outcome
from tests.attack.driver import Batch
from tests.attack.fuzz import HEAD, allowed_s

LONG: dict[str, str] = {
    "brackets": "[",
    "stars": "*a ",
    "underscores": "_",
    "backticks": "`a",
    "quotes": '"b" ',
    "apostrophes": "a' ",
    "comments": "<!-- ",
    "tags": "<a",
    "ampersands": "&",
    "dollars": "$",
    "backslashes": "\\",
    "headings": "# h\n\n",
    "settext headings": "h\n=\n\n",
    "quotes in depth": "> ",
    "lists in depth": "- ",
    "directives": ":::{note}\n",
    "fences": "```\n",
    "tables": "| a | b |\n|---|---|\n",
    "cells": "|a",
    "links": "[a](b) ",
    "images": "![",
    "footnotes": "[^a] ",
    "references": "[a]: b\n",
    "emphasis": "**a* ",
    "one line": "a",
    "words": "word ",
    "empty lines": "\n",
    "braces": "{",
    "roles": "{a}`b` ",
    "maths": "$a$ ",
    "attributes": "*a*{.b} ",
    "entities": "&lt;",
}
"""Pieces that are repeated until a post is long."""
FRONT: dict[str, str] = {
    "deep yaml lists": "x: " + "[" * 400 + "]" * 400,
    "deep yaml maps": "extra: " + "{a: " * 400 + "b" + "}" * 400,
    "long title": "title: " + "a" * 100_000,
    "many tags": "tags: [" + ", ".join(f"t{n}" for n in range(300)) + "]",
    "aliases in yaml": "extra:\n  a0: &a0 [x]\n"
    + "\n".join(f"  a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 10)),
    "many keys": "\n".join(f"k{n}: v" for n in range(2000)),
    "deep yaml blocks": "extra:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 400)),
    "long key": "a" * 100_000 + ": x",
    "equal keys": "a: x\n" * 2_000,
    "long line of yaml": "description: " + "a: " * 3_000,
}
"""Front matters."""
TOML: dict[str, str] = {
    "deep lists in toml": "x = " + "[" * 400 + "]" * 400,
    "deeper lists in toml": "x = " + "[" * 20_000,
    "dotted keys in toml": "extra." + "a." * 2_000 + "b = 1",
    "many keys in toml": "[extra]\n" + "\n".join(f"k{n} = 1" for n in range(2_000)),
}
FORMS: dict[str, Callable[[str, int], str]] = {
    "": lambda piece, size: piece * (size // len(piece)),
    ", nested": lambda piece, _: "".join(piece + " " * (n % 2) for n in range(500)),
    ", a line each": lambda piece, size: f"{piece.rstrip()}\n" * (size // len(piece)),
    ", in quotes": lambda piece, size: f"> {piece.rstrip()}\n\n" * (size // (len(piece) + 4)),
}
"""How a piece is repeated, up to a number of characters."""


def long_inputs(count: int, folder: Path) -> Outcome:
    """Build posts that repeat one piece, and front matters that are deep or long."""
    outcome = Outcome()
    size = 10_000 if count >= len(FORMS) * len(LONG) + len(FRONT) + len(TOML) else 2_000
    posts = {
        f"{name}{form}": HEAD + repeat(piece, size)
        for form, repeat in FORMS.items()
        for name, piece in LONG.items()
    }
    for name, lines in FRONT.items():
        head = "" if lines.startswith("title") else "title: T\n"
        posts[name] = f"---\n{head}date: 2026-01-01\n{lines}\n---\n"
    for name, lines in TOML.items():
        posts[name] = f'+++\ntitle = "T"\ndate = 2026-01-01\n{lines}\n+++\n'
    with Batch(folder) as batch:
        for name, post in list(posts.items())[:: max(1, len(posts) // count)]:
            outcome.count += 1
            done = batch.build_post(post.encode())
            if done.fault:
                outcome.fail(f"{name}: {done.fault}")
            elif done.cpu_s > allowed_s([post.encode()]):
                outcome.fail(f"{name}: {len(post)} bytes took {done.cpu_s:.1f} s of CPU")
    return outcome
