"""The file `_redirects`, from which Netlify and Cloudflare send readers of old addresses on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from sitegen.config import Config
from sitegen.model import Output, Page
from sitegen.permalink import alias_output, permalink_of

REDIRECTS_FILE = PurePosixPath("_redirects")


def redirects_outputs(pages: Iterable[Page], config: Config) -> tuple[Output, ...]:
    """Return the file with a rule for each of the pages' `aliases`, if the configuration asks for it.

    Netlify prefers the page at an old address to a rule, unless the rule ends with `!`; Cloudflare always
    prefers the rule, and knows no such sign.
    """
    if config.redirects == "pages":
        return ()
    status = "301!" if config.redirects == "netlify" else "301"
    rules = {
        permalink_of(config.base_path, alias_output(config.base_path, alias)): page.permalink
        for page in pages
        for alias in page.source.front_matter.aliases
    }
    text = "".join(f"{old} {new} {status}\n" for old, new in sorted(rules.items()))
    return (Output(REDIRECTS_FILE, text.encode(), f'redirects = "{config.redirects}"'),)
