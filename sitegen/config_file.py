"""Find the configuration file of a site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sitegen.errors import ConfigError, Problem


def find_config(start: Path) -> Path:
    """Return the configuration file of the folder, or of the nearest folder above that has one.

    Raises:
        ConfigError: there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "sitegen.toml").is_file():
            return folder / "sitegen.toml"
        project = folder / "pyproject.toml"
        if project.is_file() and re.search(r"(?m)^\[tool\.sitegen\b", project.read_text(encoding="utf-8")):
            return project
    raise ConfigError(
        Problem(
            f"no site in {start} or above: neither a sitegen.toml nor a pyproject.toml with [tool.sitegen]",
            hint="make one with: sitegen new site DIR",
            code="config",
        )
    )


def frozen_value(value: Any) -> Any:
    """Return a TOML value with tuples in place of arrays, because the configuration is frozen."""
    if isinstance(value, dict):
        return {key: frozen_value(item) for key, item in value.items()}
    return tuple(frozen_value(item) for item in value) if isinstance(value, list) else value
