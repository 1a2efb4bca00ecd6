"""Rewrite links and pictures of the old site, so that they lead to the same page of the new one."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from sitegen.importing.link_syntax import source_path
from sitegen.importing.model import StaticFile
from sitegen.importing.plan import Placed
from sitegen.markdown_text.links import Rewrite
from sitegen.permalink import base_path_of


class Linker:
    """Finds the new address of what an old address or a path of the source names."""

    def __init__(
        self,
        placed: Sequence[Placed],
        static: Iterable[StaticFile],
        old_base_url: str,
        new_base_path: str,
        content_root: Sequence[str] = ("", "content", "source", "src", "docs"),
    ) -> None:
        """Make the tables.

        Args:
            placed: the pages with their places.
            static: the files that are published unchanged.
            old_base_url: where the old site was published.
            new_base_path: the path of the new site.
            content_root: folders in which paths from `/` or `@/` may begin.
        """
        host = urlsplit(old_base_url).netloc.casefold().removeprefix("www.") if old_base_url else ""
        self.hosts = {host} if host and not re.match(r"localhost|127\.|example\.", host) else set()
        self.old_base = base_path_of(old_base_url) if old_base_url else "/"
        self.base = new_base_path
        self.roots = tuple(content_root)
        self.pages: dict[str, Placed] = {}
        self.sources: dict[PurePosixPath, Placed] = {}
        self.files: dict[str, str] = {}
        self.file_sources: dict[PurePosixPath, str] = {}
        self.names: dict[str, Placed] = {}
        self.slugs: dict[str, list[Placed]] = {}
        for one in placed:
            entry = one.prepared.entry
            for address in (entry.address, *entry.older, *one.keys.aliases, one.address):
                if address:
                    self.pages.setdefault(_key(address), one)
            slug = one.address.rstrip("/").rpartition("/")[2].removesuffix(".html").casefold()
            self.slugs.setdefault(slug, []).append(one)
            if entry.path.parts:
                self.sources[entry.path] = one
                self.names.setdefault(entry.path.stem.casefold(), one)
        for file in static:
            self.files[file.address] = file.address
            self.file_sources[file.path] = file.address

    def rewriter(self, one: Placed) -> Rewrite:
        """Return the function that rewrites the addresses of one page."""
        return lambda url, in_html: self.rewrite(url, one, in_html=in_html)

    def rewrite(self, url: str, one: Placed, *, in_html: bool) -> str | None:
        """Return the new address for an address of the old site, or None where it stays as it is."""
        url = url.strip()
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme == "wiki":
            target = self.names.get(parts.path.rpartition("/")[2].casefold())
            end = f"#{parts.fragment}" if parts.fragment else ""
            return self._page(target, one, in_html) + end if target else None
        own = parts.netloc.casefold().removeprefix("www.") in self.hosts if parts.netloc else False
        if (parts.scheme or parts.netloc) and not (own and parts.scheme in ("http", "https", "")):
            return None
        path = unquote(parts.path)
        end = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        if not path and not own:
            return None
        found = self._file_of_page(path, one, in_html) if not own else None
        if found is None:
            found = self._find(path, one, own=own, in_html=in_html)
        return None if found is None else found + end

    def _file_of_page(self, path: str, one: Placed, in_html: bool) -> str | None:
        """Return the address of a file that moves with the page."""
        prepared = one.prepared
        source = source_path(path, prepared.entry)
        name = next((name for name, file in prepared.copied.items() if file == source), None)
        made = name is None and path in prepared.attached
        name = path if made else name
        if name is None and source in prepared.entry.files:
            name = str(source.relative_to(prepared.entry.files_base)) if source else None
        if name is None and not path.startswith("/"):
            # Relative to the old address, as `cover.png` beside a page bundle.
            inside = PurePosixPath(posixpath.normpath(path))
            name = str(inside) if prepared.entry.files_base / inside in prepared.entry.files else None
        if name is None:
            return None
        folder = one.address if one.address.endswith("/") else posixpath.dirname(one.address) + "/"
        name = name if made else str(PurePosixPath(one.files_folder, name))
        return self._published(folder + name) if in_html else quote(name, safe="/~!$&'()*+,;=:@-._ ")

    def _find(self, path: str, one: Placed, *, own: bool, in_html: bool) -> str | None:  # noqa: PLR0912 - one for each way to name a page
        entry = one.prepared.entry
        addresses = []
        if path.startswith("@/"):
            path = path[1:]
        if own or path.startswith("/"):
            path = path or "/"
            if path.startswith(self.old_base):
                addresses.append("/" + path[len(self.old_base) :])
            addresses.append(path)
        else:
            start = entry.address if entry.address.endswith("/") else posixpath.dirname(entry.address) + "/"
            addresses.append(urljoin(start, path))
            # Written as seen from an address without the last slash.
            addresses.append(urljoin(start.rstrip("/") or "/", path))
        by_source = [] if own else [source_path(path, entry)]
        if path.startswith("/") and not own:
            by_source = [
                PurePosixPath(posixpath.normpath(f"{root}/{path.lstrip('/')}".lstrip("/")))
                for root in self.roots
            ]
        for source in by_source:
            if source in self.sources:
                return self._page(self.sources[source], one, in_html)
            if source in self.file_sources:
                return self._file(self.file_sources[source], in_html)
        for address in addresses:
            clean = (
                "/"
                + "/".join(part for part in address.split("/") if part not in ("", "."))
                + ("/" if address.endswith("/") else "")
            )
            key = _key(clean)
            shorter = key.removesuffix(".html")
            target = self.pages.get(key) or self.pages.get(shorter) or self.pages.get(key + ".html")
            if target is not None:
                return self._page(target, one, in_html)
            if clean in self.files:
                return self._file(self.files[clean], in_html)
        # A post that an older system had at another address keeps the last part of it.
        last = re.sub(r"\.html?$", "", path.rstrip("/").rpartition("/")[2].casefold())
        if (
            len(last) >= 8
            and "-" in last
            and not re.search(r"\.\w{1,5}$", path.rstrip("/").removesuffix(".html"))
        ):
            named = self.slugs.get(last, [])
            if len(named) == 1:
                return self._page(named[0], one, in_html)
        return None

    def _page(self, target: Placed, one: Placed, in_html: bool) -> str:
        if in_html:
            return self._published(target.address)
        if target is one:
            return PurePosixPath(target.target).name
        relative = posixpath.relpath(str(target.target), str(one.target.parent))
        return quote(relative, safe="/~!$&'()*+,;=:@-._ ")

    def _file(self, address: str, in_html: bool) -> str:
        return self._published(address) if in_html else quote(address, safe="/~!$&'()*+,;=:@-._ ")

    def _published(self, address: str) -> str:
        return self.base.rstrip("/") + quote(address, safe="/~!$&'()*+,;=:@-._")


def _key(address: str) -> str:
    """Return an address as it is compared: without the last slash, without case."""
    plain = re.sub(r"/index\.html?$", "/", unquote(address))
    return plain.rstrip("/").casefold()
