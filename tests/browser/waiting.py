"""Wait for a condition in a page whose policy forbids `eval`, which Playwright's own polling needs."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Page

POLL_MS = 50


def wait_until(page: Page, expression: str, *, arg: Any = None, timeout: float = 30_000) -> None:
    """Wait until a JavaScript expression or function is true.

    Args:
        page: where it is evaluated.
        expression: the expression, or a function that receives `arg`.
        arg: for a function.
        timeout: milliseconds.

    Raises:
        AssertionError: it did not become true.
    """
    deadline = time.monotonic() + timeout / 1000
    while not _is_true(page, expression, arg):
        assert time.monotonic() < deadline, f"this did not become true: {expression}"
        page.wait_for_timeout(POLL_MS)


def _is_true(page: Page, expression: str, arg: Any) -> bool:
    try:
        return bool(page.evaluate(expression, arg))
    except Error as error:
        if "context was destroyed" in error.message:  # the page is being loaded again
            return False
        raise
