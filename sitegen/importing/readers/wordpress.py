"""Read an export of WordPress (WXR): posts, pages, tags, addresses; bodies become Markdown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from sitegen.errors import Problem, SitegenError
from sitegen.importing.components import ADMONITIONS, Call, make, read_arguments
from sitegen.importing.dialects import literal_roles
from sitegen.importing.fences import fences
from sitegen.importing.folder import Folder, safe_name
from sitegen.importing.formulas import mathjax
from sitegen.importing.html import MissingLibraryError, players, to_markdown
from sitegen.importing.markdown_parts import fence
from sitegen.importing.model import Context, Entry, ForeignSite, Settings, StaticFile
from sitegen.importing.old_addresses import clean_address

SIZE_LIMIT = 2**28
NEEDED = "an export of WordPress needs two libraries: pip install 'sitegen-live[import]'"
SHORTCODE = re.compile(
    r"\[(?P<name>[a-z][\w-]*)(?P<rest>(?:\s[^\[\]]*)?)\](?:(?P<inner>(?:(?!\[/?(?P=name)\b).){0,20000}?)\[/(?P=name)\])?",
    re.DOTALL,
)
CODE_NAMES = frozenset({
    "code", "sourcecode", "python", "php", "bash", "js", "javascript", "css", "html", "sql", "java", "ruby",
    "xml", "r", "cpp",
})  # fmt: skip
KNOWN = (
    frozenset(
        {
            "caption",
            "gallery",
            "embed",
            "latex",
            "more",
            "audio",
            "video",
            "gist",
            "youtube",
            "vimeo",
            "tweet",
            "wpvideo",
            "su_note",
            "contact-form",
            "quote",
            "footnote",
            "ref",
            "toc",
        }
    )
    | CODE_NAMES
)


def is_wordpress(file: Path) -> bool:
    """Return whether a file begins as an export of WordPress does."""
    try:
        with file.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return False
    return b"wordpress.org/export/" in head or b"<wp:wxr_version" in head


def read_wordpress(folder: Folder) -> ForeignSite:
    """Read every export in a folder, with the uploads if they lie beside it."""
    items: list[dict[str, Any]] = []
    channel: dict[str, str] = {}
    for path in folder.below("", ".xml"):
        if is_wordpress(folder.root / path):
            found, about = _read(folder, path)
            channel = channel or about
            items += found
    base = channel.get("base_blog_url") or channel.get("link", "")
    entries, attachments = [], []
    for item in items:
        if item["type"] == "attachment":
            attachments.append(item.get("attachment_url", ""))
        elif item["type"] in ("post", "page") and item["status"] not in ("trash", "auto-draft", "inherit"):
            entries.append(_entry(item, base, folder))
    static = [
        StaticFile(path, "/" + str(PurePosixPath(*path.parts[path.parts.index("wp-content") :])))
        for path in folder.files if "wp-content" in path.parts
    ] + [StaticFile(path, f"/wp-content/{path}") for path in folder.below("uploads")]  # fmt: skip
    there = {file.address for file in static}
    for url in attachments:
        if clean_address(url) not in there:
            folder.note("attachment", f"copy {url} to static{urlsplit(url).path}", "", "not imported")
    return ForeignSite(
        kind="WordPress",
        settings=Settings(
            title=channel.get("title", ""), base_url=base, language=channel.get("language", ""),
            description=channel.get("description", ""), author=channel.get("author", ""),
        ),
        entries=tuple(entries),
        static=tuple(static),
        translations=(wordpress_body, fences, mathjax, players, literal_roles),
        terms={"tags": "/tag/{slug}/", "categories": "/category/{slug}/"},
        term_slug=_slug,
        feeds=("/feed/",),
        math=any("latex" in item.get("content", "") for item in items),
        notes=tuple(folder.notes),
    )  # fmt: skip


def _slug(text: str) -> str:
    return re.sub(r"-{2,}", "-", re.sub(r"[^\w-]+", "-", text.casefold())).strip("-")


def _read(folder: Folder, path: PurePosixPath) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the items and the facts of one export.

    Raises:
        SitegenError: a library is missing.
    """
    try:
        from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - optional
        from defusedxml.ElementTree import ParseError, iterparse  # noqa: PLC0415

        to_markdown("")
    except (MissingLibraryError, ImportError):
        raise SitegenError(Problem(NEEDED, path, code="import")) from None
    file = folder.root / path
    if file.stat().st_size > SIZE_LIMIT:
        folder.note("file", "larger than 256 MB: export it in parts", path, "not imported")
        return [], {}
    items: list[dict[str, Any]] = []
    channel: dict[str, str] = {}
    inside = 0
    try:
        for event, element in iterparse(file, events=("start", "end")):
            name = _name(element.tag)
            if event == "start":
                inside += name == "item"
            elif name == "item":
                inside -= 1
                items.append(_item(element))
                element.clear()
            elif not inside and name in (
                "title",
                "link",
                "description",
                "language",
                "base_blog_url",
                "base_site_url",
            ):
                channel.setdefault(name, " ".join((element.text or "").split()))
            elif not inside and name == "author_display_name":
                channel.setdefault("author", " ".join((element.text or "").split()))
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        folder.note("file", f"not valid XML from here on: {str(error)[:80]}", path, "not imported")
    return items, channel


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _item(element: Any) -> dict[str, Any]:
    """Return the fields of an item; contents of equal names are told apart by their namespaces."""
    found: dict[str, Any] = {"type": "", "status": "publish", "terms": defaultdict(list), "meta": {}}
    for child in element:
        name, text = _name(child.tag), child.text or ""
        if name == "encoded":
            found["excerpt" if "excerpt" in str(child.tag) else "content"] = text
        elif name == "category":
            if child.get("domain") in ("category", "post_tag") and text.strip():
                found["terms"][child.get("domain")].append(unescape(text.strip()))
        elif name in (
            "post_type",
            "post_name",
            "post_date",
            "post_date_gmt",
            "post_modified_gmt",
            "post_id",
            "attachment_url",
            "creator",
            "title",
            "link",
            "post_format",
        ):
            found[{"post_type": "type"}.get(name, name)] = text.strip()
        elif name == "status":
            found["status"] = text.strip()
    return found


