"""Programs that import packages: live from the site's own files, and no byte for pages without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SITES, IslandPage
from tests.browser.published import Published
from tests.serving import SiteServer

CELLS, DEMO, PLAIN = "posts/cells/", "posts/demo/", "posts/plain/"
PRINTED = (
    "{'Ada': 151.0, 'Ben': 161.5}\n",
    "9.000 2.000 0.975\n",
    "(x - 3)*(x - 2)\n",
    "1\n",
    "6.0\n",
)
"""What each cell prints, in the browser as in the build."""
SLOW_MS = 300_000
"""How long packages may take to be imported: a limit against hanging, on a machine that may be busy."""


@pytest.fixture(scope="session")
def packages(sites: Published) -> Iterator[SiteServer]:
    """The site whose programs import packages."""
    with sites.serve(SITES / "packages") as server:
        yield server


@pytest.fixture
def published(packages: SiteServer) -> SiteServer:
    return packages


def requested(server: SiteServer) -> list[str]:
    """Return the packages that were requested, by name and version."""
    names = (path.rpartition("/")[2] for path in server.requests if "packages/" in path)
    return sorted(name.removesuffix(".zip") for name in names)


ELEMENTS = """root => [...root.querySelectorAll(".display")].map((display) => {
  const { kind } = display.dataset;
  const parts = display.querySelectorAll("*");
  return [kind, ...(kind === "formula" ? [] : [...parts].map(({ tagName }) => tagName))];
})"""
"""The elements of what a cell shows besides text. The build sets formulas in another way than SymPy."""


def displayed(page: Page, number: int) -> list[list[str]]:
    shown = page.locator(f'code-cell[data-number="{number}"] .cell-displays')
    found: list[list[str]] = shown.evaluate(ELEMENTS)
    return found


def run_cell(page: Page, number: int) -> None:
    cell = page.locator(f'code-cell[data-number="{number}"]')
    cell.locator('[data-action="run"]').click()
    expect(cell.locator(".demo-step")).to_have_text("Live result", timeout=SLOW_MS)


def test_cells_print_what_the_build_printed_and_each_loads_the_packages_that_it_imports(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    page = visit(CELLS)
    for number, text in enumerate(PRINTED, start=1):
        assert page.locator(f'code-cell[data-number="{number}"] .cell-stdout').inner_text() == text
    assert requested(server) == []
    run_cell(page, 1)
    assert requested(server) == [
        "modules", "pandas-3.0.2", "python-dateutil-2.9.0.post0", "pytz-2026.1.post1", "six-1.17.0",
    ]  # fmt: skip
    saved = [displayed(page, number) for number in range(1, 6)]
    assert [kind for shown in saved for kind, *_ in shown] == ["table", "formula", "figure"]
    run_cell(page, 5)
    for number, text in enumerate(PRINTED, start=1):
        assert page.locator(f'code-cell[data-number="{number}"] .cell-stdout').inner_text() == text
    assert [displayed(page, number) for number in range(1, 6)] == saved
    assert len(requested(server)) == len(set(requested(server)))
    page.wait_for_timeout(3000)  # files are stored after the first results

    server.requests.clear()
    again = visit(CELLS)
    run_cell(again, 1)
    assert requested(server) == []


def test_the_packages_are_listed_with_size_and_license_below_the_cell(visit: Callable[..., Page]) -> None:
    page = visit(CELLS)
    fold = page.locator('code-cell[data-number="1"] .demo-packages')
    expect(fold.locator("summary")).to_contain_text("Packages that Run loads: 5.")
    fold.locator("summary").click()
    expect(fold.locator("li").filter(has_text="pandas 3.0.2")).to_have_text(
        "pandas 3.0.2: 4.0 MB, BSD License"
    )
    expect(page.locator('code-cell[data-number="5"] .demo-packages li')).to_have_text(
        "micrograd 0.1.0: 5.7 kB, MIT License"
    )


def test_a_demo_trains_a_model_of_scikit_learn_live(visit: Callable[..., Page]) -> None:
    island = IslandPage(visit(DEMO), "tree")
    before = str(island.find(".demo-metrics").text_content())
    island.press("run")
    expect(island.root).to_have_attribute("data-state", "ready", timeout=SLOW_MS)
    assert island.find(".demo-metrics").text_content() == before
    island.slide("depth", 1)
    expect(island.find(".demo-metrics")).not_to_have_text(before)


def test_a_package_that_cannot_be_loaded_is_named_and_the_next_try_loads_it(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    server.faults["six-1.17.0.zip"] = "missing"
    page = visit(CELLS)
    cell = page.locator('code-cell[data-number="1"]')
    cell.locator('[data-action="run"]').click()
    expect(cell.locator(".demo-notice")).to_contain_text(
        "six-1.17.0.zip could not be loaded", timeout=SLOW_MS
    )
    server.faults.clear()
    run_cell(page, 1)


def test_a_page_without_packages_loads_none_and_names_none(
    visit: Callable[..., Page], server: SiteServer
) -> None:
    page = visit(PLAIN)
    run_cell(page, 1)
    assert requested(server) == []
    assert '"packages"' not in page.content()
    assert page.locator(".demo-packages").count() == 0
