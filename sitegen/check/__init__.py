"""Check a finished site as a browser sees it: dead links and anchors, requests elsewhere, markup, sizes.

The build refuses mistakes in a source at the source's own line. The check reads the published bytes, so it
also finds mistakes in templates, raw HTML and style sheets.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from sitegen.check.content_policy import allows_request, blocked_parts, directives_of
from sitegen.check.download import PACKAGE_LIMIT_BYTES, package_sizes
from sitegen.check.page_parser import ParsedPage, Place, Reference, css_addresses, parse_page
from sitegen.content_policy import ContentPolicy
from sitegen.errors import Problem, Severity, near_miss
from sitegen.model import Output
from sitegen.permalink import base_path_of, output_path_of, permalink_of

__all__ = ["check_outputs", "external_links"]

PAGE_LIMIT_BYTES = 250_000
"""A page with more bytes than this after gzip gets a warning."""


def check_outputs(
    outputs: Iterable[Output],
    base_url: str,
    folder: PurePosixPath,
    policy: ContentPolicy | None = None,
    *,
    allow: Iterable[str] = (),
    judged: Mapping[str, Collection[tuple[str, str]]] | None = None,
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a finished site, in order of file and place.

    Args:
        outputs: all files of the site.
        base_url: the address of the published site.
        folder: the output folder's name, which messages put before paths.
        policy: what pages may load and run; None when they carry no policy.
        allow: hosts from which pages may load, subdomains included.
        judged: permalinks with fragments of the links that the build has judged, by the origin of the output;
            they are not judged again.
    """
    files = {output.output_path: output for output in outputs}
    contents = {path: _bytes_of(output) for path, output in files.items() if path.suffix in (".html", ".css")}
    pages = {
        path: parse_page(content.decode("utf-8", "replace"))
        for path, content in contents.items()
        if path.suffix == ".html"
    }
    resolve = _Resolver(base_url, files, pages, policy, allow=tuple(allow), judged=judged or {})
    found: list[Problem] = []
    for path, content in contents.items():
        report = _Reporter(folder / path, files[path].origin)
        if path in pages:
            found += _page_problems(pages[path], content, report)
            if policy:
                parts = blocked_parts(content.decode("utf-8", "replace"), policy)
                found += [report("blocked", message, place, hint) for message, place, hint in parts]
            found += resolve.problems(path, pages[path].references, report)
        else:
            addresses = css_addresses(content.decode("utf-8", "replace"))
            references = [Reference(address, "request", "css", place) for address, place in addresses]
            found += resolve.problems(path, references, report)
    return tuple(sorted(set(found), key=lambda problem: problem.sort_key))


def external_links(
    outputs: Iterable[Output], base_url: str, folder: PurePosixPath
) -> Mapping[str, tuple[PurePosixPath, int, int]]:
    """Return the links of a finished site to other sites, each with the place of its first use.

    Args:
        outputs: all files of the site.
        base_url: the address of the published site.
        folder: the output folder's name, which comes before paths.
    """
    own = urlsplit(base_url).netloc
    found: dict[str, tuple[PurePosixPath, int, int]] = {}
    for output in outputs:
        if output.output_path.suffix != ".html":
            continue
        for reference in parse_page(_bytes_of(output).decode("utf-8", "replace")).references:
            try:
                parts = urlsplit(reference.address)
            except ValueError:  # check_outputs reports it
                continue
            if reference.role == "link" and parts.scheme in ("http", "https") and parts.netloc != own:
                found.setdefault(reference.address, (folder / output.output_path, *reference.place))
    return found


def _bytes_of(output: Output) -> bytes:
    return output.content if isinstance(output.content, bytes) else output.content.read_bytes()


class _Reporter:
    """Makes the problems of one output; each names the source of the output."""

    def __init__(self, path: PurePosixPath, origin: str) -> None:
        self.path = path
        self.origin = origin

    def __call__(
        self, code: str, message: str, place: Place, hint: str | None = None, severity: Severity = "error"
    ) -> Problem:
        made = f"this file comes from {self.origin}"
        line, column = place
        return Problem(message, self.path, line, column, f"{hint}; {made}" if hint else made, code, severity)


def _page_problems(page: ParsedPage, content: bytes, report: _Reporter) -> Iterator[Problem]:
    for message, place in page.markup_errors:
        yield report("markup", message, place)
    places: dict[str, Place] = {}
    for name, place in page.ids:
        if name in places:
            line, column = places[name]
            yield report(
                "duplicate-id", f"the id {name!r} is taken: it is first used at {line}:{column}", place
            )
        places.setdefault(name, place)
    before = 0
    for level, place in page.headings:
        if before and level > before + 1:
            message = f"<h{level}> follows <h{before}>: a level is skipped"
            yield report("heading-order", message, place, f"write <h{before + 1}>", "warning")
        before = level
    for source, place in page.pictures_without_alt:
        hint = 'describe the picture, or write alt="" when it is decoration'
        yield report("missing-alt", f"the picture {source!r} has no alt", place, hint)
    if not page.title:
        yield report("missing-title", "the page has no title", (1, 1))
    if not page.redirects:
        if not page.language:
            yield report("missing-language", "<html> has no lang", (1, 1))
        if not page.description and report.path.name != "404.html":  # which no list and no search engine has
            yield report("missing-description", "the page has no description", (1, 1), severity="warning")
    size = len(gzip.compress(content, 6))
    if size > PAGE_LIMIT_BYTES:
        text = f"the page has {size // 1000} kB after gzip, more than {PAGE_LIMIT_BYTES // 1000} kB"
        yield report("large-page", text, (1, 1), severity="warning")
    sizes = package_sizes(content.decode("utf-8", "replace"))
    if sum(sizes.values()) > PACKAGE_LIMIT_BYTES:
        largest = ", ".join(sorted(sizes, key=lambda name: -sizes[name])[:3])
        limit = PACKAGE_LIMIT_BYTES // 1_000_000
        loaded = sum(sizes.values()) / 1e6
        text = f"the programs of the page load {loaded:.1f} MB of packages, more than {limit} MB"
        yield report("large-packages", text, (1, 1), f"the largest: {largest}", "warning")


