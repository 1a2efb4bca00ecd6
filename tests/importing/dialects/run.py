"""Import generated blogs of every dialect and print a table: `python -m tests.importing.dialects.run`.

Usage: python -m tests.importing.dialects.run [--posts 1000] [--seed 0] [--keep FOLDER] [DIALECT ...]
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.importing.dialects.blog import Blog
from tests.importing.dialects.hugo import write_hugo
from tests.importing.dialects.jekyll import write_jekyll
from tests.importing.dialects.judge import Judged, judge
from tests.importing.dialects.mkdocs import write_mkdocs
from tests.importing.dialects.nikola import write_nikola
from tests.importing.dialects.node import write_astro, write_eleventy, write_next
from tests.importing.dialects.notebooks import write_notebooks
from tests.importing.dialects.pelican import write_pelican
from tests.importing.dialects.plain import write_plain
from tests.importing.dialects.wordpress import write_wordpress
from tests.importing.dialects.zola import write_zola


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of blog."""

    write: Callable[[Blog, int], None]
    kind: str
    """What the import calls it, in lower case."""


DIALECTS: Mapping[str, Dialect] = {
    "jekyll": Dialect(write_jekyll, "jekyll"),
    "hugo": Dialect(write_hugo, "hugo"),
    "zola": Dialect(write_zola, "zola"),
    "pelican": Dialect(write_pelican, "pelican"),
    "nikola": Dialect(write_nikola, "nikola"),
    "eleventy": Dialect(write_eleventy, "eleventy"),
    "astro": Dialect(write_astro, "astro"),
    "next": Dialect(write_next, "next"),
    "mkdocs": Dialect(write_mkdocs, "mkdocs"),
    "wordpress": Dialect(write_wordpress, "wordpress"),
    "notebooks": Dialect(write_notebooks, "plain texts"),
    "plain": Dialect(write_plain, "plain texts"),
}
COLUMNS = ("posts", "published", "drafts", "refused", "addresses", "lost", "tracebacks", "faults")
PACK = 35
"""Posts of one blog."""


def judge_dialect(
    name: str, posts: int, folder: Path, *, start: int = 0, seed: int = 0, keep: bool = False
) -> Judged:
    """Write blogs of one dialect with a number of posts altogether, and judge each."""
    dialect = DIALECTS[name]
    total = Judged()
    for first in range(start, start + posts, PACK):
        place = folder / f"{name}-{first}"
        blog = Blog(place / "source", random.Random(f"{name} {seed} {first}"), first)
        dialect.write(blog, min(PACK, start + posts - first))
        found = judge(blog, dialect.kind, place / "site")
        total.posts += found.posts
        total.published += found.published
        total.drafts += found.drafts
        total.refused += found.refused
        total.addresses += found.addresses
        for mine, theirs in (
            (total.lost, found.lost),
            (total.tracebacks, found.tracebacks),
            (total.faults, found.faults),
        ):
            mine += [f"{name} {first} [{', '.join(blog.notes)}]: {text}" for text in theirs]
        if not keep:
            shutil.rmtree(place)
    return total


def main() -> int:
    """Judge the dialects that are named, or all."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="DIALECT", help="one of " + ", ".join(DIALECTS))
    arguments.add_argument("--posts", type=int, default=1000, help="how many in each dialect")
    arguments.add_argument("--start", type=int, default=0, help="the number of the first post")
    arguments.add_argument("--seed", type=int, default=0, help="another choice")
    arguments.add_argument("--keep", type=Path, help="a folder where sources and sites stay")
    given = arguments.parse_args()
    print(f"{'dialect':12}" + "".join(f"{name:>11}" for name in COLUMNS))
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in given.names or DIALECTS:
            found = judge_dialect(
                name,
                given.posts,
                given.keep or Path(folder),
                start=given.start,
                seed=given.seed,
                keep=bool(given.keep),
            )
            counts = (
                found.posts, found.published, found.drafts, found.refused, found.addresses,
                len(found.lost), len(found.tracebacks), len(found.faults),
            )  # fmt: skip
            print(f"{name:12}" + "".join(f"{number:11}" for number in counts), flush=True)
            failures += [*found.tracebacks, *(f"lost {text}" for text in found.lost), *found.faults]
    print(*failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
