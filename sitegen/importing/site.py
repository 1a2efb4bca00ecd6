"""Import a site: read it, translate its pages, place them, write them, and build the result in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem, SitegenError
from sitegen.importing.detect import CODE, KINDS, detect
from sitegen.importing.folder import Folder, safe_path
from sitegen.importing.found_later import later_notes
from sitegen.importing.html import foreign_sources, has_inline_style
from sitegen.importing.keys import one_line
from sitegen.importing.links import Linker
from sitegen.importing.model import Addresses, ForeignSite, ImportReport, Note, StaticFile
from sitegen.importing.new_page import NewPage
from sitegen.importing.old_addresses import clean_address
from sitegen.importing.plan import Placed, Plan, make_plan, same_page
from sitegen.importing.prepare import file_names, prepare
from sitegen.importing.readers.values import zone_of
from sitegen.importing.report import report_text
from sitegen.importing.settings_file import base_url_of, settings_text, usable_menu
from sitegen.importing.terms import term_addresses, write_term_redirects
from sitegen.importing.verify import Verified, make_buildable
from sitegen.importing.write_files import Writer
from sitegen.markdown_text.links import rewrite_links
from sitegen.permalink import base_path_of
from sitegen.theme import theme_folder

GENERATED = frozenset({
    "/index.html", "/sitemap.xml", "/feed.xml", "/feed.json", "/atom.xml", "/rss.xml", "/index.xml",
    "/404.html",
})  # fmt: skip
"""Files of a built site that would hide the new ones."""
IGNORED = "public/\n.sitegen/\n"


def import_site(
    source: Path, target: Path, *, kind: str | None = None, dry_run: bool = False
) -> ImportReport:
    """Write a site that has the posts, pages, files, settings and addresses of another generator's site.

    Args:
        source: the folder of the other site, or one file: an export of WordPress, a notebook, a text.
        target: the folder of the new site, which must be missing or empty.
        kind: what the source is; found out when absent.
        dry_run: whether to write nothing.

    Returns:
        What was done. The same is in `import-report.md` of the new site.

    Raises:
        SitegenError: the source has nothing to import, or the target is not empty or cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        message = f"expected an empty or missing folder for the new site, received {target}"
        raise SitegenError(Problem(message, hint="nothing is overwritten: name another folder", code=CODE))
    found = detect(source, kind)
    site = _without_error_page(KINDS[found.kind](found.folder))
    if not site.entries:
        message = f"no posts and no pages found in {source}, taken for {site.kind} because {found.reason}"
        reasons = [
            Problem(note.what, PurePosixPath(note.path), code=CODE)
            for note in site.notes
            if note.outcome == "not imported"
        ]
        raise SitegenError((Problem(message, hint="name the kind with --from", code=CODE), *reasons))
    try:
        if not dry_run:
            return _write_site(site, found.folder, target, found.reason)
        with tempfile.TemporaryDirectory() as folder:
            return replace(_write_site(site, found.folder, Path(folder), found.reason), written=())
    except OSError as error:
        message = f"cannot write {error.filename or target}: {error.strerror or error}"
        raise SitegenError(Problem(message, code=CODE)) from error


def _write_site(site: ForeignSite, folder: Folder, target: Path, reason: str) -> ImportReport:
    zone = zone_of(site.settings.timezone)
    prepared, notes = prepare(site, folder, zone)
    home = next((entry for entry in site.entries if entry.kind == "home"), None)
    title = site.settings.title or one_line(home.matter.get("title") if home else "") or folder.root.name
    plan = make_plan(prepared, site.lists, title)
    base_url = base_url_of(site.settings)
    linker = Linker(
        plan.placed, site.static, base_url if site.settings.base_url else "", base_path_of(base_url)
    )
    terms = term_addresses(site, plan)
    linker.files |= {key: new for old, new in terms.items() for key in (old, old.rstrip("/"))}
    pages = {one.target: _page(one, linker, wiki=site.kind == "plain texts") for one in plan.placed}
    taxonomies = _taxonomies(plan)
    menu = usable_menu(_menu(site, linker, taxonomies))
    shown = [page for page in pages.values() if not page.keys.draft]
    origins: dict[str, set[str]] = {}
    for page in shown:
        for directive, origin in foreign_sources(page.body):
            origins.setdefault(directive, set()).add(origin)
    text = settings_text(
        site.settings, title=title, taxonomies=taxonomies, patterns=plan.patterns, menu=menu, origins=origins,
        inline_styles=any(has_inline_style(page.body) for page in shown),
    )  # fmt: skip
    writer = Writer(target, folder)
    writer.text("sitegen.toml", text)
    writer.text(".gitignore", IGNORED)
    for path, page in pages.items():
        writer.text(path, page.text())
    for one in plan.placed:
        _write_files(one, writer)
        for name, program in one.prepared.entry.demos.items():
            writer.text(f"content/demos/{name}.py", program)
    _write_static(site.static, plan, writer)
    verified = make_buildable(target, pages)
    answered = write_term_redirects(terms, verified, base_path_of(base_url), writer)
    addresses = _addresses(plan, pages, verified, answered, site)
    earlier = [*site.notes, *folder_notes(folder, site), *notes, *verified.notes, *writer.notes]
    report = ImportReport(
        kind=site.kind,
        reason=reason,
        posts=sum(page.source.kind == "post" for page in verified.built.site.pages),
        pages=sum(page.source.kind == "page" for page in verified.built.site.pages),
        held_back=tuple((pages[path].source, why) for path, why in sorted(verified.held.items())),
        drafts=sum(page.keys.draft for path, page in pages.items() if path not in verified.held),
        files=writer.copied,
        written=tuple(writer.written),
        addresses=addresses,
        notes=(*earlier, *later_notes(site, pages, verified, earlier)),
    )
    writer.text("import-report.md", report_text(report))
    return replace(report, written=tuple(writer.written))


