"""The table of the reference pages: to add one, add a function and a row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.reference.commands import commands
from tests.reference.extensions import extensions
from tests.reference.keys import configuration, front_matter
from tests.reference.programs import demos, network_library
from tests.reference.templates import template_names

FOLDER = Path(__file__).parents[2] / "content" / "guide" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "configuration": configuration,
    "front-matter": front_matter,
    "templates": template_names,
    "extensions": extensions,
    "demos": demos,
    "network-library": network_library,
}
