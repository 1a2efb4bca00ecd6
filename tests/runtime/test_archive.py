from __future__ import annotations

import base64
import csv
import hashlib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from sitegen.runtime.archive import make_record, unzip_files, zip_files

FILES = {
    PurePosixPath("b/two.py"): b"x = 2\n" * 100,
    PurePosixPath("a.txt"): b"",
    PurePosixPath("ü.bin"): b"\0",
}


def test_a_zip_gives_its_files_back_without_folders(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_files(FILES))
    with zipfile.ZipFile(path, "a") as archive:
        archive.mkdir("empty")
    assert unzip_files(path) == FILES


def test_the_order_of_the_files_does_not_change_the_bytes() -> None:
    assert zip_files(dict(reversed(FILES.items()))) == zip_files(FILES)
    assert len(zip_files(FILES)) < 600, "the files are compressed"


def test_half_a_zip_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_files(FILES)[:100])
    with pytest.raises(zipfile.BadZipFile):
        unzip_files(path)


def test_a_record_has_the_sum_and_the_size_of_every_file_but_itself() -> None:
    own = PurePosixPath("x.dist-info/RECORD")
    rows = list(csv.reader(make_record({**FILES, PurePosixPath('quo"te'): b"1"}, own).decode().splitlines()))
    assert [row[0] for row in rows] == ["a.txt", "b/two.py", 'quo"te', "ü.bin", str(own)]
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"1").digest()).rstrip(b"=").decode()
    assert rows[2] == ['quo"te', f"sha256={digest}", "1"]
    assert rows[-1] == [str(own), "", ""]