def _without_error_page(site: ForeignSite) -> ForeignSite:
    """Return the site without its page for unknown addresses, which the theme has."""
    entries = tuple(entry for entry in site.entries if entry.address not in ("/404.html", "/404/"))
    return replace(site, entries=entries)


def folder_notes(folder: Folder, site: ForeignSite) -> list[Note]:
    """Return what was noted about files after the site was read."""
    return folder.notes[len(site.notes) :]


def _page(one: Placed, linker: Linker, *, wiki: bool) -> NewPage:
    """Return the text of a page with its links rewritten."""
    body = rewrite_links(one.prepared.body, linker.rewriter(one), wiki=wiki)
    keys = one.keys
    if keys.image:
        image = linker.rewrite(keys.image, one, in_html=False)
        external = keys.image.startswith(("http://", "https://"))
        if image is None and not external:
            keys = replace(keys, image=None, image_alt=None, extra={**keys.extra, "image": keys.image})
        else:
            keys = replace(keys, image=image or keys.image)
    # An alias that begins as the base path does would be read as one that has it already.
    base = linker.base if linker.base != "/" else "\0"
    aliases = tuple(base.rstrip("/") + alias if alias.startswith(base) else alias for alias in keys.aliases)
    keys = replace(keys, aliases=aliases)
    return NewPage(str(one.prepared.entry.path), keys, body, fallbacks=one.prepared.entry.fallbacks)


def _menu(site: ForeignSite, linker: Linker, taxonomies: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the menu with new addresses; entries that lead nowhere in the new site are left out."""
    lists = [f"/{name}/" for name in taxonomies]
    for title, url in site.settings.menu:
        address = clean_address(url) if url.startswith("/") else ""
        target = linker.pages.get(address.rstrip("/").casefold()) if address else None
        if target:
            yield title, target.address
        elif f"{address.rstrip('/')}/" in lists:
            yield title, f"{address.rstrip('/')}/"
        elif not address or address == "/" or address in linker.files:
            yield title, address or url


def _taxonomies(plan: Plan) -> tuple[str, ...]:
    """Return the ways in which the posts are grouped: by tags, and by categories where they have some."""
    return ("tags", "categories") if any(one.keys.terms for one in plan.placed) else ("tags",)


def _write_files(one: Placed, writer: Writer) -> None:
    base = one.target.parent
    for name, data in one.prepared.attached.items():
        writer.data(base / safe_path(PurePosixPath(name)), data)
    for name, path in file_names(one.prepared).items():
        writer.copy(base / one.files_folder / PurePosixPath(name), path)


def _write_static(static: Iterable[StaticFile], plan: Plan, writer: Writer) -> None:
    taken = {one.address.rstrip("/").casefold() for one in plan.placed}
    theme = theme_folder("static")
    for file in static:
        path = PurePosixPath(file.address.lstrip("/"))
        if file.address in GENERATED or file.address.casefold() in taken or ".." in path.parts:
            writer.note(file, "the new site makes a file of this name")
        elif (theme / path).exists():
            writer.note(file, "the theme has a file of this name")
        else:
            writer.copy("static" / path, file.path)


def _addresses(
    plan: Plan,
    pages: Mapping[PurePosixPath, NewPage],
    verified: Verified,
    terms: list[tuple[str, str]],
    site: ForeignSite,
) -> Addresses:
    """Compare every old address with the files that the build gives."""
    outputs = {str(output.output_path) for output in verified.built.outputs}
    folded = {output.removesuffix("/index.html").casefold() for output in outputs}
    kept, redirected, lost = [], [], []
    for one in plan.placed:
        page = pages[one.target]
        entry = one.prepared.entry
        old = [
            address
            for text in (entry.address, *entry.older, *one.prepared.keys.aliases)
            if text and (address := clean_address(text))
        ]
        if page.keys.draft and one.target not in verified.held:
            continue
        for address in dict.fromkeys(old):
            if one.target in verified.held:
                lost.append((address, "its page is held back"))
            elif same_page(address, one.address):
                kept.append(address)
            elif _answers(address, outputs):
                redirected.append((address, one.address))
            else:
                near = address.strip("/").casefold() in folded
                reason = "it differs from another only in case" if near else "no file can be published at it"
                lost.append((address, reason))
    for address, _section in site.lists:
        if _answers(address, outputs):
            kept.append(address)
    kept += [old for old, new in terms if not new]
    redirected += [row for row in terms if row[1]]
    return Addresses(
        tuple(dict.fromkeys(kept)), tuple(dict.fromkeys(redirected)),
        tuple(row for row in dict.fromkeys(lost) if row[0] not in kept),
    )  # fmt: skip


def _answers(address: str, outputs: set[str]) -> bool:
    path = address.strip("/")
    return path in outputs or f"{path}/index.html".lstrip("/") in outputs
