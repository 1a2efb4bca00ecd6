"""Blocks of a post in a browser: tabs, notes in the margin, and the button that copies code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.axe import axe_faults
from tests.browser.published import build
from tests.serving import SiteServer, running

POST = """---
title: Blocks
date: 2026-01-01
---

See {ref}`sizes`.

:::{margin}
A note.
:::

:::{table} Sizes
:id: sizes

| a | b |
|---|---|
| 1 | 2 |
:::

::::{tabs}
:::{tab} Linux
On Linux.
:::
:::{tab} macOS
On a Mac.
:::
::::

```python linenos=9
a = 1
b = 2
```
"""


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteServer]:
    """A site with one post."""
    root = tmp_path_factory.mktemp("blocks")
    post = root / "content" / "posts" / "blocks.md"
    post.parent.mkdir(parents=True)
    post.write_text(POST, encoding="utf-8")
    (root / "sitegen.toml").write_text(
        'title = "A site"\n[markdown]\nnumbered = ["table"]\n', encoding="utf-8"
    )
    build(root, Path("public"))
    with running(SiteServer(root / "public")) as server:
        yield server


@pytest.fixture
def published(blocks: SiteServer) -> SiteServer:
    """That site in place of the trial site."""
    return blocks


@pytest.mark.parametrize("scripts", [True, False])
def test_one_tab_is_open_at_a_time(chromium: Browser, blocks: SiteServer, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(blocks.url + "posts/blocks/")
    linux, mac = page.get_by_text("On Linux."), page.get_by_text("On a Mac.")

    expect(linux).to_be_visible()
    expect(mac).to_be_hidden()
    page.get_by_text("macOS").click()
    expect(mac).to_be_visible()
    expect(linux).to_be_hidden()
    context.close()


def test_the_button_copies_the_code_without_the_numbers_of_its_lines(
    context: BrowserContext, blocks: SiteServer
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(blocks.url + "posts/blocks/")
    page.locator(".code > pre").hover()
    button = page.locator(".copy")
    button.click()

    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "a = 1\nb = 2\n"
    shown = "document.querySelector('.line-number')"
    assert page.evaluate(f"getComputedStyle({shown}, '::before').content") == '" 9"'


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_the_note_stands_in_the_margin_of_a_wide_window(
    context: BrowserContext, blocks: SiteServer, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(blocks.url + "posts/blocks/")
    left, right = (
        page.locator(part).first.evaluate("element => element.getBoundingClientRect().right")
        for part in (".content > p", ".margin-note")
    )

    assert (right > left + 100) is (width > 1248)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_faults(page, "body") == []
    page.get_by_role("link", name="Table 1").click()
    assert page.url.endswith("#sizes")
