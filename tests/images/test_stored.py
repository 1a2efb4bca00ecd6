"""Files of pictures beside the cache take the place of whatever is there."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from unittest.mock import Mock

import pytest

from sitegen.errors import OutputError
from sitegen.images.stored import store_file


def test_a_folder_in_the_place_of_a_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "images" / "a.webp"
    (file / "inner").mkdir(parents=True)

    assert store_file(file, b"picture") == file
    assert file.read_bytes() == b"picture"


def test_a_file_in_the_place_of_the_folder_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(b"")

    assert store_file(tmp_path / "images" / "a.webp", b"picture").read_bytes() == b"picture"


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(Path, "replace", Mock(side_effect=full))

    with pytest.raises(OutputError, match=r"cannot write .*a\.webp: No space left on device"):
        store_file(tmp_path / "images" / "a.webp", b"picture")

    assert list((tmp_path / "images").iterdir()) == []
