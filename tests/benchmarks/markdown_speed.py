"""How much dearer a body is than markdown-it-py and Pygments by themselves on the same posts.

The bare side does as little as a blog needs: CommonMark, tables, strikethrough, typographic quotes, code
coloured by Pygments with lexers kept. Ours does all that a post can hold. Processor time, the best of several
rounds, the two taking turns.

Usage: python tests/benchmarks/markdown_speed.py FOLDER [--rounds 5]
FOLDER holds Markdown posts with front matter, such as a generated corpus.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from sitegen.config import MarkdownConfig
from sitegen.markdown import Links, read_body

GOAL = 1.25
LINKS = Links(PurePosixPath("content/posts/x/index.md"), "/posts/x/")
OPTIONS = MarkdownConfig()


def bare_renderer() -> Callable[[str], object]:
    """Return the bare side."""
    formatter = HtmlFormatter()
    lexer: Callable[[str], Lexer] = cache(get_lexer_by_name)

    def colour(code: str, language: str, _attributes: str) -> str:
        return str(highlight(code, lexer(language), formatter)) if language else ""

    md = MarkdownIt("commonmark", {"highlight": colour, "typographer": True})
    return md.enable(["table", "strikethrough", "replacements", "smartquotes"]).render


def ours(text: str) -> object:
    """Render a body."""
    return read_body(text, first_line=1, links=LINKS, options=OPTIONS)


def milliseconds(render: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the processor time of one post."""
    began = time.process_time()
    for text in texts:
        render(text)
    return (time.process_time() - began) * 1000 / len(texts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A body against bare markdown-it-py and Pygments")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    front_matter = re.compile(r"\A---\n.*?^---\n", re.DOTALL | re.MULTILINE)
    texts = [
        front_matter.sub("", path.read_text(encoding="utf-8"))
        for path in sorted(arguments.folder.rglob("*.md"))
    ]
    bare = bare_renderer()
    rounds = [(milliseconds(bare, texts), milliseconds(ours, texts)) for _ in range(arguments.rounds)]
    base, full = (min(times) for times in zip(*rounds, strict=True))
    print(
        f"{len(texts)} posts of {sum(map(len, texts)) // len(texts)} characters, best of {len(rounds)} rounds"
    )
    print(f"bare  {base:6.2f} ms a post")
    print(f"ours  {full:6.2f} ms a post")
    ratio = round(full / base, 3)
    print(json.dumps({"name": "markdown_speed", "ratio": ratio, "goal": GOAL, "better": "lower"}))


if __name__ == "__main__":
    main()