def _entry(item: dict[str, Any], base: str, folder: Folder) -> Entry:
    stem = item.get("post_name") or _slug(item.get("title", "")) or f"post-{item.get('post_id', '')}"
    gmt = item.get("post_date_gmt", "")
    day = item.get("post_date", "")
    date = (
        f"{gmt}Z" if re.match(r"[12]\d{3}-(?!00)", gmt) else day if re.match(r"[12]\d{3}-(?!00)", day) else ""
    )
    if date and day[:10] != date[:10] and re.match(r"[12]\d{3}-(?!00)", day):
        date = day  # the day that readers saw
    terms = item["terms"]
    matter = {
        "title": unescape(item.get("title", "")) or stem.replace("-", " "),
        "date": date,
        "draft": item["status"] != "publish",
        "tags": terms["post_tag"],
        "categories": [name for name in terms["category"] if name.casefold() != "uncategorized"],
        "description": " ".join(re.sub(r"<[^>]*>", "", unescape(item.get("excerpt", ""))).split()),
        "authors": [item["creator"]] if item.get("creator") not in (None, "", "admin") else [],
        "status": item["status"] if item["status"] not in ("publish", "draft") else "",
    }
    is_post = item["type"] == "post"
    if not is_post:
        matter.pop("date")
    link = urlsplit(item.get("link", ""))
    path = link.path
    prefix = urlsplit(base).path.rstrip("/")
    if prefix and path.startswith(prefix):
        path = path[len(prefix) :]
    if link.query or not path.strip("/"):
        path = f"/{stem}/"
        if link.query and item["status"] == "publish":
            folder.note("address", f"?{link.query} cannot be redirected by files", str(stem), "dropped")
    name = safe_name(stem, f"post-{item.get('post_id', '')}")
    return Entry(
        PurePosixPath(f"{name}-{item.get('post_id', '')}"),
        "post" if is_post else "page",
        matter,
        item.get("content", ""),
        clean_address(path),
        PurePosixPath("posts") if is_post else PurePosixPath(),
        name,
    )


