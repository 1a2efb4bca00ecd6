"""Static files: which ones a site has, and the address at which each is published."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.assets.bundle import bundle_programs, bundler_version
from sitegen.cache import Cache, key_of
from sitegen.config import Config
from sitegen.model import Asset
from sitegen.permalink import permalink_of
from sitegen.theme import theme_folder

# A style sheet has a fingerprint in its own name. The client's files refer to each other by relative
# addresses, so one fingerprint in the folder's name covers all of them.
STYLES = "css"
CLIENT = "client"


@dataclass(frozen=True, slots=True)
class AssetMap:
    """The files of `static/`, and where each of them is published."""

    assets: tuple[Asset, ...]
    urls: Mapping[str, str]
    """Permalinks by the path inside `static/`: `css/site.css` gives `/blog/css/site.1a2b3c4d.css`."""

    def url(self, path: str) -> str:
        """Return where a file of `static/` is published.

        Raises:
            KeyError: there is no such file.
        """
        return self.urls[path]


def static_folders(config: Config) -> list[tuple[Path, str]]:
    """Return the static folders with their names: the built-in theme's, the configured one's, the site's."""
    folders = [(theme_folder("static"), "the built-in theme's static")]
    if config.theme is not None:
        folders.append((config.root / config.theme / "static", f"{config.theme}/static"))
    folders.append((config.root / config.static, config.static))
    # This project's own blog is its theme: its first and last folder are the same.
    return list({folder.resolve(): (folder, name) for folder, name in folders}.values())


def map_assets(
    folders: Sequence[tuple[Path, str]], base_path: str, *, cache: Cache, client: bool, offline: bool = False
) -> AssetMap:
    """Find the files of several static folders; those of a later folder replace those of an earlier one.

    Args:
        folders: each folder with its name for messages, the theme's first.
        base_path: what stands before every permalink.
        cache: where the bundled programs are looked up and stored.
        client: whether pages load `client/main.js`, which demos and code cells need. Without it, the files of
            `static/client/` are neither bundled nor published.
        offline: whether pages load `client/offline.js`, which registers the service worker.

    Raises:
        ClientError: the modules of the client cannot be bundled.
    """
    files: dict[PurePosixPath, tuple[Path, str]] = {}
    for folder, name in folders:
        files |= {path: (folder / path, f"{name}/{path}") for path in _files(folder)}
    entries = (*(("main.js",) if client else ()), *(("offline.js",) if offline else ()))
    published = _client(entries, {path: file for path, (file, _) in files.items()}, cache)
    client_folder = f"{CLIENT}-{_folder_fingerprint(published)}"
    assets, urls = [], {}
    for path, (file, origin) in sorted(files.items()):
        output_path, content = path, published.get(path)
        if content is not None:
            output_path = PurePosixPath(client_folder, *path.parts[1:])
        elif path.parts[0] == CLIENT:
            continue  # a module inside a program, or a file that no page needs
        elif path.parts[0] == STYLES and len(path.parts) > 1:
            output_path = path.with_name(f"{path.stem}.{_fingerprint(file.read_bytes())}{path.suffix}")
        assets.append(Asset(file, output_path, origin, content))
        urls[str(path)] = permalink_of(base_path, output_path)
    return AssetMap(tuple(assets), urls)


def _files(folder: Path) -> Iterator[PurePosixPath]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name == ".well-known")
        for name in sorted(names):
            # .well-known and .nojekyll are published on purpose; files that editors leave behind are not.
            if name not in (".DS_Store", ".gitkeep") and not name.endswith(("~", ".swp")):
                yield PurePosixPath((Path(parent) / name).relative_to(folder).as_posix())


def _client(
    entries: tuple[str, ...], files: Mapping[PurePosixPath, Path], cache: Cache
) -> dict[PurePosixPath, bytes]:
    """Return the published files of the client: programs instead of modules, other files unchanged."""
    if not entries:
        return {}
    own = {str(path.relative_to(CLIENT)): file for path, file in files.items() if path.parts[0] == CLIENT}
    modules = {name: file.read_text("utf-8") for name, file in own.items() if name.endswith(".js")}
    key = key_of(
        bundler_version(), *entries, *(part for module in sorted(modules.items()) for part in module)
    )
    programs = cache.get("client", key)
    if programs is None:
        programs = bundle_programs(entries, modules)
        cache.put("client", key, programs)
    published = {name: text.encode() for name, text in programs.items()}
    if "main.js" in entries:
        published |= {name: file.read_bytes() for name, file in own.items() if name not in modules}
    return {PurePosixPath(CLIENT, name): content for name, content in published.items()}


def _fingerprint(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=4).hexdigest()


def _folder_fingerprint(files: Mapping[PurePosixPath, bytes]) -> str:
    named = (str(path).encode() + b"\0" + content for path, content in sorted(files.items()))
    return _fingerprint(b"".join(named))
