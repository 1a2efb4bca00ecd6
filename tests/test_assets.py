from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.assets import AssetMap, map_assets


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def mapped(tmp_path: Path, files: dict[str, str], base_path: str = "/") -> AssetMap:
    return map_assets([(write(tmp_path / "static", files), "static")], base_path)


def test_a_style_sheet_carries_its_fingerprint(tmp_path: Path) -> None:
    url = mapped(tmp_path, {"css/site.css": "a {}"}, "/blog/").url("css/site.css")

    assert url.startswith("/blog/css/site.")
    assert url.endswith(".css")
    changed = mapped(tmp_path, {"css/site.css": "b {}"}, "/blog/").url("css/site.css")
    assert changed != url
    assert mapped(tmp_path, {"css/site.css": "a {}"}, "/blog/").url("css/site.css") == url


def test_the_client_carries_one_fingerprint_for_all_of_its_programs(tmp_path: Path) -> None:
    main = 'import { a } from "./part.js";\nimport("./live.js").then(a);\n'
    files = {"client/main.js": main, "client/part.js": "export const a = 1;\n", "client/editor.css": "a {}"}
    before = mapped(tmp_path, files | {"client/live.js": "1;"})
    after = mapped(tmp_path, {"client/part.js": "export const a = 2;\n"})

    folder = before.url("client/main.js").rpartition("/")[0]
    assert {url.rpartition("/")[0] for url in before.urls.values()} == {folder}
    assert set(before.urls) == {"client/main.js", "client/live.js", "client/editor.css"}
    assert folder != after.url("client/main.js").rpartition("/")[0]


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

    found = map_assets([(theme, "theme"), (own, "static")], "/")

    assert {asset.origin: asset.source_path.read_text() for asset in found.assets} == {
        "static/favicon.svg": "own",
        "theme/robots.css": "theme",
    }


def test_editors_droppings_are_not_published(tmp_path: Path) -> None:
    found = mapped(tmp_path, {".DS_Store": "x", "a.css~": "x", ".git/config": "x", ".nojekyll": ""})

    assert set(found.urls) == {".nojekyll"}


def test_a_missing_file_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        mapped(tmp_path, {}).url("css/none.css")
