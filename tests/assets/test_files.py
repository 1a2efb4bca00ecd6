from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

import sitegen.assets.files
from sitegen.assets import AssetMap, StaticFolder, map_assets, static_folders
from sitegen.cache import FILE, Cache
from sitegen.config import Config


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
    folders = [StaticFolder(write(tmp_path / "static", files), "static", tmp_path)]
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

    folders = [StaticFolder(theme, "theme", tmp_path), StaticFolder(own, "static", tmp_path)]
    found = map_assets(folders, "/", cache=NO_CACHE, client=False)

    assert {asset.origin: asset.source_path.read_text() for asset in found.assets} == {
        "static/favicon.svg": "own",
        "theme/robots.css": "theme",
    }


def test_files_that_editors_leave_behind_are_not_published(tmp_path: Path) -> None:
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / ".#site.css").symlink_to("user@host.1:2")
    left = {".DS_Store": "x", "a.css~": "x", ".git/config": "x", "css/#site.css#": "x", "b.bak": "x"}
    found = mapped(tmp_path, left | {".nojekyll": "", ".htaccess": "x"})

    assert set(found.urls) == {".nojekyll", ".htaccess"}
    assert found.problems == ()


def test_what_cannot_be_published_is_reported_with_its_path(tmp_path: Path) -> None:
    static = write(tmp_path / "static", {"a.txt": "a"})
    (static / "dangling.css").symlink_to("/nope")
    (static / "loop").symlink_to("loop")
    (static / "self").symlink_to(".")
    os.mkfifo(static / "pipe")
    Path(os.fsdecode(os.fsencode(static) + b"/bad\xff")).touch()

    found = mapped(tmp_path, {})

    assert set(found.urls) == {"a.txt"}
    assert sorted((str(problem.path), problem.message, problem.severity) for problem in found.problems) == [
        ("static/bad\\xff", "the name is not UTF-8", "error"),
        ("static/dangling.css", "the link leads nowhere: there is no /nope", "error"),
        ("static/loop", "the link leads in a circle", "error"),
        ("static/pipe", "this is a named pipe, not a file", "error"),
        ("static/self", "links to folders are not followed", "warning"),
    ]


@pytest.mark.parametrize("theme", ["looks", "../looks"])
def test_a_problem_of_a_theme_is_named_after_the_theme(tmp_path: Path, theme: str) -> None:
    site = write(tmp_path / "site", {"static/own.txt": "x"})
    folder = write(site / theme, {"static/a.txt": "x", "shared.txt": "x"})
    (folder / "static" / "b.txt").symlink_to("../shared.txt")
    (folder / "static" / "c.txt").symlink_to("/nope")
    (site / "static" / "d.txt").symlink_to(tmp_path)
    config = Config(title="A site", root=site, theme=theme)

    found = map_assets(static_folders(config), "/", cache=NO_CACHE, client=False)

    assert {"a.txt", "b.txt", "own.txt"} <= set(found.urls)
    assert [str(problem.path) for problem in found.problems] == [f"{theme}/static/c.txt", "static/d.txt"]


def test_a_link_out_of_the_site_is_refused_and_allowed_on_request(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/a.txt": "x"})
    static = write(tmp_path / "site" / "static", {})
    static.mkdir(parents=True)
    (static / "a.txt").symlink_to(tmp_path / "elsewhere" / "a.txt")
    folders = [StaticFolder(static, "static", tmp_path / "site")]

    refused = map_assets(folders, "/", cache=NO_CACHE, client=False)
    allowed = map_assets(folders, "/", cache=NO_CACHE, client=False, outside_links=True)

    assert refused.urls == {}
    assert "leads out of the site's folder" in str(refused.problems[0])
    assert (set(allowed.urls), allowed.problems) == ({"a.txt"}, ())


def test_files_that_vanish_or_cannot_be_read_give_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refuse(file: Path) -> bytes:
        if file.name == "gone.css":
            raise FileNotFoundError
        if file.name in ("secret.css", "main.js"):
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = mapped(
        tmp_path, CLIENT | {"css/gone.css": "", "css/secret.css": "", "css/a.css": ""}, client=True
    )

    assert set(found.urls) == {"css/a.css"}
    assert sorted(map(str, found.problems)) == [
        "static/client/main.js: the file cannot be read: Permission denied",
        "static/css/secret.css: the file cannot be read: Permission denied",
    ]


def test_cached_programs_of_another_shape_are_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    good = mapped(tmp_path, CLIENT, cache=cache, client=True)
    database = sqlite3.connect(tmp_path / "cache" / FILE)
    (key,) = database.execute("SELECT key FROM entries WHERE kind = 'client'").fetchone()
    database.close()
    for forged in (5, "text", {"main.js": 5}):
        cache.put("client", key, forged)

        assert mapped(tmp_path, CLIENT, cache=cache, client=True) == good


def test_a_missing_file_has_no_address(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        mapped(tmp_path, {}).url("css/none.css")
