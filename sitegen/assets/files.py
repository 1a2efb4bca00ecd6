"""Static files: which ones a site has, and the address at which each is published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TypeGuard

from sitegen.assets.bundle import bundle_programs, bundler_version
from sitegen.assets.styles import is_part, is_style, join_parts, minified
from sitegen.cache import Cache, key_of
from sitegen.config import Config
from sitegen.errors import Problem, SitegenError
from sitegen.model import Asset
from sitegen.permalink import permalink_of
from sitegen.source_files import list_files, named, read_bytes, read_text
from sitegen.theme import theme_folder

# A style sheet has a fingerprint in its own name. The client's files refer to each other by relative
# addresses, so one fingerprint in the folder's name covers all of them.
CLIENT = "client"
SHOWN = frozenset({".well-known", ".nojekyll", ".htaccess", ".domains"})
"""Hidden names that hosts read; all others stay unpublished."""


@dataclass(frozen=True, slots=True)
class StaticFolder:
    """A folder of static files."""

    path: Path
    name: str
    """What to call it in messages."""
    root: Path
    """The folder of the site or the theme: links in it may lead to files below this folder."""


@dataclass(frozen=True, slots=True)
class AssetMap:
    """The files of `static/`, and where each of them is published."""

    assets: tuple[Asset, ...]
    urls: Mapping[str, str]
    """Permalinks by the path inside `static/`: `css/site.css` gives `/blog/css/site.1a2b3c4d.css`."""
    problems: tuple[Problem, ...] = ()
    """Files that cannot be published, and warnings."""

    def url(self, path: str) -> str:
        """Return where a file of `static/` is published.

        Raises:
            KeyError: there is no such file.
        """
        return self.urls[path]


def published_styles(assets: AssetMap, base_path: str) -> tuple[bytes, ...]:
    """Return the style sheets of every page and of marks as they are published, as far as they are there.

    Args:
        assets: the files of the site.
        base_path: what stands before every permalink.
    """
    contents = {permalink_of(base_path, asset.output_path): asset.content for asset in assets.assets}
    wanted = (contents.get(assets.urls.get(name, "")) for name in ("css/site.css", "css/marks.css"))
    return tuple(content for content in wanted if content is not None)


def static_folders(config: Config) -> list[StaticFolder]:
    """Return the static folders: those of the default theme, of the site's theme, of the site."""
    default, layer = theme_folder("static"), config.theme_layer
    folders = [StaticFolder(default, "the default theme's static", default.parent)]
    if layer is not None:
        own = layer.is_relative_to(config.root)
        name = f"{layer.relative_to(config.root)}/static" if own else f"the theme {config.theme}'s static"
        folders.append(StaticFolder(layer / "static", name, layer))
    folders.append(StaticFolder(config.root / config.static, config.static, config.root))
    # This project's own blog is its theme: its first and last folder are the same.
    return list({folder.path.resolve(): folder for folder in folders}.values())


