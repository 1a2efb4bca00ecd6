from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.build import build_outputs, build_site
from sitegen.config import Config, load_config
from sitegen.errors import OutputError, SitegenError
from sitegen.output_folder import MARKER
from tests.conftest import NOW, WriteSite
from tests.golden import GOLDEN, golden_files

CopySite = Callable[[str], Path]


def config_of(site: Path) -> Config:
    return load_config(site / "sitegen.toml")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Watcher:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.seen.append(name)
        yield

    def count(self, total: int, *, cached: int = 0) -> None:
        self.seen.append(f"{total} ({cached} cached)")

    def advance(self, name: str, done: int, total: int) -> None:
        self.seen.append(f"{name} {done}/{total}")

    def line(self, text: str) -> None:
        self.seen.append(text)


def test_a_site_with_everything_is_published_byte_for_byte(copy_site: CopySite) -> None:
    published = golden_files(copy_site("full"))

    expected = files(GOLDEN / "full")
    assert sorted(published) == sorted(expected)
    for path, content in published.items():
        assert content.decode() == expected[path].decode(), path


def test_building_twice_gives_the_same_bytes(copy_site: CopySite, tmp_path: Path) -> None:
    config = config_of(copy_site("full"))

    first = build_site(config.with_changes(output=str(tmp_path / "one")), now=NOW)
    second = build_site(config.with_changes(output=str(tmp_path / "two")), now=NOW)

    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert first.written == second.written == first.outputs


def test_a_second_build_writes_nothing_that_did_not_change(copy_site: CopySite) -> None:
    site = copy_site("minimal")
    build_site(config_of(site), now=NOW)
    post = site / "content" / "posts" / "hello.md"
    post.write_text(post.read_text() + "\nMore.\n")

    report = build_site(config_of(site), now=NOW)

    assert 0 < report.written < report.outputs
    assert report.written + report.unchanged == report.outputs
    assert "More." in (site / "public" / "posts" / "hello" / "index.html").read_text()


def test_a_dry_run_writes_nothing(copy_site: CopySite) -> None:
    site = copy_site("minimal")

    report = build_site(config_of(site), now=NOW, dry_run=True)

    assert report.outputs > 0
    assert report.written == 0
    assert not (site / "public").exists()


def test_a_wrong_site_leaves_the_published_one_as_it_was(copy_site: CopySite) -> None:
    site = copy_site("minimal")
    build_site(config_of(site), now=NOW)
    before = files(site / "public")
    (site / "content" / "posts" / "bad.md").write_text("---\ntitel: x\n---\n")

    with pytest.raises(SitegenError, match="unknown key 'titel'"):
        build_site(config_of(site), now=NOW)

    assert files(site / "public") == before


def test_a_foreign_output_folder_is_refused_before_any_work(copy_site: CopySite) -> None:
    site = copy_site("minimal")
    (site / "public").mkdir()
    (site / "public" / "keep.txt").write_text("mine")
    watcher = Watcher()

    with pytest.raises(OutputError, match="was not made by sitegen"):
        build_site(config_of(site), now=NOW, progress=watcher)

    assert watcher.seen == []
    assert not (site / "public" / MARKER).exists()


