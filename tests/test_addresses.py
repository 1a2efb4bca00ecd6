from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

from sitegen.addresses import list_paths, menu_address, planned_files, posts_on_home, site_files
from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.model import Asset, Page
from tests.conftest import NOW, SITES
from tests.render.sample_site import render, sample_config, sample_page, sample_pages, sample_site


@pytest.mark.parametrize(
    ("count", "paginate", "parts"), [(0, 2, 1), (2, 2, 1), (3, 2, 2), (7, 0, 1), (0, 0, 1), (6, 2, 3)]
)
def test_a_list_has_as_many_paths_as_parts(count: int, paginate: int, parts: int) -> None:
    paths = [str(path) for path in list_paths(count, paginate, PurePosixPath("posts/index.html"))]

    later = [f"posts/page/{number}/index.html" for number in range(2, parts + 1)]
    assert paths == ["posts/index.html", *later]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/about/", "/blog/about/"),
        ("/blog/about/", "/blog/about/"),
        ("https://a.example/", "https://a.example/"),
        ("//a.example/", "//a.example/"),
        ("#top", "#top"),
    ],
)
def test_a_path_of_a_menu_gets_the_base_path(url: str, expected: str) -> None:
    assert menu_address(url, sample_config()) == expected


def test_a_file_of_the_author_takes_the_place_of_a_site_file() -> None:
    config = sample_config()
    own = Asset(Path("robots.txt"), PurePosixPath("robots.txt"), "static/robots.txt")

    assert [file.name for file in site_files(sample_site(config, assets=[own]), config)] == [
        "404.html", "feed.xml", "sitemap.xml",
    ]  # fmt: skip


def test_a_sitemap_that_would_be_too_long_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.addresses.SITEMAP_LIMIT", 10)
    config = sample_config(feeds=())

    assert [(file.name, file.template) for file in site_files(sample_site(config), config)] == [
        ("404.html", "404.html"),
        ("sitemap-1.xml", "sitemap.xml"),
        ("sitemap-2.xml", "sitemap.xml"),
        ("sitemap.xml", "sitemap_index.xml"),
        ("robots.txt", "robots.txt"),
    ]


def test_the_home_page_lists_all_posts_where_a_section_does_not() -> None:
    config = sample_config()
    outside = [sample_page("_index.md", "home"), sample_page("a.md")]

    assert posts_on_home(sample_site(config)) is None
    assert [page.title for page in posts_on_home(sample_site(config, outside)) or ()] == ["A"]


SITES_IN_MEMORY: dict[str, list[Page]] = {
    "sample": sample_pages(),
    "home list": [sample_page("_index.md", "home"), *(sample_page(f"n{n}.md") for n in range(5))],
}


@pytest.mark.parametrize("pages", SITES_IN_MEMORY.values(), ids=SITES_IN_MEMORY)
def test_exactly_the_planned_files_are_rendered(pages: Iterable[Page], tmp_path: Path) -> None:
    config = sample_config(tmp_path, feeds=("atom", "json"))
    site = sample_site(config, pages)
    planned = [str(file.output_path) for file in planned_files(site, config)]

    scripts = {f"{folder}/depth.py" for folder in ("posts/live", "about")}
    assert sorted(set(planned) - scripts) == sorted(render(config, site))


def test_every_output_of_a_build_is_planned_but_for_runtime_saved_frames_and_offline_worker() -> None:
    config = load_config(SITES / "full" / "sitegen.toml")
    built = build_outputs(config, now=NOW)
    planned = {file.output_path for file in planned_files(built.site, config)}

    published = {output.output_path for output in built.outputs}
    assert planned <= published
    assert all(
        str(path).startswith("runtime/") or "offline" in path.name or path.suffix in {".js", ".frames"}
        for path in published - planned
    )
