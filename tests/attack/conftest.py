"""Fixtures of the browser tests; the long browser attacks are collected by `make attack` only."""

from __future__ import annotations

import os

from tests.browser.conftest import (
    chromium,
    context,
    playwright,
    published,
    recorder,
    server,
    sites,
    steady,
    trials,
    visit,
)

__all__ = [
    "chromium",
    "context",
    "playwright",
    "published",
    "recorder",
    "server",
    "sites",
    "steady",
    "trials",
    "visit",
]

collect_ignore = [] if os.environ.get("SITEGEN_ATTACK") else ["test_browser_limits.py"]
