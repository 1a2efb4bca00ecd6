"""Print how the processor time of one post grows with its length: at n, 2n, 4n and 8n, with the ratios.

    python -m tests.attack.scaling [name ...]

A linear input doubles its time when it doubles its length. The exit code is 1 when a ratio exceeds `LIMIT`.
`tests/markdown/test_linear.py` checks the same inputs by counting steps; this script measures time.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import PurePosixPath

from sitegen.bibliography import Bibliography
from sitegen.config import MarkdownConfig
from sitegen.front_matter import parse_front_matter
from sitegen.markdown import Links, read_body

LIMIT = 2.3
FLOOR = 0.02
"""Seconds below which a ratio says nothing."""
ROUNDS = 7
"""How often each length is measured. The least time counts: other processes only add to it."""
PATH = PurePosixPath("content/posts/x.md")
LINKS = Links(PATH, "/posts/x/")
SOURCES = Bibliography(PATH, b"@misc{a, author = {Ada}, title = {T}, year = 2000}")


def body(text: str) -> None:
    """Parse a text as the body of a post."""
    read_body(text, first_line=1, links=LINKS, options=MarkdownConfig())


def cited(text: str) -> None:
    """Parse a text as the body of a post that cites."""
    read_body(text, first_line=1, links=LINKS, options=MarkdownConfig(), bibliography=SOURCES)


def front_matter(text: str) -> None:
    """Parse a text as the source of a post."""
    parse_front_matter(text, PATH, is_post=False)


def mdx(text: str) -> None:
    """Parse a text as the body of a post in MDX."""
    read_body(
        text, first_line=1, links=Links(PATH.with_suffix(".mdx"), "/posts/x/"), options=MarkdownConfig()
    )


def tags(count: int) -> str:
    """Return a source with many tags."""
    return f"---\ntitle: x\ntags: [{', '.join(f'tag{number}' for number in range(count))}]\n---\n"


def toml_keys(count: int) -> str:
    """Return a source with many keys in TOML."""
    return "+++\ntitle = 'x'\n[extra]\n" + "".join(f"key{number} = 1\n" for number in range(count)) + "+++\n"


def yaml_keys(count: int) -> str:
    """Return a source with many keys in YAML."""
    return "---\ntitle: x\nextra:\n" + "".join(f"  key{number}: 1\n" for number in range(count)) + "---\n"


INPUTS: dict[str, tuple[int, Callable[[int], str], Callable[[str], None]]] = {
    "comments": (40_000, lambda n: "<!-- " * n, body),
    "comments in a line": (5_000, lambda n: "a " + "<!-- " * n, body),
    "equal headings": (3_000, lambda n: "# h\n\n" * n, body),
    "equal setext headings": (3_000, lambda n: "h\n=\n\n" * n, body),
    "different headings": (3_000, lambda n: "".join(f"# h{number}\n\n" for number in range(n)), body),
    "tags": (4_000, tags, front_matter),
    "keys of YAML": (2_000, yaml_keys, front_matter),
    "keys of TOML": (2_000, toml_keys, front_matter),
    "quoted words": (10_000, lambda n: '"b" ' * n, body),
    "apostrophes": (10_000, lambda n: "a' " * n, body),
    "double quotes": (25_000, lambda n: '"' * n, body),
    "references": (
        2_000,
        lambda n: "".join(f"# h{number}\n\n{{ref}}`h{number}`\n\n" for number in range(n)),
        body,
    ),
    "citations": (2_000, lambda n: "[@a, p. 1; -@a] @a " * n, cited),
    "open citations": (4_000, lambda n: "[@a " * n, cited),
    "citations of nothing": (4_000, lambda n: "@a." * n, cited),
    "addresses in brackets": (4_000, lambda n: "[" + "a@b " * n + "]", cited),
    "megabytes of quotes": (140_000, lambda n: '"b" ' * n, body),
}
"""Name → the first n, the text for an n, and what reads it."""

OTHERS = {
    ">": ">",
    "[": "[",
    "(": "(",
    "*": "*",
    "{": "{",
    "$": "$",
    "backslash": "\\",
    "backquote": "`",
    "quotes and apostrophes": "\"a 'b ",
    "links in a line": "[a](#b) ",
    "roles in a line": "{kbd}`x` ",
    "formulas in a line": "$x$ ",
    "code spans in a line": "`x` ",
    "attributes": "[a]{.b} ",
    "emphasis": "*a* ",
    "lines": "a\n",
    "paragraphs": "a\n\n",
    "list items": "- a\n",
    "notes": "^[a] ",
    "formula and code": "$`$ ",
    "directives": ":::{note}\na\n:::\n",
    "theorems": ":::{theorem} T\na\n:::\n",
    "tabs": "::::{tabs}\n:::{tab} T\na\n:::\n::::\n",
    "open directives": ":::{note}\n",
    "openers": "<a ",
    "images": "![a](/b.png) ",
    "rows": "| a | b |\n",
    "code cells": "```{code-cell} python\n1\n```\n\n",
    "demos": ":::{demo} a\n:::\n\n",
    "metrics in a line": "{metric}`a.b` ",
    "fences": "```\na\n```\n",
    "unknown roles": "{kdb}`x` ",
    "unknown commands": "$\\alhpa$ ",
    "dead links": "[a](b.md) ",
}
INPUTS |= {name: (2_000, lambda n, piece=piece: piece * n, body) for name, piece in OTHERS.items()}  # type: ignore[misc]


LEFTOVERS = {
    "shortcodes": "{{< a >}} ",
    "open shortcodes": "{{< a ",
    "tags of Liquid": "{% a %} ",
    "open tags of Liquid": "{% a ",
    "open values of Liquid": "{{ a ",
    "attribute lists": "{: .a ",
    "shortcodes of WordPress": "[gallery a=b ",
    "unknown notes": "[^a] ",
    "open notes": "[^a",
    "components": "<A b={c} /> ",
    "open components": "<A {",
    "components in braces": "<A {} ",
    "open fences": "```zz {9} a b\n",
    "modules": "import a from 'b'\n\n",
    "comments of MDX": "{/* a */} ",
    "open comments of MDX": "{/* ",
    "runs of backquotes": "` `` ``` <A/> ",
    "quotes in tags": "<A b='",
}
INPUTS |= {
    f"{name}{kind}": (2_000, lambda n, piece=piece: piece * n, read)  # type: ignore[misc]
    for name, piece in LEFTOVERS.items()
    for kind, read in (("", body), (", MDX", mdx))
}


def measure(read: Callable[[str], None], texts: list[str]) -> list[list[float]]:
    """Return the processor times of texts, in rounds: a slow phase of the machine meets a whole round."""
    return [[processor_time(read, text) for text in texts] for _ in range(ROUNDS)]


def processor_time(read: Callable[[str], None], text: str) -> float:
    """Return the seconds that a text takes in a process of its own: no length gets memory of another one."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        gc.collect()  # copies the pages that both processes share
        began = time.process_time()
        read(text)
        os.write(theirs, str(time.process_time() - began).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        return float(answer.read())


def main() -> int:
    """Measure the inputs that are named, or all."""
    gc.disable()  # as `sitegen.parse` does
    body("warm *up* `x` $x$\n\n```python\nx\n```\n")
    failed = 0
    for name in sys.argv[1:] or INPUTS:
        first, make, read = INPUTS[name]
        rounds = measure(read, [make(first * factor) for factor in (1, 2, 4, 8)])
        times = [min(column) for column in zip(*rounds, strict=True)]
        ratios = [after / before if before > FLOOR else 0.0 for before, after in pairwise(times)]
        failed += max(ratios) > LIMIT
        shown = "  ".join(f"{value:7.3f}" for value in times)
        steps = "  ".join(f"x{ratio:.2f}" for ratio in ratios)
        steep = "  TOO STEEP" if max(ratios) > LIMIT else ""
        print(f"{name:24} n={first:<8,} {shown}   {steps}{steep}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
