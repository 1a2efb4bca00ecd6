from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

import sitegen.body_cache
from sitegen.body_cache import KIND, BodyCache, body_environment
from sitegen.cache import Cache
from sitegen.config import Config, load_config
from sitegen.load import load_sources
from sitegen.model import Loaded, Page
from sitegen.parse import parse_pages
from tests.conftest import NOW, WriteSite

HTML_OFF = "[markdown]\nhtml = false\n"
FRONT = "---\ntitle: A post\ndate: 2026-01-02\ndescription: It says something.\n---\n"
EVERYTHING = """# One

[the other](b.md), **bold**, $x^2$

:::{demo} depth
:expect: accuracy >= 0.95
It ends at {metric}`depth.accuracy`.
:::

```{code-cell} python
1 + 1
```
"""


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site({"content/posts/a.md": FRONT + EVERYTHING, "content/posts/b.md": FRONT + "Text."})


def load(site: Path) -> tuple[Loaded, Config]:
    config = load_config(site / "sitegen.toml")
    return load_sources(config, drafts=False, future=False, now=NOW), config


def pages(site: Path) -> tuple[tuple[Page, ...], list[str]]:
    """The pages of a site, and the sources whose bodies the cache did not have."""
    loaded, config = load(site)
    cache = Cache(site / ".sitegen" / "cache")
    stored = BodyCache(cache, body_environment(config), loaded.find)
    missing = [source.source_path.name for source in loaded.sources if stored.get(source) is None]
    parsed = parse_pages(loaded, config, cache=cache)
    cache.close()
    return parsed, missing


def test_a_second_build_parses_nothing_and_gives_equal_pages(site: Path) -> None:
    first, _ = pages(site)
    second, missing = pages(site)

    assert missing == []
    assert second == first


CHANGES: dict[str, tuple[Callable[[Path], object], list[str] | None]] = {
    "its text": (lambda site: _append(site / "content/posts/b.md"), ["b.md"]),
    "the address of a page that it links to": (
        lambda site: (site / "content/posts/b.md").write_text(FRONT.replace("---\n", "---\nslug: c\n", 1)),
        ["a.md", "b.md"],
    ),
    "the options of Markdown": (
        lambda site: _append(site / "sitegen.toml", "[markdown]\nhtml = false\n"),
        None,
    ),
}


def _append(file: Path, text: str = "\nMore.\n") -> None:
    file.write_text(file.read_text() + text)


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_is_parsed_again_after_a_change_of(site: Path, change: str) -> None:
    pages(site)
    act, expected = CHANGES[change]
    act(site)

    _, missing = pages(site)

    every = ["_index.md", "_index.md", "a.md", "b.md"]
    assert sorted(missing) == (every if expected is None else expected)


def test_a_page_with_a_problem_is_not_stored(write_site: WriteSite) -> None:
    site = write_site({"content/posts/a.md": FRONT + "[x](nowhere.md)"})
    pages(site)

    assert pages(site)[1] == ["a.md"]


def test_another_version_of_a_library_or_of_our_code_is_a_miss(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages(site)
    monkeypatch.setattr(sitegen.body_cache, "version", lambda _: "0")

    assert len(pages(site)[1]) == 4


class Evil:
    """Pickles to a call."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, ...]]:
        return print, ("executed",)


@pytest.mark.parametrize(
    "data", [b"", b"x", pickle.dumps(5), pickle.dumps(PurePosixPath("a")), pickle.dumps(Evil())]
)
def test_other_data_is_a_miss_and_is_not_executed(
    site: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded, config = load(site)
    cache = Cache(site / ".sitegen" / "cache")
    stored = BodyCache(cache, body_environment(config), loaded.find)
    source = loaded.sources[0]
    cache.put_bytes(KIND, stored.key(source), data)

    assert stored.get(source) is None
    assert "executed" not in capsys.readouterr().out
