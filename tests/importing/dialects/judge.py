"""Import a generated blog, build it, and say what was lost."""

from __future__ import annotations

import hashlib
import html
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.importing import ImportReport, import_site
from tests.importing.dialects.blog import Blog, Post
from tests.importing.dialects.published import Site, visible

UNSEEN = re.compile(r"<(script|style|head|pre|code|math|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
LEFT = re.compile(
    r"\{\{[<%]|[>%]\}\}|\{%|%\}|&lt;/?[A-Z]\w*|:::|^[!?]{3} |\{:|\{::|\[/?(?:caption|gallery|embed|code)\b"
    r"|\{(?:filename|static|tag|attach)\}",
    re.MULTILINE,
)
LITERAL = re.compile(r"\{[{%]<?(?: escaped)? ?(?:w\d+x\d+q|escaped\(\)) ?>?[%}]\}|:::python|\{: \.not closed")
"""What authors wrote so that readers see the signs."""


@dataclass
class Judged:
    """What became of one blog."""

    posts: int = 0
    published: int = 0
    drafts: int = 0
    refused: int = 0
    addresses: int = 0
    lost: list[str] = field(default_factory=list)
    """Addresses that nothing answers, or another page."""
    tracebacks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Everything else that must not happen."""


def judge(blog: Blog, kind: str, target: Path) -> Judged:
    """Import and build a blog, and compare the result with what its generator wrote."""
    found = Judged(posts=len(blog.posts))
    try:
        report = import_site(blog.folder, target)
        build_site(load_config(target / "sitegen.toml"), future=True)
    except SitegenError as error:
        found.faults.append(f"the whole blog is refused: {error}")
        return found
    except Exception:  # noqa: BLE001 - every traceback is a finding
        found.tracebacks.append(traceback.format_exc())
        return found
    if report.kind.casefold() != kind:
        found.faults.append(f"taken for {report.kind}")
    site = Site(target, report)
    for post in blog.posts:
        _judge_post(post, site, found)
    by_marker = {post.marker: post for post in blog.posts}
    for post in blog.posts:
        for address in post.addresses:
            _judge_address(address, post, by_marker, site, found)
    for address in blog.lists:
        found.addresses += 1
        if site.at(address) is None:
            found.lost.append(f"{address} (a list)")
    found.lost += [f"{address}: {reason}" for address, reason in report.addresses.lost]
    found.faults += _counts(report, target, site)
    before = _digest(target)
    try:
        import_site(blog.folder, target)
        found.faults.append("a second import into the same folder is not refused")
    except SitegenError:
        pass
    if _digest(target) != before:
        found.faults.append("a second import changes files")
    return found


def _judge_post(post: Post, site: Site, found: Judged) -> None:  # noqa: PLR0912 - one for each fault
    where = f"{post.path} ({post.marker})"
    own = site.own.get(post.marker, [])
    if post.hidden:
        found.drafts += 1
        if any(post.marker in text for text in site.pages.values()):
            found.faults.append(f"a draft is published: {where}")
        if "held back as a draft" not in site.noted.get(post.path, []):
            found.faults.append(f"a draft is not named in the report: {where}")
        return
    if not own:
        found.refused += 1
        if post.path in site.held:
            return
        named = post.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        if "not imported" not in site.noted.get(named, []):
            found.faults.append(f"neither published nor named in the report: {where}")
        elif not post.refused:
            found.faults.append(f"not imported: {where}")
        return
    found.published += 1
    if len(own) > 1:
        found.faults.append(f"published {len(own)} times: {where}: {own}")
    page = site.pages[own[0]]
    article = re.search(r"<article\b.*</article>", page, re.DOTALL)
    main = article[0] if article else page
    seen = visible(main)
    lost = [word for word in post.seen if word not in seen]
    if lost:
        found.faults.append(f"readers do not see {lost[0]} of {_around(post.text, lost[0])!r}: {where}")
    source = next(text for text in site.sources.values() if f"The {post.marker} begins" in text)
    matter = yaml.safe_load(source.split("---\n")[1])
    if post.title and " ".join(str(matter["title"]).split()) != " ".join(post.title.split()):
        found.faults.append(f"title {matter['title']!r}, expected {post.title!r}: {where}")
    day = str(matter.get("date", ""))[:10]
    shown = re.search(r'<time datetime="(\d{4}-\d\d-\d\d)', main)
    if post.day and (day != post.day or not shown or shown[1] != post.day):
        found.faults.append(f"date {day}, shown {shown and shown[1]}, expected {post.day}: {where}")
    if len(post.tags) and len(matter.get("tags", ())) < 1:
        found.faults.append(f"tags {post.tags} are lost: {where}")
    for text, marker in post.links:
        if fault := _link_fault(text, marker, own[0], main, site=site):
            found.faults.append(f"{fault}: {where}")
    for text in post.shown:
        picture = re.search(rf'<img\b[^<>]*alt="{text}"[^<>]*>', main)
        source_of = re.search(r'src="([^"]*)"', picture[0]) if picture else None
        if source_of is None:
            found.faults.append(f"the picture {text} is not shown: {where}")
        elif site.goal(source_of[1], own[0]) is None:
            found.faults.append(f"the picture {source_of[1]} does not exist: {where}")
    left = LEFT.search(LITERAL.sub("", html.unescape(re.sub(r"<[^<>]*>", "", UNSEEN.sub(" ", main)))))
    if left and "left as it is" not in site.noted.get(post.path, []):
        line = left.string[max(0, left.start() - 30) : left.end() + 50]
        found.faults.append(f"{line!r} is left and not in the report: {where}")


def _around(text: str, word: str) -> str:
    at = text.find(word)
    return text[max(0, at - 50) : at + 50]


def _link_fault(text: str, marker: str, page: Path, main: str, *, site: Site) -> str:
    """Return what is wrong with a link to another post; nothing for a good one."""
    link = re.search(rf'<a\b[^<>]*href="([^"]*)"[^<>]*>{text}</a>', main)
    if link is None:
        return f"the link {text} is none"
    if marker in site.own and site.goal(link[1], page) not in site.own[marker]:
        return f"the link {text} leads to {link[1]}, not to {marker}"
    return ""


def _judge_address(address: str, post: Post, others: dict[str, Post], site: Site, found: Judged) -> None:
    found.addresses += 1
    if post.marker not in site.own:
        return
    file = site.follow(site.at(address))
    text = site.pages.get(file, "") if file else ""
    claims = [other for other in others.values() if address in other.addresses]
    if not any(f"The {other.marker} begins" in text for other in claims):
        found.lost.append(f"{address} of {post.path}")


def _counts(report: ImportReport, target: Path, site: Site) -> Iterator[str]:
    """Yield what the report counts wrongly."""
    text = (target / "import-report.md").read_text(encoding="utf-8")
    counts = dict(re.findall(r"^\| ([A-Z][^|]*?) \| (\d+) \|$", text, re.MULTILINE))
    config = load_config(target / "sitegen.toml")
    written = {path.relative_to(target) for path in target.rglob("*") if path.is_file()}
    outside = {path for path in written if path.parts[0] in ("public", ".sitegen")}
    listed = {Path(path).relative_to(target) for path in report.written}
    if listed != written - outside:
        other = sorted(listed ^ (written - outside))[:3]
        yield f"the report lists {len(listed)} files, {len(written - outside)} are there: {other}"
    matters = [yaml.safe_load(source.split("---\n")[1]) for source in site.sources.values()]
    drafts = sum(bool(matter.get("draft")) for matter in matters)
    if drafts != int(counts["Drafts in the source"]) + int(counts["Held back by this import"]):
        yield f"{drafts} drafts were written, the report has {counts}"
    texts = {path for path in written if path.suffix == ".md" and path.parts[0] == "content"}
    generated = {Path("sitegen.toml"), Path(".gitignore"), Path("import-report.md")}
    copied = [
        path
        for path in written - outside - texts - generated
        if not (
            path.suffix == ".html"
            and "refresh" in (target / path).read_text(encoding="utf-8", errors="replace")
        )
        and path.parts[:2] != ("content", "demos")
    ]
    if len(copied) != int(counts["Files copied"]):
        yield f"{len(copied)} files were copied, the report has {counts['Files copied']}"
    posts = sum("date" in matter and not matter.get("draft") for matter in matters)
    if posts != int(counts["Posts published"]) or not config.title:
        yield f"{posts} posts were written, the report has {counts['Posts published']}"
    row = re.search(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    if row is None or int(row[1]) != int(row[2]) + int(row[3]) + int(row[4]):
        yield "the numbers of addresses do not add up"


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path).encode(errors="replace") + path.read_bytes())
    return digest.hexdigest()
