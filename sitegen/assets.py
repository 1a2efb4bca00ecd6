"""Assets: files copied as they are or under a name that holds their fingerprint; the client is joined."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitegen.client import link_client
from sitegen.config import Config
from sitegen.model import Asset
from sitegen.permalink import permalink_of
from sitegen.theme import theme_folder

# A style sheet carries its fingerprint in its own name. The client's programs name each other by relative
# addresses, so there the folder carries one for all of them.
FINGERPRINTED_FILES = PurePosixPath("css")
FINGERPRINTED_FOLDER = PurePosixPath("client")


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
    # This project's own blog is its theme: there the first and the last are one folder.
    return list({folder.resolve(): (folder, name) for folder, name in folders}.values())


def map_assets(folders: Sequence[tuple[Path, str]], base_path: str) -> AssetMap:
    """Find the files of several static folders; those of a later folder replace those of an earlier one.

    Args:
        folders: each folder with its name for messages, the theme's first.
        base_path: what stands before every permalink.

    Raises:
        ClientError: the modules of the client cannot be joined.
    """
    files: dict[PurePosixPath, tuple[Path, str]] = {}
    for folder, name in folders:
        files |= {path: (folder / path, f"{name}/{path}") for path in _files(folder)}
    client = _client({path: file for path, (file, _) in files.items()})
    client_name = f"{FINGERPRINTED_FOLDER}-{_folder_fingerprint(client)}"
    assets, urls = [], {}
    for path, (file, origin) in sorted(files.items()):
        output_path, content = path, client.get(path)
        if content is not None:
            output_path = PurePosixPath(client_name, *path.parts[1:])
        elif path.parts[0] == str(FINGERPRINTED_FOLDER):
            continue  # a module, which is in the programs that need it
        elif path.parts[0] == str(FINGERPRINTED_FILES) and len(path.parts) > 1:
            output_path = path.with_name(f"{path.stem}.{_fingerprint(file.read_bytes())}{path.suffix}")
        assets.append(Asset(file, output_path, origin, content))
        urls[str(path)] = permalink_of(base_path, output_path)
    return AssetMap(tuple(assets), urls)


def _files(folder: Path) -> Iterator[PurePosixPath]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name == ".well-known")
        for name in sorted(names):
            # .well-known and .nojekyll are published on purpose; editors' and systems' droppings are not.
            if name not in (".DS_Store", ".gitkeep") and not name.endswith(("~", ".swp")):
                yield PurePosixPath((Path(parent) / name).relative_to(folder).as_posix())


def _client(files: Mapping[PurePosixPath, Path]) -> dict[PurePosixPath, bytes]:
    """The client as it is published: its programs in the place of its modules, other files as they are."""
    ours = {path: file for path, file in files.items() if path.parts[0] == str(FINGERPRINTED_FOLDER)}
    modules = {path.name: file.read_text("utf-8") for path, file in ours.items() if path.suffix == ".js"}
    others = {path: file.read_bytes() for path, file in ours.items() if path.suffix != ".js"}
    programs = link_client(modules).items()
    return others | {FINGERPRINTED_FOLDER / name: text.encode() for name, text in programs}


def _fingerprint(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=4).hexdigest()


def _folder_fingerprint(files: Mapping[PurePosixPath, bytes]) -> str:
    named = (str(path).encode() + b"\0" + content for path, content in sorted(files.items()))
    return _fingerprint(b"".join(named))
