from __future__ import annotations

from pathlib import Path

import pytest

import sitegen.assets.files
from sitegen.assets import AssetMap, map_assets
from sitegen.cache import Cache


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


NO_CACHE = Cache(None)
CLIENT = {
    "client/main.js": 'import { a } from "./core/a.js";\nimport("./core/islands.js").then(a);\n',
    "client/core/a.js": "export const a = 1;\n",
    "client/core/islands.js": "1;",
    "client/offline.js": "2;",
    "client/editor/editor.css": "a {}",
}


def mapped(
    tmp_path: Path,
    files: dict[str, str],
    base_path: str = "/",
    *,
    cache: Cache = NO_CACHE,
    client: bool = False,
    offline: bool = False,
) -> AssetMap:
    folders = [(write(tmp_path / "static", files), "static")]
    return map_assets(folders, base_path, cache=cache, client=client, offline=offline)


def test_a_style_sheet_carries_its_fingerprint(tmp_path: Path) -> None:
    url = mapped(tmp_path, {"css/site.css": "a {}"}, "/blog/").url("css/site.css")

    assert url.startswith("/blog/css/site.")
    assert url.endswith(".css")
    changed = mapped(tmp_path, {"css/site.css": "b {}"}, "/blog/").url("css/site.css")
    assert changed != url
    assert mapped(tmp_path, {"css/site.css": "a {}"}, "/blog/").url("css/site.css") == url


def test_the_client_has_one_fingerprint_for_all_of_its_programs(tmp_path: Path) -> None:
    before = mapped(tmp_path, CLIENT, client=True)
    after = mapped(tmp_path, {"client/core/a.js": "export const a = 2;\n"}, client=True)

    folder = before.url("client/main.js").rpartition("/")[0]
    assert before.urls == {
        "client/core/islands.js": f"{folder}/core/islands.js",
        "client/editor/editor.css": f"{folder}/editor/editor.css",
        "client/main.js": f"{folder}/main.js",
    }
    assert folder != after.url("client/main.js").rpartition("/")[0]


def test_a_site_whose_pages_do_not_load_the_client_publishes_none_of_it(tmp_path: Path) -> None:
    assert mapped(tmp_path, CLIENT | {"favicon.svg": "x"}).urls == {"favicon.svg": "/favicon.svg"}
    assert set(mapped(tmp_path, CLIENT, offline=True).urls) == {"client/offline.js", "favicon.svg"}


def test_the_client_is_bundled_once_for_equal_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    first = mapped(tmp_path, CLIENT, cache=cache, client=True)

    monkeypatch.delattr(sitegen.assets.files, "bundle_programs")
    again = mapped(tmp_path, CLIENT, cache=cache, client=True)
    assert again == first
    with pytest.raises(NameError):
        mapped(tmp_path, CLIENT | {"client/core/a.js": "export const a = 3;\n"}, cache=cache, client=True)


def test_other_files_keep_their_names(tmp_path: Path) -> None:
    found = mapped(tmp_path, {"CNAME": "x", ".well-known/a.txt": "x", "img/a b.png": "x"})

    assert found.urls == {
        "CNAME": "/CNAME",
        ".well-known/a.txt": "/.well-known/a.txt",
        "img/a b.png": "/img/a%20b.png",
    }


def test_a_file_of_the_site_replaces_the_themes(tmp_path: Path) -> None:
    theme = write(tmp_path / "theme", {"favicon.svg": "theme", "robots.css": "theme"})
    own = write(tmp_path / "own", {"favicon.svg": "own"})

    found = map_assets([(theme, "theme"), (own, "static")], "/", cache=NO_CACHE, client=False)

    assert {asset.origin: asset.source_path.read_text() for asset in found.assets} == {
        "static/favicon.svg": "own",
        "theme/robots.css": "theme",
    }


def test_files_that_editors_leave_behind_are_not_published(tmp_path: Path) -> None:
    found = mapped(tmp_path, {".DS_Store": "x", "a.css~": "x", ".git/config": "x", ".nojekyll": ""})

    assert set(found.urls) == {".nojekyll"}


def test_a_missing_file_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        mapped(tmp_path, {}).url("css/none.css")