def wordpress_body(html: str, context: Context) -> str:
    """Return the HTML of a post, with its blocks and shortcodes, as Markdown."""
    html = re.sub(r"<!--\s*/?wp:[^>]*?-->", "", html)
    html = re.sub(r"<!--\s*(more|nextpage).*?-->", "", html)
    kept: list[str] = []

    def keep(markdown: str) -> str:
        kept.append(markdown)
        return f"<p>KEPTMARKDOWN{len(kept) - 1}X</p>"

    html = SHORTCODE.sub(lambda found: _shortcode(found, context, keep), html)
    html = re.sub(r"^\s*(https?://(?:www\.)?(?:youtube\.com/watch|youtu\.be/|vimeo\.com/|twitter\.com/|x\.com/)\S+)\s*$",
                  lambda found: _embedded(found[1], context, keep), html, flags=re.MULTILINE)  # fmt: skip
    html = paragraphs(html)
    try:
        markdown = to_markdown(html)
    except (MissingLibraryError, RecursionError, ValueError, AssertionError):
        context.note("HTML", "not convertible", "left as it is")
        markdown = "<div>\n" + re.sub(r"\n\s*\n", "\n", html) + "\n</div>\n"
    return re.sub(
        r"KEPTMARKDOWN(\d+)X",
        lambda found: kept[int(found[1])].strip("\n") if int(found[1]) < len(kept) else "",
        markdown,
    )


def _embedded(url: str, context: Context, keep: Callable[[str], str]) -> str:
    name = "youtube" if "youtu" in url else "vimeo" if "vimeo" in url else "tweet"
    made = make(Call(name, (unescape(url),), {}, None), context)
    return keep(made) if made else url


def _shortcode(found: re.Match[str], context: Context, keep: Callable[[str], str]) -> str:
    name, inner = found["name"], found["inner"]
    words, named = read_arguments(unescape(found["rest"] or ""))
    if name not in KNOWN and name not in ADMONITIONS:
        if inner is not None or "=" in (found["rest"] or "") or "_" in name:
            context.note("shortcode", f"[{name}]", "left as it is")
        return found[0]
    if name in CODE_NAMES and inner is not None:
        context.note("shortcode", f"[{name}]", "converted")
        language = (
            named.get("lang") or named.get("language") or (name if name not in ("code", "sourcecode") else "")
        )
        return keep(fence(unescape(re.sub(r"</?p>|<br ?/?>", "\n", inner)), language))
    if name == "caption" and inner is not None:
        context.note("shortcode", "[caption]", "converted")
        picture = re.search(r"(?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?", inner)
        text = named.get("caption") or (inner[picture.end() :].strip() if picture else "")
        return f"<figure>{picture[0] if picture else inner}<figcaption>{text}</figcaption></figure>"
    if name == "embed" and inner:
        return _embedded(inner.strip(), context, keep)
    if name == "latex" and inner is not None:
        return keep(f"${inner.strip()}$")
    made = make(Call(name, words, named, inner), context)
    context.note("shortcode", f"[{name}]", "left as it is" if made is None else "converted")
    return found[0] if made is None else keep(made)


BLOCK = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    r"header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|table|tbody|td|tfoot|th|thead|tr|ul|video|audio)\b",
    re.IGNORECASE,
)


def paragraphs(html: str) -> str:
    """Put paragraphs around texts between blank lines, as WordPress does when it shows a post."""
    pieces = re.split(r"(<pre\b.*?</pre>)", html, flags=re.DOTALL | re.IGNORECASE)
    out: list[str] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            out.append(piece)
            continue
        for block in re.split(r"\n\s*\n", piece):
            text = block.strip()
            if not text:
                continue
            out.append(text if BLOCK.match(text) else "<p>" + text.replace("\n", "<br>\n") + "</p>")
    return "\n\n".join(out)
