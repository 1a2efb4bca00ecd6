from __future__ import annotations

from pathlib import Path

from sitegen.runtime import Pin, clear_runtime, fetch_runtime, runtime_folder, runtime_info


def test_info_gives_the_state_of_every_file(pin: Pin, origin: Path, tmp_path: Path) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    assert runtime_info(pin, tmp_path / "cache").complete
    (folder / pin.files[0].name).unlink()
    (folder / pin.files[1].name).write_bytes(b"other")
    info = runtime_info(pin, tmp_path / "cache")
    assert [file.state for file in info.files] == ["missing", "damaged", "valid", "valid", "valid"]
    assert [file.bytes for file in info.files] == [file.bytes for file in pin.files]
    assert (info.folder, info.pyodide, info.numpy) == (folder, "314.0.3", "2.4.3")
    assert not info.complete


def test_info_of_an_empty_cache_makes_no_folder(pin: Pin, tmp_path: Path) -> None:
    assert {file.state for file in runtime_info(pin, tmp_path / "cache").files} == {"missing"}
    assert not (tmp_path / "cache").exists()


def test_clear_removes_the_pinned_files_and_returns_their_size(
    pin: Pin, origin: Path, tmp_path: Path
) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path / "cache")
    (folder / ".pyodide.mjs.x.part").write_bytes(b"12345")
    assert clear_runtime(pin, tmp_path / "cache") == pin.bytes + 5
    assert not folder.exists()
    assert clear_runtime(pin, tmp_path / "cache") == 0


def test_clear_keeps_other_files(pin: Pin, origin: Path, tmp_path: Path) -> None:
    folder = fetch_runtime(pin, source=str(origin), cache=tmp_path)
    (folder / "other.txt").write_text("mine", "utf-8")
    clear_runtime(pin, tmp_path)
    assert [path.name for path in folder.iterdir()] == ["other.txt"]


def test_the_users_cache_is_the_default(pin: Pin) -> None:
    assert runtime_folder(pin).parts[-2:] == ("runtime", "314.0.3")
