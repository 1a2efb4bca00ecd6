from __future__ import annotations

import pytest

from sitegen.build import build_outputs, build_site
from sitegen.config import load_config
from sitegen.errors import CollisionError
from tests.conftest import NOW, WriteSite

POST = "---\ntitle: A\ndate: 2026-01-02\naliases: [/old one/, /2019/a.html, b]\n---\n"


def rules(write_site: WriteSite, host: str) -> list[str] | None:
    config = f'title = "A"\nbase_url = "https://host.test/blog/"\nredirects = "{host}"\n'
    site = write_site({"content/posts/a.md": POST}, config)
    files = {
        str(output.output_path): output.content
        for output in build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    }
    assert {"old one/index.html", "2019/a.html", "b/index.html"} <= files.keys()
    content = files.get("_redirects")
    return content.decode().splitlines() if isinstance(content, bytes) else None


@pytest.mark.parametrize(("host", "status"), [("netlify", "301!"), ("cloudflare", "301")])
def test_every_old_address_has_a_rule(write_site: WriteSite, host: str, status: str) -> None:
    assert rules(write_site, host) == [
        f"/blog/2019/a.html /blog/posts/a/ {status}",
        f"/blog/b/ /blog/posts/a/ {status}",
        f"/blog/old%20one/ /blog/posts/a/ {status}",
    ]


def test_pages_alone_are_the_default(write_site: WriteSite) -> None:
    assert rules(write_site, "pages") is None


def test_a_file_of_the_authors_own_is_not_replaced(write_site: WriteSite) -> None:
    site = write_site(
        {"content/posts/a.md": POST, "static/_redirects": "/x /y"}, 'title = "A"\nredirects = "netlify"\n'
    )

    with pytest.raises(CollisionError, match="would be published as _redirects"):
        build_site(load_config(site / "sitegen.toml"), now=NOW)
