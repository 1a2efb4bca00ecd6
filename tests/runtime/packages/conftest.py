"""Small wheels, an index that has them, and a distribution of Pyodide."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.config import Config, load_config
from sitegen.runtime import Pin, PinnedFile
from tests.serving import FileServer

TAG = "cp314-cp314-pyemscripten_2026_0_wasm32"


def wheel(
    name: str,
    version: str,
    *,
    requires: tuple[str, ...] = (),
    tag: str = "py3-none-any",
    license: str = "MIT",
    files: Mapping[str, str] | None = None,
) -> tuple[str, bytes]:
    """Return the file name and the contents of a wheel."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {name}",
        f"Version: {version}",
        f"License-Expression: {license}",
    ]
    lines += [f"Requires-Dist: {text}" for text in requires]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, text in (files or {f"{module}/__init__.py": f"version = {version!r}\n"}).items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/METADATA", "\n".join(lines) + "\n\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/licenses/LICENSE", f"The terms of {name}\n")
        archive.writestr(f"{info}/RECORD", "")
    return f"{module}-{version}-{tag}.whl", stream.getvalue()


def put_on_index(server: FileServer, *wheels: tuple[str, bytes]) -> None:
    """Add wheels to a server that is a package index."""
    for file, content in wheels:
        name = file.split("-")[0].replace("_", "-")
        page = server.files.get(f"simple/{name}/", b"<!doctype html><title>index</title>")
        server.files[f"simple/{name}/"] = page + f'<a href="../../{file}">{file}</a>'.encode()
        server.files[file] = content


@pytest.fixture
def package_index(server: FileServer, monkeypatch: pytest.MonkeyPatch) -> FileServer:
    """An index of pure packages: `needs` requires `pure` and, on Windows, `absent`; `native` is for Linux."""
    put_on_index(
        server,
        wheel("pure", "1.0"),
        wheel("pure", "2.0"),
        wheel(
            "needs", "1.0", requires=("pure<2", 'absent; sys_platform == "win32"', 'extra1; extra == "more"')
        ),
        wheel("compiled", "1.0", tag=TAG),
        wheel("native", "1.0", tag="cp311-cp311-manylinux_2_17_x86_64"),
        wheel("old-numpy", "1.0", requires=("numpy<2",)),
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", server.url + "simple/")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    return server


DISTRIBUTED = {
    "frames": wheel("frames", "3.0", tag=TAG, license="BSD-3-Clause"),
    "helper": wheel("helper", "1.5", files={"helper.py": "", "helper_data/notes.txt": "x"}),
    "libshared": ("libshared-1.0.zip", b"PK"),
    "needs-library": wheel("needs-library", "1.0"),
}
DEPENDS = {"frames": ["Helper", "numpy"], "needs-library": ["libshared"]}


@pytest.fixture
def distribution_list() -> bytes:
    """The list of a distribution, in the form of Pyodide's."""
    packages = {
        name: {
            "name": name.title(),
            "version": file.split("-")[1].removesuffix(".zip"),
            "file_name": file,
            "sha256": hashlib.sha256(content).hexdigest(),
            "imports": [name.replace("-", "_")],
            "depends": DEPENDS.get(name, []),
            "install_dir": "site",
            "package_type": "shared_library" if name.startswith("lib") else "package",
        }
        for name, (file, content) in DISTRIBUTED.items()
    }
    return json.dumps({"info": {}, "packages": packages}).encode()


@pytest.fixture
def package_pin(pin: Pin, distribution_list: bytes) -> Pin:
    """The small pin with the list of the distribution."""
    sum_of_list = hashlib.sha256(distribution_list).hexdigest()
    listed = PinnedFile("pyodide-lock.json", len(distribution_list), sum_of_list)
    return replace(pin, distribution=listed)


@pytest.fixture
def distribution_folder(origin: Path, distribution_list: bytes) -> Path:
    """A folder with the files of the small pin, the list and the wheels of the distribution."""
    (origin / "pyodide-lock.json").write_bytes(distribution_list)
    for file, content in DISTRIBUTED.values():
        (origin / file).write_bytes(content)
    return origin


SiteOf = Callable[..., Config]


@pytest.fixture
def site_of(tmp_path: Path, distribution_folder: Path) -> SiteOf:
    """Make the configuration of a site that names some packages."""

    def make(*packages: str) -> Config:
        root = tmp_path / "site"
        (root / "content").mkdir(parents=True, exist_ok=True)
        names = ", ".join(f'"{name}"' for name in packages)
        (root / "sitegen.toml").write_text(
            'title = "T"\nbase_url = "https://example.org/"\n'
            f'[runtime]\nsource = "{distribution_folder}"\ncache = "{tmp_path / "cache"}"\n'
            f"packages = [{names}]\n"
        )
        return load_config(root / "sitegen.toml")

    return make
