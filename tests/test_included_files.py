"""Files that texts show: where they may be, and what tells that one has changed."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.included_files import LARGEST, IncludedFiles, UnusableFileError

FOLDER = PurePosixPath("content/posts")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("data.csv", "content/posts/data.csv"),
        ("../demos/a.py", "content/demos/a.py"),
        ("/tools/a.py", "tools/a.py"),
        ("/README.md", "README.md"),
        ("//tools/../a.py", "a.py"),
    ],
)
def test_a_path_begins_at_the_page_or_at_the_site_s_folder(written: str, path: str) -> None:
    assert IncludedFiles(Path()).locate(written, FOLDER) == PurePosixPath(path)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("../../../a.py", "'../../../a.py' is outside the site's folder"),
        ("/../a.py", "'/../a.py' is outside the site's folder"),
        ("/.env", "'/.env' is hidden, and hidden files are not published"),
        ("/.git/config", "'/.git/config' is hidden, and hidden files are not published"),
        ("other.md", "'other.md' is a page"),
    ],
)
def test_files_that_are_not_for_readers_are_refused(written: str, message: str) -> None:
    with pytest.raises(UnusableFileError) as error:
        IncludedFiles(Path()).locate(written, FOLDER)

    assert str(error.value) == message


def test_files_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.txt").write_text("s")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    (site / "bytes.bin").write_bytes(b"\xff\xfe\x00")
    (site / "large.txt").write_text("x" * (LARGEST + 1))
    (site / "train.py").write_text("x")
    files = IncludedFiles(site)

    def refusal(name: str) -> tuple[str, str | None]:
        with pytest.raises(UnusableFileError) as error:
            files.read(PurePosixPath(name))
        return str(error.value), error.value.hint

    link = "copy the file, or allow such links: outside_links = true"
    assert refusal("link.txt") == ("'link.txt' is a link out of the site's folder", link)
    assert refusal("large.txt") == ("'large.txt' has more than 1 MB", None)
    assert refusal("trian.py") == ("there is no file 'trian.py'", "did you mean 'train.py'?")
    assert refusal("no/a.py")[1] == "there is no folder 'no'; '/' at the beginning is the site's folder"
    assert refusal("bytes.bin")[0].startswith("bytes.bin: ")
    assert IncludedFiles(site, outside_links=True).read(PurePosixPath("link.txt")) == "s"


def test_a_digest_changes_with_the_file_and_is_empty_without_one(tmp_path: Path) -> None:
    files, path = IncludedFiles(tmp_path), PurePosixPath("a.txt")
    assert files.digest(path) == ""
    (tmp_path / "a.txt").write_text("1")
    first = files.digest(path)
    (tmp_path / "a.txt").write_text("2")

    assert first
    assert files.digest(path) not in ("", first)
