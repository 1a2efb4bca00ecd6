"""The tables of the configuration that decide which lists of posts a site has."""

from __future__ import annotations

import pytest

from sitegen.config import load_config
from sitegen.errors import SitegenError
from tests.conftest import WriteSite


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('taxonomies = ["Tags"]', "2:14: taxonomies: expected a name in small letters such as 'categories', "
         "received 'Tags'"),
        ('taxonomies = ["title"]', "2:14: taxonomies: 'title' is a key of front matter with another meaning\n"
         "  use another name"),
        ('taxonomies = ["tags", "tags"]', "2:14: taxonomies: 'tags' is there twice"),
        ('taxonomies = "tags"', "2:14: taxonomies: expected a table of keys and values, received 'tags'"),
        ("taxonomies = [3]",
         "2:14: taxonomies: expected names such as 'tags', received 3"),
        ('[taxonomies.tags]\ntitel = "x"',
         "3:1: unknown key 'taxonomies.tags.titel'\n  did you mean 'title'?"),
        ('front_matter = {aliases = {topic = "categoris"}}\ntaxonomies = ["categories"]',
         "2:1: front_matter.aliases.topic: expected a key of front matter, received 'categoris'\n"
         "  did you mean 'categories'?"),
    ],
)  # fmt: skip
def test_a_taxonomy_that_cannot_be_is_refused(write_site: WriteSite, line: str, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        load_config(write_site({}, f'title = "A site"\n{line}\n') / "sitegen.toml")
    assert str(caught.value) == f"sitegen.toml:{message}"
