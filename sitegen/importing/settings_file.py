"""Write the configuration of the new site as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from sitegen.importing.keys import LANGUAGE
from sitegen.importing.model import Settings
from sitegen.importing.readers.values import zone_of
from sitegen.text_rules import CONTROL, passive_address

HEAD = """\
# Made by sitegen import. `sitegen schema config` lists every key.

"""
SEVERITY = """
# Faults that old posts have are warnings. With "error" they stop the build.
[severity]
"""
RULES = ("dead-link", "dead-anchor", "missing-image", "bad-formula", "duplicate-id", "unused-footnote")


def base_url_of(settings: Settings) -> str:
    """Return where the site is published; an example address where the old settings do not say it."""
    try:
        parts = urlsplit(settings.base_url.strip())
    except ValueError:
        return "https://example.org/"
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc):
        return "https://example.org/"
    path = "/".join(part for part in parts.path.split("/") if part not in ("", ".", ".."))
    path = re.sub(r"[^\w/~.%-]", "", path)
    return f"{parts.scheme}://{parts.netloc}/{path}/" if path else f"{parts.scheme}://{parts.netloc}/"


def settings_text(
    settings: Settings,
    *,
    title: str,
    taxonomies: Sequence[str],
    patterns: Mapping[str, str],
    menu: Sequence[tuple[str, str]],
    origins: Mapping[str, Iterable[str]],
    inline_styles: bool,
) -> str:
    """Return the text of `sitegen.toml`.

    Args:
        settings: what the old configuration says.
        title: the site's title.
        taxonomies: the ways in which posts are grouped.
        patterns: address patterns by folder.
        menu: titles and addresses of the main menu.
        origins: for keys of the table `security`, the other sites that pages load from.
        inline_styles: whether posts have `style` attributes.
    """
    language = settings.language.replace("_", "-").split(".")[0]
    lines = [
        f"title = {_string(title)}",
        f"base_url = {_string(base_url_of(settings))}",
        f"language = {_string(language if LANGUAGE.fullmatch(language) else 'en')}",
        f"timezone = {_string(zone_of(settings.timezone).key)}",
        f"author = {_string(settings.author)}",
        f"description = {_string(settings.description)}",
    ]
    if settings.paginate is not None and 0 <= settings.paginate <= 1000:
        lines.append(f"paginate = {settings.paginate}")
    if taxonomies != ("tags",):
        lines.append(f"taxonomies = {json.dumps(taxonomies)}")
    if patterns:
        lines += ["", "# The addresses of the old site.", "[permalinks]"]
        lines += [f"{_string(folder)} = {_string(pattern)}" for folder, pattern in patterns.items()]
    for name, url in menu:
        lines += ["", "[[menus.main]]", f"title = {_string(name)}", f"url = {_string(url)}"]
    rows = [f"{key} = {json.dumps(sorted(values))}" for key, values in sorted(origins.items()) if values]
    if inline_styles:
        rows.insert(0, "inline_styles = true")
    if rows:
        lines += [
            "",
            "# What posts load from other sites; the pages may load nothing else.",
            "[security]",
            *rows,
        ]
    rules = "".join(f'{rule} = "warn"\n' for rule in RULES)
    return HEAD + "\n".join(lines) + "\n" + SEVERITY + rules


def _string(text: str) -> str:
    """Return a line of text as a TOML string."""
    return json.dumps(CONTROL.sub("", " ".join(text.split())), ensure_ascii=False)


def usable_menu(menu: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the entries whose address is a path or a web address, once each."""
    found: dict[str, tuple[str, str]] = {}
    for title, url in menu:
        try:
            address = passive_address(url.strip())
        except ValueError:
            continue
        name = CONTROL.sub("", " ".join(title.split()))
        if name and re.match(r"/(?!/)|https?://", address) and len(found) < 20:
            found.setdefault(address, (name, address))
    return list(found.values())
