"""What axe finds wrong in a page, in both colour schemes of one visit."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules that read colours. All others read the structure, and which elements are visible."""
RUN = """
([context, options]) => axe.run(context, options).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`)))
"""
VISIBLE = """
() => [...document.querySelectorAll("body *")].filter((element) => !element.ownerSVGElement
  && element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .map(({ tagName }) => tagName).join(" ")
"""
"""The visible elements, in order, but the parts of pictures."""


def axe_faults(page: Page, *parts: str) -> list[str]:
    """Return what axe finds wrong in parts of a page, in the light and in the dark scheme.

    Where the dark scheme shows the same elements, only the rules about colours run again.

    Args:
        page: the page; afterwards it is in the light scheme.
        parts: selectors; each must match something.
    """
    context = {"include": [[part] for part in parts]}
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    page.evaluate(Axe().axe_script)
    faults: list[str] = []
    visible: str | None = None
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
        shown = page.evaluate(VISIBLE)
        rules = {"runOnly": COLOUR_RULES} if shown == visible else {}
        faults += [f"{scheme}: {fault}" for fault in page.evaluate(RUN, [context, options | rules])]
        visible = shown
    page.emulate_media(color_scheme="light")
    page.emulate_media(reduced_motion="no-preference")
    return faults
