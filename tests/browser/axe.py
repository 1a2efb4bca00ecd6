"""What axe finds wrong in a page, in both colour schemes of one visit."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def axe_faults(page: Page, *parts: str) -> list[str]:
    """Return what axe finds wrong in parts of a page, in the light and in the dark scheme.

    Args:
        page: the page; afterwards it is in the light scheme.
        parts: selectors; each must match something.
    """
    context = {"include": [[part] for part in parts]}
    faults = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
        for fault in Axe().run(page, context=context).response["violations"]:
            faults += [f"{scheme}: {fault['id']}: {node['html'][:200]}" for node in fault["nodes"]]
    page.emulate_media(color_scheme="light")
    page.emulate_media(reduced_motion="no-preference")
    return faults
