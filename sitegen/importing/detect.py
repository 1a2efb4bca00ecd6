"""Find out which generator made a source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from sitegen.errors import Problem, SitegenError, near_miss, one_of
from sitegen.importing.folder import Folder
from sitegen.importing.link_syntax import ASSET
from sitegen.importing.model import ForeignSite
from sitegen.importing.readers.eleventy import CONFIGS as ELEVENTY_CONFIGS
from sitegen.importing.readers.eleventy import read_eleventy
from sitegen.importing.readers.hugo import read_hugo
from sitegen.importing.readers.hugo_config import CONFIGS
from sitegen.importing.readers.jekyll import read_jekyll
from sitegen.importing.readers.mkdocs import read_mkdocs
from sitegen.importing.readers.nikola import read_nikola
from sitegen.importing.readers.node_sites import read_node_site
from sitegen.importing.readers.pelican import read_pelican
from sitegen.importing.readers.plain import read_plain
from sitegen.importing.readers.texts import MARKDOWN
from sitegen.importing.readers.wordpress import is_wordpress, read_wordpress
from sitegen.importing.readers.zola import read_zola
from sitegen.markdown_text.links import rewrite_links

Read = Callable[[Folder], ForeignSite]
KINDS: dict[str, Read] = {
    "jekyll": read_jekyll,
    "hugo": read_hugo,
    "zola": read_zola,
    "pelican": read_pelican,
    "nikola": read_nikola,
    "eleventy": read_eleventy,
    "astro": lambda folder: read_node_site(folder, "Astro"),
    "next": lambda folder: read_node_site(folder, "Next"),
    "gatsby": lambda folder: read_node_site(folder, "Gatsby"),
    "docusaurus": lambda folder: read_node_site(folder, "Docusaurus"),
    "mkdocs": read_mkdocs,
    "wordpress": read_wordpress,
    "plain": read_plain,
}
"""Names for `--from` → readers."""
CODE = "import"
TEXTS = (*MARKDOWN, ".ipynb", ".rst", ".html")
"""Endings of single texts."""


@dataclass(frozen=True, slots=True)
class Detected:
    """What a source is."""

    kind: str
    reason: str
    folder: Folder


def detect(source: Path, kind: str | None = None) -> Detected:
    """Return what a source is and why.

    Args:
        source: a folder or a file.
        kind: one of `KINDS` to be taken without a look.

    Raises:
        SitegenError: there is no such source, or it has nothing to import.
    """
    if kind is not None and kind not in KINDS:
        hint = near_miss(kind, KINDS)
        raise SitegenError(
            Problem(f"expected one of {one_of(KINDS)}, received {kind!r}", hint=hint, code=CODE)
        )
    if not source.exists():
        raise SitegenError(Problem(f"there is no file or folder {source}", code=CODE))
    if source.is_file():
        return _file(source, kind)
    if not source.is_dir():
        raise SitegenError(Problem(f"expected a file or a folder, received {source}", code=CODE))
    folder = Folder(source, keep=_kept(source))
    if not folder.files:
        raise SitegenError(Problem(f"the folder {source} has no files", code=CODE))
    found, reason = (kind, "named by --from") if kind else _folder(folder)
    return Detected(found, reason, folder)


def _kept(source: Path) -> frozenset[str]:
    """Return the folders that are sources here although they are built sites elsewhere."""
    node = (source / "package.json").is_file() or (source / "astro.config.mjs").is_file()
    plain = not any(
        (source / name).exists() for name in ("_config.yml", "pelicanconf.py", "conf.py", *CONFIGS)
    )
    return frozenset({"public"} if node else ()) | frozenset(
        {"public", "output", "build", "target"} if plain else ()
    )


def _file(source: Path, kind: str | None) -> Detected:
    folder = Folder(source.parent)
    name = PurePosixPath(source.name)
    folder.__dict__["files"] = (name, *_named_files(folder, name))  # not its whole folder
    ending = source.suffix.casefold()
    if kind == "wordpress" or (ending == ".xml" and is_wordpress(source)):
        return Detected("wordpress", "an export of WordPress", folder)
    if ending in TEXTS:
        return Detected(kind or "plain", f"a single file {ending}", folder)
    hint = "an export of WordPress (.xml), a notebook (.ipynb), or a text"
    raise SitegenError(Problem(f"no kind of site is known for the file {source.name}", hint=hint, code=CODE))


def _named_files(folder: Folder, name: PurePosixPath) -> list[PurePosixPath]:
    """Return the files beside a text that it names, such as its pictures."""
    found: dict[PurePosixPath, None] = {}

    def note(url: str, _in_html: bool) -> None:
        path = PurePosixPath(unquote(url.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]))
        if ASSET.search(path.name) and not path.is_absolute() and ".." not in path.parts and len(url) < 300:
            found[path] = None

    if name.suffix.casefold() in TEXTS:
        rewrite_links(folder.text(name) or "", note)
    return sorted(path for path in found if "\0" not in str(path) and (folder.root / path).is_file())


def _scripts(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{ending}" for name in names for ending in ("js", "mjs", "cjs", "ts"))


def _folder(folder: Folder) -> tuple[str, str]:
    for kind, names, words in (
        ("eleventy", ELEVENTY_CONFIGS, ""),
        ("astro", _scripts("astro.config"), ""),
        ("docusaurus", _scripts("docusaurus.config"), ""),
        ("gatsby", _scripts("gatsby-config"), ""),
        ("next", _scripts("next.config", "contentlayer.config"), ""),
        ("mkdocs", ("mkdocs.yml", "mkdocs.yaml"), ""),
        ("pelican", ("pelicanconf.py", "publishconf.py"), ""),
        ("nikola", ("conf.py",), "BLOG_TITLE"),
        ("zola", ("config.toml", "zola.toml"), r"(?m)^base_url\s*="),
        ("hugo", CONFIGS, ""),
        ("jekyll", ("_config.yml", "_config.yaml", "_config.toml"), ""),
    ):  # fmt: skip
        found = folder.has(*names)
        if found and (not words or re.search(words, folder.setting(found))):
            return kind, f"it has a file {found}"
    return _by_folders(folder)


def _by_folders(folder: Folder) -> tuple[str, str]:  # noqa: PLR0911 - one for each form
    """Return what a folder without the configuration of a known generator is."""
    package = folder.setting("package.json")
    parts = {path.parts[:2] for path in folder.files}
    if '"@11ty/eleventy"' in package:
        return "eleventy", "package.json names Eleventy"
    if '"next"' in package or '"contentlayer"' in package:
        return "next", "package.json names Next"
    if any(part[:2] == ("config", "_default") for part in parts):
        return "hugo", "it has a folder config/_default"
    if any("_posts" in path.parts for path in folder.files):
        return "jekyll", "it has a folder _posts"
    if exports := [path for path in folder.below("", ".xml") if is_wordpress(folder.root / path)]:
        return "wordpress", f"{exports[0]} is an export of WordPress"
    if "PELICAN" in folder.setting("Makefile"):
        return "pelican", "its Makefile calls Pelican"
    if any(path.suffix.casefold() in (*MARKDOWN, ".ipynb", ".rst") for path in folder.files):
        return "plain", "it has texts and no configuration of a known generator"
    hint = "it has no texts (.md, .mdx, .rst, .ipynb) and no export of WordPress"
    raise SitegenError(Problem(f"nothing to import in {folder.root}", hint=hint, code=CODE))
