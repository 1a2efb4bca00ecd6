"""The graph of a build, stored and restored."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest

from sitegen.build import build_outputs
from sitegen.cache import Cache
from sitegen.config import load_config
from sitegen.engine.graph import KEY, KIND, Graph, load_graph, store_graph
from sitegen.engine.pickles import dump_value, load_value
from sitegen.engine.stored_config import same_config
from sitegen.engine.stored_page import StoredValueError
from sitegen.incremental import graph_of
from tests.conftest import WriteSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POST = "---\ntitle: {0}\ndate: 2026-01-01T10:00:00Z\ndescription: d\ntags: [t]\n---\nText of {0}. [b](b.md)\n"


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(
        {
            "content/posts/a.md": POST.format("A"),
            "content/posts/b.md": POST.format("B"),
            "content/posts/pic.svg": "<svg/>",
        }
    )


@pytest.fixture
def graph(site: Path) -> Graph:
    config = load_config(site / "sitegen.toml")
    return graph_of(build_outputs(config, now=NOW), config)


def restored(graph: Graph, cache: Cache) -> Graph:
    store_graph(graph, cache, "token")
    found = load_graph(cache, "token")
    assert found
    return found


def test_a_restored_graph_has_the_site_its_addresses_and_its_traces(graph: Graph, site: Path) -> None:
    found = restored(graph, Cache(site / ".sitegen/cache"))

    assert [page.permalink for page in found.site.posts] == [page.permalink for page in graph.site.posts]
    for old, new in zip(graph.site.pages, found.site.pages, strict=True):
        assert new.source.front_matter == old.source.front_matter
        assert new.source.output_path == old.source.output_path
        assert new.source.source_path == old.source.source_path
        assert (new.source.kind, new.source.first_line) == (old.source.kind, old.source.first_line)
        assert new.body == old.body
        assert new.title == old.title
    assert [term.name for term in found.site.taxonomies[0].terms] == ["t"]
    assert [section.page.title for section in found.site.sections] == ["Posts"]
    assert found.find(PurePosixPath("content/posts/a.md")) == "/posts/a/"
    assert found.find(PurePosixPath("content/posts/pic.svg")) == "/posts/pic.svg"
    assert found.find(PurePosixPath("content/posts/none.md")) is None
    assert dict(found.permalinks) == dict(graph.permalinks)
    assert found.addresses == graph.addresses
    assert found.traces.facts == graph.traces.facts
    assert found.traces.steps == graph.traces.steps


def test_a_restored_graph_can_be_stored_again(graph: Graph, site: Path) -> None:
    cache = Cache(site / ".sitegen/cache")
    twice = restored(restored(graph, cache), cache)

    assert twice.traces.steps == graph.traces.steps
    assert [page.body for page in twice.site.pages] == [page.body for page in graph.site.pages]


def test_a_restored_configuration_has_every_value_and_equals_the_one_that_was_read(
    graph: Graph, site: Path
) -> None:
    found = restored(graph, Cache(site / ".sitegen/cache")).config
    config = load_config(site / "sitegen.toml")

    assert (found.title, found.base_path, found.content_folder) == (
        config.title, config.base_path, config.content_folder,
    )  # fmt: skip
    assert found.markdown.typographer is True
    assert same_config(found, config)
    assert not same_config(found, config.with_changes(paginate=3))


def test_the_graph_of_another_build_is_not_used(graph: Graph, site: Path) -> None:
    cache = Cache(site / ".sitegen/cache")
    store_graph(graph, cache, "token")

    assert load_graph(cache, "another") is None
    assert load_graph(Cache(site / "empty"), "token") is None


@pytest.mark.parametrize("value", [5, None, [], {}, {"token": "token"}, "text"])
def test_a_forged_graph_is_not_used(graph: Graph, site: Path, value: object) -> None:
    cache = Cache(site / ".sitegen/cache")
    store_graph(graph, cache, "token")
    cache.put_bytes(KIND, KEY, dump_value(value))

    assert load_graph(cache, "token") is None


def test_every_part_of_a_graph_may_have_another_type(graph: Graph, site: Path) -> None:
    cache = Cache(site / ".sitegen/cache")
    store_graph(graph, cache, "token")
    values = load_value(cache.get_bytes(KIND, KEY) or b"")
    for name in values:
        cache.put_bytes(KIND, KEY, dump_value({key: part for key, part in values.items() if key != name}))
        assert load_graph(cache, "token") is None, name


def test_what_is_not_in_the_cache_any_more_is_an_error_of_its_own(graph: Graph, site: Path) -> None:
    cache = Cache(site / ".sitegen/cache")
    page = restored(graph, cache).site.pages[0]
    assert cache.folder
    for file in cache.folder.iterdir():
        file.unlink()
    cache.close()

    with pytest.raises(StoredValueError):
        _ = page.body
    with pytest.raises(StoredValueError):
        _ = page.source.text
