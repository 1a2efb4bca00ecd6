"""Redirects from the old pages of tags and categories."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote

from sitegen.importing.model import ForeignSite
from sitegen.importing.old_addresses import clean_address
from sitegen.importing.plan import Plan, same_page
from sitegen.importing.readers.values import terms_of
from sitegen.importing.verify import Verified
from sitegen.importing.write_files import Writer
from sitegen.model import names_in
from sitegen.permalink import term_slug

REDIRECT = """\
<!doctype html>
<meta charset="utf-8">
<title>{url}</title>
<link rel="canonical" href="{url}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<p><a href="{url}">{url}</a></p>
"""


def term_addresses(site: ForeignSite, plan: Plan) -> dict[str, str]:
    """Return the old address of every tag and category, with the new one."""
    found: dict[str, str] = {}
    if site.term_slug is None:
        return found
    for one in plan.placed:
        if one.keys.draft:
            continue
        for taxonomy, names in terms_of(one.prepared.entry.matter).items():
            known = {term_slug(name) for name in names_in(one.keys, taxonomy)}
            pattern = site.terms.get(taxonomy, "")
            for name in names:
                slug = site.term_slug(name)
                old = clean_address(pattern.replace("{slug}", slug)) if slug else ""
                if old.strip("/") and term_slug(name) in known:
                    found.setdefault(old, f"/{taxonomy}/{term_slug(name)}/")
    return found


def write_term_redirects(
    terms: Mapping[str, str], verified: Verified, base_path: str, writer: Writer
) -> list[tuple[str, str]]:
    """Write redirects from the old pages of tags and categories to the new ones.

    Returns:
        Every old address that is answered, with the new address, which is empty where both are one.
    """
    published = {str(output.output_path).casefold() for output in verified.built.outputs}
    found: list[tuple[str, str]] = []
    for old, new in terms.items():
        if f"{new.strip('/')}/index.html".casefold() not in published:
            continue
        if same_page(old, new):
            found.append((old, ""))
            continue
        path = PurePosixPath(old.strip("/"))
        file = path if path.suffix in (".html", ".htm") else path / "index.html"
        if str(file).casefold() not in published and "static" / file not in writer.paths:
            url = escape(base_path.rstrip("/") + quote(new))
            writer.text("static" / file, REDIRECT.format(url=url))
            found.append((old, new))
    return found