def _unprotected(reference: Reference, target: str, report: _Reporter) -> Iterator[Problem]:
    """Report an allowed program of another site that may change without the author."""
    if reference.without_digest:
        text = f"<{reference.tag}> loads {target!r} without an integrity attribute"
        hint = 'add integrity="sha384-..." and crossorigin="anonymous", or publish the file with the site'
        yield report("missing-integrity", text, reference.place, hint, "warning")


class _Resolver:
    """Resolves addresses against the files of the site."""

    def __init__(
        self,
        base_url: str,
        files: Mapping[PurePosixPath, Output],
        pages: Mapping[PurePosixPath, ParsedPage],
        policy: ContentPolicy | None,
        *,
        allow: tuple[str, ...],
        judged: Mapping[str, Collection[tuple[str, str]]],
    ) -> None:
        self.base_path = base_path_of(base_url)
        self.origin = base_url.removesuffix(self.base_path)
        self.files = files
        self.policy = policy
        self.allow = allow
        self.judged = judged
        self.ids = {path: {name for name, _ in page.ids} for path, page in pages.items()}
        self._known = [permalink_of(self.base_path, path) for path in files]
        self._hints: dict[str, str | None] = {}  # a bad link in a template is on every page

    def problems(
        self, path: PurePosixPath, references: Iterable[Reference], report: _Reporter
    ) -> Iterator[Problem]:
        here = self.origin + permalink_of(self.base_path, path)
        for reference in references:
            yield from self._problems_of(here, reference, report)

    def _problems_of(self, here: str, reference: Reference, report: _Reporter) -> Iterator[Problem]:
        address, place = reference.address, reference.place
        try:
            target, fragment = urldefrag(urljoin(here, address))
            parts = urlsplit(target)
        except ValueError as error:
            yield report("dead-link", f"{address!r} is not an address: {error}", place)
            return
        if parts.scheme not in ("http", "https"):
            return  # data:, mailto: and others have no file to check
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            if reference.role == "request":
                allowed = allows_request(self.policy, reference.tag, target)
                refused = () if allowed else tuple(self._foreign(reference, target, report))
                yield from refused or _unprotected(reference, target, report)
            return
        if not parts.path.startswith(self.base_path):
            if reference.role == "request" or address.startswith("/"):
                hint = f"paths of this site begin with {self.base_path!r}"
                yield report("dead-link", f"{address!r} is outside the site", place, hint)
            return
        yield from self._inside(reference, parts.path, fragment, report)

    def _foreign(self, reference: Reference, target: str, report: _Reporter) -> Iterator[Problem]:
        """Report a request to another site, unless the configuration allows it and no policy blocks it."""
        element = "the style sheet" if reference.tag == "css" else f"<{reference.tag}>"
        host = urlsplit(target).netloc.lower()
        allowed = any(host == known or host.endswith(f".{known}") for known in self.allow)
        if allowed and self.policy:
            key = directives_of(reference.tag)[0].replace("-", "_")
            text = f"{element} loads {target!r}, which the policy of the page blocks"
            hint = f'add it to [security]: {key} = ["{urlsplit(target).scheme}://{host}"]'
            yield report("blocked", text, reference.place, hint)
        elif not allowed:
            text = f"{element} loads from another site: {target!r}"
            hint = "publish the file with the site, or allow its host: [check] allow = [...]"
            yield report("foreign-request", text, reference.place, hint)

    def _inside(self, reference: Reference, path: str, fragment: str, report: _Reporter) -> Iterator[Problem]:
        address, place = reference.address, reference.place
        if (path, unquote(fragment)) in self.judged.get(report.origin, ()):
            return
        output_path = output_path_of(self.base_path, path)
        if output_path not in self.files:
            if output_path / "index.html" not in self.files:
                yield report("dead-link", f"there is no page or file at {address!r}", place, self._hint(path))
                return
            output_path = output_path / "index.html"
            text = f"{address!r} reaches its page only through a redirect"
            yield report("redirected-link", text, place, f"end the path with a slash: '{path}/'", "warning")
        name = unquote(fragment.partition(":~:")[0])
        ids = self.ids.get(output_path)
        if name and name.casefold() != "top" and ids is not None and name not in ids:
            yield report(
                "dead-anchor",
                f"{address!r}: there is no anchor {name!r} in that page",
                place,
                near_miss(name, ids),
            )

    def _hint(self, path: str) -> str | None:
        if path not in self._hints:
            alike = [
                known for known in self._known if PurePosixPath(known).suffix == PurePosixPath(path).suffix
            ]
            self._hints[path] = near_miss(path, alike)
        return self._hints[path]
