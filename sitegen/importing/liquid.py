"""Liquid in posts: of Jekyll, Octopress, Hexo and Eleventy, and of Pelican's plugin liquid_tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from sitegen.importing.calls import Call, read_arguments
from sitegen.importing.components import find_entry, make
from sitegen.importing.model import Context
from sitegen.importing.notebook import NotebookError, notebook_markdown
from sitegen.markdown_text.parts import fence

TAG = re.compile(
    r"\{%-?\s*(?P<name>/?\w+)(?P<rest>[^%]{0,2000}?(?:%(?!\})[^%]{0,500}?){0,20})-?%\}|\{\{-?(?P<output>[^{}]{1,500}?)-?\}\}"
)
VERBATIM = {"raw": "endraw", "verbatim": "endverbatim", "comment": "endcomment"}
PAIRED = frozenset((
    "renderTemplate",
    "highlight", "codeblock", "blockquote", "pullquote", "quote", "note", "warning", "tip", "info",
    "details", "callout", "alert", "math", "capture",
))  # fmt: skip
"""Tags that enclose a text up to `end` with their name."""
CONTROL = frozenset((
    "if", "unless", "for", "case", "elsif", "else", "when", "endif", "endfor", "endunless", "endcase",
    "assign", "capture", "endcapture",
))  # fmt: skip


def liquid(text: str, context: Context) -> str:
    """Replace the tags and outputs of Liquid that have an equal here; leave and note the others."""
    if context.entry.path.suffix == ".rst":  # no program reads Liquid in reStructuredText
        return text
    out: list[str] = []
    at = 0
    unclosed: set[str] = set()
    while found := TAG.search(text, at):
        out.append(text[at : found.start()])
        at = found.end()
        name = found["name"]
        if name is None:
            out.append(_output(found, context))
        elif name in VERBATIM:
            end = _closing(VERBATIM[name], text, at, unclosed)
            if end is not None:
                # The text may use the same signs; nothing in it is Liquid.
                out.append("" if name == "comment" else text[at : end.start()])
                at = end.end()
        elif name in PAIRED and (end := _closing(f"end{name}", text, at, unclosed)):
            inner = text[at : end.start()]
            is_code = name in ("highlight", "codeblock")
            made = _tag(name, found["rest"], _raw(inner) if is_code else liquid(inner, context), context)
            out.append(found[0] + inner + end[0] if made is None else made)
            _note(name, found[0], made, context)
            at = end.end()
        else:
            made = _tag(name, found["rest"], None, context)
            out.append(found[0] if made is None else made)
            _note(name, found[0], made, context)
    return "".join([*out, text[at:]])


def _note(name: str, written: str, made: str | None, context: Context) -> None:
    outcome = "left as it is" if made is None else "converted"
    context.note("Liquid tag", name if made is not None else written, outcome)  # type: ignore[arg-type]


def _closing(name: str, text: str, start: int, unclosed: set[str]) -> re.Match[str] | None:
    """Return the next tag of a name; `unclosed` has the names that do not come again."""
    if name in unclosed:
        return None
    found = re.compile(rf"\{{%-?\s*{re.escape(name)}\s*-?%\}}").search(text, start)
    if found is None:
        unclosed.add(name)
    return found


def _raw(text: str) -> str:
    """Return code without the tags that protect it from Liquid."""
    return re.sub(r"\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}", "", text)


def _tag(name: str, rest: str, inner: str | None, context: Context) -> str | None:  # noqa: PLR0911 - one for each form
    rest = rest.strip()
    if name in ("post_url", "link", "post_link", "post_path"):
        target = rest.split()[0] if rest else ""
        found = find_entry(target, context)
        if name == "post_link" and found:
            return f"[{' '.join(rest.split()[1:]) or target}]({found})"
        return found or (("/" + target.strip("/")) if name == "link" and "." in target else None)
    if name in ("include", "include_relative", "include_cached", "render"):
        return _include(rest, context)
    if name in ("asset_img", "asset_path", "asset_link"):
        words = rest.split()
        return f"![{' '.join(words[1:])}]({words[0]})" if words and name == "asset_img" else None
    if name in ("include_code", "include_gist"):
        return _include_code(rest, context) if name == "include_code" else None
    if name == "notebook":
        return _notebook(rest, context)
    if name == "renderTemplate":
        return inner
    if name == "literal":
        return f"{{% {rest} %}}"
    if name in CONTROL or name.startswith("end"):
        return None
    words, named = read_arguments(
        re.sub(r"(\w):(?=[\"'\w])(?<!lang:)", r"\1=", rest) if ":" in rest and name != "img" else rest
    )
    return make(Call(name.casefold(), words, named, inner), context)


def _include(rest: str, context: Context) -> str | None:
    file, _, arguments = rest.partition(" ")
    name = PurePosixPath(file.strip("'\",")).stem.casefold().replace("_", "-")
    words, named = read_arguments(arguments)
    for part in (name, *name.split("-")):
        made = make(Call(part, words, named, named.get("content")), context)
        if made is not None:
            return made
    return None


def _include_code(rest: str, context: Context) -> str | None:
    found = re.match(r"(?P<file>\S+)\s*(?:lang:(?P<language>\S+))?\s*(?P<title>.*)", rest)
    if not found:
        return None
    folder = str(
        context.site.settings.values.get("CODE_DIR") or context.site.settings.values.get("code_dir") or "code"
    )
    root = str(context.site.settings.values.get("PATH") or "")
    for base in (
        PurePosixPath(root) / folder,
        PurePosixPath("source") / "downloads" / folder,
        PurePosixPath(folder),
    ):
        text = context.read_text(base / found["file"])
        if text is not None:
            return fence(text, found["language"] or "", found["title"].strip("\"' ") or found["file"])
    return None


def _notebook(rest: str, context: Context) -> str | None:
    """Put the cells of a notebook into the post, as the plugin of Pelican does."""
    found = re.match(r"(?P<file>\S+?\.ipynb)(?:\s+cells\[(?P<first>-?\d*):(?P<last>-?\d*)\])?", rest)
    if not found:
        return None
    folder = str(context.site.settings.values.get("NOTEBOOK_DIR") or "notebooks")
    root = str(context.site.settings.values.get("PATH") or "")
    for base in (PurePosixPath(root), PurePosixPath(root) / folder, PurePosixPath()):
        text = context.read_text(base / found["file"])
        if text is not None:
            cells = slice(
                *(
                    int(part) if part not in (None, "", "-") else None
                    for part in (found["first"], found["last"])
                )
            )
            try:
                made = notebook_markdown(text, PurePosixPath(found["file"]).stem, cells, live=False)
            except NotebookError:
                return None
            context.attached.update(made.files)
            return "\n\n" + made.body + "\n\n"
    return None


def _output(found: re.Match[str], context: Context) -> str:
    value, *filters = (part.strip() for part in found["output"].split("|"))
    settings = context.site.settings
    own = context.site.kind == "Eleventy"  # its front matter gives names without `page.`
    result: str | None = None
    if value in (
        "site.baseurl",
        "site.base_url",
        "site.url",
        "site.github.url",
        "BASE_PATH",
        "root_url",
        "SITEURL",
    ):
        # Links to the own host and paths below the base path are both found later.
        base = urlsplit(settings.base_url)
        whole = value in ("site.url", "site.github.url", "SITEURL") and base.netloc
        result = f"{base.scheme}://{base.netloc}" if whole else ""
    elif quoted := re.fullmatch(r"([\"'])(.*)\1", value):
        result = quoted[2]
    elif value == "page.url":
        result = context.entry.address
    elif value.startswith("page.") or (value.startswith("site.") and not own):
        table = context.entry.matter if value.startswith("page.") else settings.values
        inner = table.get(value[5:])
        result = str(inner) if isinstance(inner, str | int | float) and not isinstance(inner, bool) else None
    elif re.fullmatch(r"\w+(\.\w+)*" if own else r"\w+(\.\w+)+", value):
        names: Any = {**settings.values, **context.entry.matter} if own else settings.values
        for name in value.split("."):
            names = names.get(name) if isinstance(names, Mapping) else None
        result = str(names) if isinstance(names, str | int | float) and not isinstance(names, bool) else None
    known: dict[str, Callable[[str], str]] = {
        "relative_url": lambda text: "/" + text.lstrip("/"),
        "absolute_url": lambda text: "/" + text.lstrip("/"),
        "url": lambda text: text,
        "escape": lambda text: text,
        "strip": str.strip,
        "upcase": str.upper,
        "downcase": str.lower,
        "capitalize": str.capitalize,
    }
    for step in filters:
        name = step.split(":")[0].strip()
        if result is None:
            break
        if name in ("prepend", "append", "date", "default", "markdownify", "safe"):
            result = None if name in ("date", "markdownify") else result
        else:
            result = known[name](result) if name in known else None
    if result is None:
        context.note("Liquid output", found[0], "left as it is")
        return found[0]
    return result
