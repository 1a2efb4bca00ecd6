"""The examples of the official CommonMark specification, from its npm package `commonmark-spec`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from sitegen.config import MarkdownConfig
from sitegen.errors import SitegenError
from sitegen.model import Picture
from tests.markdown.conftest import commonmark_parser, render

PACKAGE = "commonmark-spec@0.31.2"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
PLACES = [Path(__file__).parents[2] / "node_modules", Path(__file__).parents[1] / "node_modules"]

RELATIVE = "a relative address becomes one from the site's root"
NO_FILE = "a picture or a page that does not exist is refused"
CODE = "code is coloured"
DIFFERENT = {
    **dict.fromkeys((142, 143), CODE),
    **dict.fromkeys((194, 195, 203, 204, 492, 495, 496, 498, 499, 500, 502, 503, 504, 522), RELATIVE),
    **dict.fromkeys((484, 517, 520, 531, 573, 576, 577, 578, 580), NO_FILE),
}
"""Examples that mean something else in a post → why. All others hold with the extensions on, too."""


@pytest.fixture(scope="session")
def examples(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> list[tuple[str, str]]:
    """Markdown and HTML of each example."""
    installed = [place / "commonmark-spec" / "spec.txt" for place in PLACES]
    kept = request.config.cache.mkdir("commonmark-spec") / "0.31.2.txt"
    found = next((path for path in (*installed, kept) if path.is_file()), None)
    if found is None:
        npm = shutil.which("npm")
        assert npm, "the specification's examples come from npm: install Node.js"
        folder = tmp_path_factory.mktemp("commonmark")
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
        subprocess.run(command, check=True, cwd=folder, capture_output=True, timeout=100)
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            member = archive.extractfile("package/spec.txt")
            assert member is not None
            fresh = folder / "spec.txt"
            fresh.write_bytes(member.read())
        # In one step, since another worker of the test run may be about to read it.
        waiting = kept.with_name(f"{fresh.parent.name}-{os.getpid()}.txt")
        shutil.copyfile(fresh, waiting)
        waiting.replace(kept)
        found = fresh
    text = found.read_text(encoding="utf-8").replace("→", "\t")
    return [(case[1], case[2]) for case in EXAMPLE.finditer(text)]


def same(html: str) -> str:
    """Return HTML without the difference between an empty quote on one line and on two."""
    return html.replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


def without_additions(html: str) -> str:
    """Return a post's HTML without what we add to elements of CommonMark."""
    html = re.sub(r'<a class="heading-anchor"[^>]*></a>', "", html)
    html = re.sub(r'(<h\d) id="[^"]*"', r"\1", html)
    html = re.sub(
        r'<div class="code"><pre tabindex="0">(.*?)</pre></div>', r"<pre>\1</pre>", html, flags=re.DOTALL
    )
    html = html.replace(' loading="lazy" decoding="async"', "").replace("/blog/", "/")
    return same(html.replace(" />", ">"))


def test_all_examples_of_the_specification_hold_with_extensions_off(examples: list[tuple[str, str]]) -> None:
    parser = commonmark_parser()
    wrong = [
        number
        for number, (text, expected) in enumerate(examples, start=1)
        if same(parser.render(text)) != same(expected)
    ]

    assert len(examples) == 652
    assert wrong == []


def test_extensions_change_only_the_examples_that_are_listed_with_their_reason(
    examples: list[tuple[str, str]],
) -> None:
    options = MarkdownConfig(typographer=False)
    different = []
    for number, (text, expected) in enumerate(examples, start=1):
        try:
            parts = render(text, options).parts
        except SitegenError:
            different.append(number)
            continue
        html = "".join("" if isinstance(part, Picture) else str(part) for part in parts)
        if without_additions(html) != without_additions(expected):
            different.append(number)

    assert different == sorted(DIFFERENT)
