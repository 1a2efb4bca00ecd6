"""The data of Eleventy: of the whole site, of a folder, of one text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.folder import Folder
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import MetadataError, read_json, read_yaml
from sitegen.importing.model import Settings
from sitegen.importing.readers.values import table
from sitegen.importing.script_values import script_links, script_value

CONSTANT = re.compile(r"^export const (\w+) = ([\"'])([^\"'\n]*)\2;?$", re.MULTILINE)


def folder_data(folder: Folder, root: PurePosixPath) -> dict[PurePosixPath, dict[str, Any]]:
    """Return the data that a file gives to all texts of its folder: `blog/blog.11tydata.json`."""
    found: dict[PurePosixPath, dict[str, Any]] = {}
    for path in folder.below(str(root)):
        name = re.sub(r"\.(11tydata\.)?(json|js|cjs|mjs)$", "", path.name)
        if name == path.name or name != path.parent.name:
            continue
        text = folder.text(path) or ""
        if path.suffix == ".json":
            try:
                found[path.parent] = table(read_json(text))
            except MetadataError:
                folder.note("configuration", "not valid JSON", path, "not imported")
        else:
            values: dict[str, Any] = {
                key: value for key in ("permalink", "layout") if (value := script_value(text, key))
            }
            if re.search(r"\bpermalink[\"']?\s*:\s*false\b", text):
                values["permalink"] = False
            if re.search(r"\bdraft[\"']?\s*:\s*true\b", text):
                values["draft"] = True
            if made := re.search(r"permalink\b[^;`]{0,200}?return\s*`([^`\n]{1,300})`", text):
                values["permalink"] = re.sub(r"\$\{\s*(?:data\.)?([\w.]+)\s*\}", r"{{ \1 }}", made[1])
            if tags := re.search(r"tags\W+\[?([^\]\n]*)", text):
                values["tags"] = re.findall(r"[\"']([^\"']+)[\"']", tags[1])
            found[path.parent] = values
    return found


def file_data(folder: Folder, path: PurePosixPath) -> dict[str, Any]:
    """Return the data of one text: in a file of its name, `a-post.json` or `a-post.11tydata.json`."""
    found = folder.has(str(path.with_suffix(".11tydata.json")), str(path.with_suffix(".json")))
    try:
        return table(read_json(folder.setting(found))) if found else {}
    except MetadataError:
        return {}


def settings_of(folder: Folder, data: PurePosixPath) -> Settings:
    """Return the settings, which are among the data of the site.

    Args:
        folder: the source.
        data: the folder of the data; `_data` is another one everywhere.
    """
    text, values, named = "", dict[str, Any](), dict[str, Any]()
    for path in folder.files:
        if "_data" not in path.parts and not path.is_relative_to(data):
            continue
        found = (
            folder.text(path) or ""
            if path.suffix in (".json", ".yml", ".yaml", ".js", ".cjs", ".mjs")
            else ""
        )
        is_settings = re.match(r"(metadata|meta|site|config|settings)\.", path.name)
        try:
            if path.suffix == ".json":
                named[path.stem] = read_json(found)
            elif path.suffix in (".yml", ".yaml"):
                named[path.stem] = read_yaml(found)
            else:
                named[path.stem] = {name: value for name, _mark, value in CONSTANT.findall(found)}
                text += found if is_settings else ""
        except MetadataError:
            continue
        values |= table(named.get(path.stem)) if is_settings else {}
    author = values.get("author")

    def get(*names: str) -> str:
        return next(
            (one_line(values[name]) for name in names if one_line(values.get(name))), ""
        ) or script_value(text, *names)

    base = get("url", "siteUrl", "baseUrl", "origin", "domain")
    navigation = next(
        (
            folder.text(path) or ""
            for path in folder.files
            if re.match(r"(nav|navigation|menu)\.(json|js|cjs)$", path.name)
        ),
        "",
    )
    return Settings(
        title=get("title", "name", "siteName"),
        base_url=base
        if re.match(r"https?://", base)
        else f"https://{base}"
        if re.fullmatch(r"[\w.-]+\.\w+", base)
        else "",
        language=get("language", "lang", "locale"),
        author=one_line(author.get("name")) if isinstance(author, Mapping) else get("author", "authorName"),
        description=get("description", "desc"),
        menu=tuple(script_links(navigation)),
        values={"metadata": values, **named},
    )