def test_a_site_without_demos_never_touches_the_network(
    copy_site: CopySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("sitegen.runtime.publish.fetch_runtime", refuse)

    built = build_outputs(config_of(copy_site("minimal")), now=NOW)

    assert not any(str(output.output_path).startswith("runtime/") for output in built.outputs)


def test_drafts_and_future_posts_are_left_out_everywhere_unless_asked_for(copy_site: CopySite) -> None:
    config = config_of(copy_site("full"))

    plain = build_outputs(config, now=NOW)
    everything = build_outputs(config, now=NOW, drafts=True, future=True)

    text = b"".join(output.content for output in plain.outputs if isinstance(output.content, bytes))
    assert b"Not yet" not in text
    assert b"Much later" not in text
    paths = {str(output.output_path) for output in everything.outputs}
    assert {"posts/draft/index.html", "posts/future/index.html"} <= paths


def test_a_build_says_what_it_is_doing(write_site: WriteSite) -> None:
    front = "---\ntitle: A\ndate: 2026-01-01\ndescription: B\n---\n"
    watcher = Watcher()

    build_outputs(config_of(write_site({"content/posts/a.md": front})), now=NOW, progress=watcher)

    steps = ["load", "parse", "collect", "posters", "frames", "cells", "images", "runtime", "render"]
    assert [seen for seen in watcher.seen if seen.isalpha()] == steps
    assert "Parsing 3/3" in watcher.seen


def test_many_posts_are_parsed_in_several_processes_to_the_same_site(write_site: WriteSite) -> None:
    front = "---\ntitle: Post {0}\ndate: 2026-01-01\ndescription: B\ntags: [t{1}]\n---\n# {0}\n[a](p000.md)\n"
    site = write_site({f"content/posts/p{n:03}.md": front.format(n, n % 7) for n in range(200)})

    built = build_outputs(config_of(site), now=NOW)

    assert len(built.site.posts) == 200
    assert len([output for output in built.outputs if output.output_path.parts[0] == "tags"]) >= 8


def test_warnings_are_reported_and_stop_a_strict_build_before_it_writes(write_site: WriteSite) -> None:
    front = "---\ntitle: A\ndate: 2026-01-01\ndescription: B\nimage: https://example.com/x.png\n---\n"
    config = config_of(write_site({"content/posts/a.md": front}))

    with pytest.raises(SitegenError, match="the image has no image_alt"):
        build_site(config, now=NOW, strict=True)

    assert not config.output_folder.exists()
    assert len(build_site(config, now=NOW).warnings) == 1


def test_files_that_cannot_be_used_are_reported_together_from_all_folders(write_site: WriteSite) -> None:
    front = "---\ntitle: A\ndate: 2026-01-01\ndescription: B\n---\n"
    site = write_site({"content/posts/a.md": front, "static/b.txt": "", "content/demos/c.py": ""})
    for name in ("content/posts/d.md", "static/d.txt", "content/demos/d.py"):
        (site / name).symlink_to("/nope")

    with pytest.raises(SitegenError) as caught:
        build_site(config_of(site), now=NOW)

    assert [str(problem.path) for problem in caught.value.problems] == [
        "content/demos/d.py",
        "content/posts/d.md",
        "static/d.txt",
    ]


def test_links_to_folders_are_warnings_in_all_folders(write_site: WriteSite) -> None:
    front = "---\ntitle: A\ndate: 2026-01-01\ndescription: B\n---\n"
    site = write_site({"content/posts/a.md": front, "static/b.txt": "", "content/demos/c.py": ""})
    for name in ("content/d", "static/d", "content/demos/d"):
        (site / name).symlink_to(".")

    warnings = build_site(config_of(site), now=NOW).warnings

    assert sorted(str(warning.path) for warning in warnings) == ["content/d", "content/demos/d", "static/d"]


@pytest.mark.parametrize("folder", ["content/posts", "static/css", "content/demos", "templates"])
def test_an_editor_s_lock_changes_nothing_in_any_folder(write_site: WriteSite, folder: str) -> None:
    front = "---\ntitle: A\ndate: 2026-01-01\ndescription: B\n---\n"
    site = write_site({"content/posts/a.md": front, "static/css/b.css": "", "content/demos/c.py": ""})
    (site / "templates").mkdir()
    build_site(config_of(site), now=NOW)
    before = files(site / "public")
    (site / folder / ".#post.html").symlink_to("user@host.1:2")

    assert build_site(config_of(site), now=NOW).written == 0
    assert files(site / "public") == before


DEAD = (
    "---\ntitle: A\ndate: 2026-01-02\nimage: gone.png\nimage_alt: Gone\n---\n\n"
    "[x](gone.md) [y](#gone) ![z](gone.png) [v](/gone/)\n"
)


def test_dead_links_and_missing_pictures_are_errors_or_warnings_as_configured(write_site: WriteSite) -> None:
    site = write_site({"content/posts/a.md": DEAD})
    with pytest.raises(SitegenError) as caught:
        build_outputs(config_of(site), now=NOW)

    changed = config_of(site).with_changes(
        severity={"dead-link": "warn", "dead-anchor": "warn", "missing-image": "ignore"}
    )
    built = build_outputs(changed, now=NOW)

    codes = [problem.code for problem in caught.value.problems]
    assert sorted(codes) == ["dead-anchor", "dead-link", "dead-link", "missing-image", "missing-image"]
    assert [(problem.code, problem.severity) for problem in built.site.warnings] == [
        ("dead-link", "warning"),
        ("dead-anchor", "warning"),
        ("dead-link", "warning"),
    ]


def test_a_missing_description_is_a_warning_for_a_strict_build_only(write_site: WriteSite) -> None:
    site = write_site({"content/posts/a.md": "---\ntitle: A\ndate: 2026-01-02\n---\n\nFirst words.\n"})

    assert build_outputs(config_of(site), now=NOW).site.warnings == ()
    with pytest.raises(SitegenError, match="the post has no description; lists and previews show its first"):
        build_site(config_of(site), now=NOW, strict=True)
    chosen = config_of(site).with_changes(severity={"missing-description": "ignore"})
    build_site(chosen, now=NOW, strict=True)
