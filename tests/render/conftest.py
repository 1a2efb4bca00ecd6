"""The sample site, rendered once for all tests of rendering."""

from __future__ import annotations

import pytest

from tests.render.sample_site import render, sample_config


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sample site, text by output path."""
    return render(sample_config(tmp_path_factory.mktemp("site")))