def map_assets(
    folders: Sequence[StaticFolder],
    base_path: str,
    *,
    cache: Cache,
    client: bool,
    offline: bool = False,
    search: bool = False,
    outside_links: bool = False,
) -> AssetMap:
    """Find the files of several static folders; those of a later folder replace those of an earlier one.

    Args:
        folders: the folders, the default theme's first.
        base_path: what stands before every permalink.
        cache: where the bundled programs are looked up and stored.
        client: whether pages load `client/main.js`, which demos and code cells need. Without it, the files of
            `static/client/` are neither bundled nor published.
        offline: whether pages load `client/offline.js`, which registers the service worker.
        search: whether a page loads `client/search.js`.
        outside_links: whether links may lead out of the folder of the site or the theme.

    Returns:
        The files, and the problems of those that cannot be published.

    Raises:
        ClientError: the modules of the client cannot be bundled.
    """
    files: dict[PurePosixPath, tuple[Path, str]] = {}
    problems: list[Problem] = []
    for folder in folders:
        found, unusable = list_files(folder.path, root=folder.root, shown=SHOWN, outside=outside_links)
        files |= {path: (folder.path / path, f"{folder.name}/{path}") for path in found}
        problems += (_in_folder(problem, folder) for problem in unusable)
    wanted = {"main.js": client, "offline.js": offline, "search.js": search}
    entries = tuple(name for name, is_wanted in wanted.items() if is_wanted)
    contents, unread = _read(files, client=bool(entries))
    joined, unjoined = join_parts(contents, {path: name for path, (_, name) in files.items()})
    styles = {path: minified(text) for path, text in joined.items()}
    contents |= styles
    problems += (*unread, *unjoined)
    published = {} if unread else _client(entries, contents, cache)
    client_folder = f"{CLIENT}-{_folder_fingerprint(published)}"
    assets, urls = [], {}
    for path, (file, origin) in sorted(files.items()):
        output_path, content = path, published.get(path)
        if content is not None:
            output_path = PurePosixPath(client_folder, *path.parts[1:])
        elif path.parts[0] == CLIENT or is_part(path):
            continue  # inside a program or a style sheet, or a file that no page needs
        elif is_style(path):
            if path not in contents:
                continue
            content = styles.get(path)
            output_path = path.with_name(f"{path.stem}.{_fingerprint(contents[path])}{path.suffix}")
        assets.append(Asset(file, output_path, origin, content))
        urls[str(path)] = permalink_of(base_path, output_path)
    return AssetMap(tuple(assets), urls, tuple(problems))


def _read(
    files: Mapping[PurePosixPath, tuple[Path, str]], *, client: bool
) -> tuple[dict[PurePosixPath, bytes], list[Problem]]:
    """Read the files whose contents decide addresses; files that were deleted meanwhile are left out."""
    contents: dict[PurePosixPath, bytes] = {}
    problems: list[Problem] = []
    for path, (file, origin) in files.items():
        is_client = path.parts[0] == CLIENT
        if not (is_style(path) or (client and is_client)):
            continue
        try:
            if is_client and path.suffix == ".js":
                contents[path] = read_text(file, PurePosixPath(origin)).encode()
            else:
                contents[path] = read_bytes(file, PurePosixPath(origin))
        except FileNotFoundError:
            continue
        except SitegenError as error:
            problems += error.problems
    return contents, problems


def _in_folder(problem: Problem, folder: StaticFolder) -> Problem:
    """Return a problem with its path as messages name it, which begins with the folder's name."""
    place = named(folder.path, folder.root)
    inside = problem.path.relative_to(place) if problem.path else PurePosixPath()
    return replace(problem, path=PurePosixPath(folder.name) / inside)


def _client(
    entries: tuple[str, ...], contents: Mapping[PurePosixPath, bytes], cache: Cache
) -> dict[PurePosixPath, bytes]:
    """Return the published files of the client: programs instead of modules, other files unchanged."""
    if not entries:
        return {}
    own = {str(path.relative_to(CLIENT)): data for path, data in contents.items() if path.parts[0] == CLIENT}
    modules = {name: data.decode() for name, data in own.items() if name.endswith(".js")}
    key = key_of(
        bundler_version(), *entries, *(part for module in sorted(modules.items()) for part in module)
    )
    programs = cache.get("client", key)
    if not _are_texts(programs):
        programs = bundle_programs(entries, modules)
        cache.put("client", key, programs)
    published = {name: text.encode() for name, text in programs.items()}
    if "main.js" in entries:
        published |= {name: data for name, data in own.items() if name not in modules}
    return {PurePosixPath(CLIENT, name): content for name, content in published.items()}


def _are_texts(programs: object) -> TypeGuard[dict[str, str]]:
    return isinstance(programs, dict) and all(isinstance(text, str) for text in programs.values())


def _fingerprint(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=4).hexdigest()


def _folder_fingerprint(files: Mapping[PurePosixPath, bytes]) -> str:
    parts = (str(path).encode() + b"\0" + content for path, content in sorted(files.items()))
    return _fingerprint(b"".join(parts))
