from __future__ import annotations

import os
import socket
from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import Problem
from sitegen.source_files import is_left_behind, list_files


def listed(folder: Path, **options: bool) -> list[str]:
    return [str(path) for path in list_files(folder, root=folder.parent, **options)[0]]  # type: ignore[arg-type]


def problems(folder: Path, **options: bool) -> list[str]:
    return [str(problem) for problem in list_files(folder, root=folder.parent, **options)[1]]  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "site" / "content"
    made.mkdir(parents=True)
    return made


def test_files_are_listed_in_order_those_of_a_folder_before_its_folders(folder: Path) -> None:
    for name in ("b/z.txt", "b/a/y.txt", "c.txt", "a.txt", "Z.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()

    assert listed(folder) == ["Z.txt", "a.txt", "c.txt", "b/z.txt", "b/a/y.txt"]
    assert problems(folder) == []


@pytest.mark.parametrize(
    "name",
    [
        ".#a.md",
        "#a.md#",
        "a.md~",
        "a.md.bak",
        "~$a.docx",
        ".~lock.a.odt#",
        ".a.md.swp",
        "4913",
        "a.md___jb_tmp___",
        ".goutputstream-AB12",
        ".DS_Store",
        "Thumbs.db",
    ],
)
def test_what_editors_leave_behind_is_not_listed(folder: Path, name: str) -> None:
    (folder / name).touch()

    assert is_left_behind(name)
    assert listed(folder) == problems(folder) == []


@pytest.mark.parametrize("name", ["a.md", "a~b.md", "#.md", "a#b.md", "bak", "4913.md", "swp"])
def test_other_names_are_listed(folder: Path, name: str) -> None:
    (folder / name).touch()

    assert listed(folder) == [name]


def test_the_lock_file_of_an_editor_is_no_problem_although_it_is_a_link_that_leads_nowhere(
    folder: Path,
) -> None:
    (folder / ".#a.md").symlink_to("user@host.1:2")

    assert listed(folder) == problems(folder) == []


def test_hidden_names_are_listed_when_they_are_named(folder: Path) -> None:
    for name in (".well-known/a.txt", ".git/config", ".nojekyll", ".env"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()

    paths, _ = list_files(folder, root=folder.parent, shown={".well-known", ".nojekyll"})

    assert [str(path) for path in paths] == [".nojekyll", ".well-known/a.txt"]


def test_a_path_can_be_skipped(folder: Path) -> None:
    for name in ("demos/a.py", "posts/demos/b.txt", "posts/_c.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()

    paths, _ = list_files(
        folder,
        root=folder.parent,
        skip=lambda path, is_folder: path == PurePosixPath("demos") if is_folder else path.name[0] == "_",
    )

    assert [str(path) for path in paths] == ["posts/demos/b.txt"]


def test_a_link_to_a_file_of_the_site_is_listed(folder: Path) -> None:
    (folder.parent / "shared.md").touch()
    (folder / "a.md").symlink_to("../shared.md")

    assert listed(folder) == ["a.md"]


def test_a_link_out_of_the_site_is_refused_and_allowed_on_request(folder: Path) -> None:
    target = folder.parent.parent / "secret"
    target.touch()
    (folder / "a.md").symlink_to(target)

    assert problems(folder) == [
        f"content/a.md: the link leads out of the site's folder, to {target}\n"
        "  copy the file, or allow such links: outside_links = true"
    ]
    assert listed(folder) == []
    assert listed(folder, outside=True) == ["a.md"]
    assert problems(folder, outside=True) == []


def test_links_that_lead_nowhere_or_in_a_circle_are_refused(folder: Path) -> None:
    (folder / "a.md").symlink_to("/nope")
    (folder / "b.md").symlink_to("c.md")
    (folder / "c.md").symlink_to("b.md")

    assert listed(folder) == []
    assert problems(folder) == [
        "content/a.md: the link leads nowhere: there is no /nope",
        "content/b.md: the link leads in a circle",
        "content/c.md: the link leads in a circle",
    ]


def test_a_link_to_a_folder_is_not_followed_and_gives_a_warning(folder: Path) -> None:
    (folder / "loop").symlink_to(".")

    paths, found = list_files(folder, root=folder.parent)

    assert paths == ()
    assert found == (
        Problem(
            "links to folders are not followed",
            PurePosixPath("content/loop"),
            hint="put the folder itself here",
            code="file",
            severity="warning",
        ),
    )


def test_named_pipes_and_sockets_are_refused_without_being_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "a.md")
    monkeypatch.chdir(folder)  # the address of a socket has at most 107 characters
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("b.md")
        found = problems(folder)

    assert listed(folder) == []
    assert found == [
        "content/a.md: this is a named pipe, not a file",
        "content/b.md: this is a socket, not a file",
    ]


def test_a_name_that_is_not_utf_8_is_refused_and_shown_with_its_bytes(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.md")).touch()

    assert listed(folder) == []
    assert problems(folder) == ["content/bad\\xff.md: the name is not UTF-8\n  give it another name"]


def test_a_folder_that_cannot_be_read_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a").mkdir()
    (folder / "b.md").touch()
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)

    assert listed(folder) == ["b.md"]
    assert problems(folder) == ["content/a: the folder cannot be read: Permission denied"]


def test_a_folder_that_vanishes_while_it_is_listed_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").mkdir()
    scan = os.scandir

    def vanish(path: Path) -> object:
        if Path(path).name == "a":
            raise FileNotFoundError(2, "No such file or directory")
        return scan(path)

    monkeypatch.setattr("os.scandir", vanish)

    assert listed(folder) == problems(folder) == []
