from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sitegen.runtime.checksums import LIST_FILE
from sitegen.runtime.pack.results import Results, key_of
from sitegen.runtime.pack.run_node import PackError
from tests.runtime.conftest import ProgressLog


@pytest.fixture
def results(tmp_path: Path, log: ProgressLog) -> Results:
    return Results(tmp_path, log, before_making=lambda: None)


def write(data: bytes) -> Callable[[Path], None]:
    def work(place: Path) -> None:
        (place / "a.zip").write_bytes(data)

    return work


def never(_: Path) -> None:
    pytest.fail("the result was made again")


def test_a_result_is_made_once(results: Results, tmp_path: Path, log: ProgressLog) -> None:
    first = results.make("code", "1", write(b"aaaa"), title="Making it")
    assert results.make("code", "1", never, title="Making it") == first
    file = first["a.zip"]
    assert (file.content, file.bytes) == (tmp_path / "packed" / "code-1" / "a.zip", 4)
    assert log.bytes == [("Making it", 0, 1), ("Making it", 1, 1)]
    assert log.lines == []


def test_a_damaged_result_is_made_again_and_the_build_says_so(
    results: Results, tmp_path: Path, log: ProgressLog
) -> None:
    first = results.make("code", "1", write(b"aaaa"), title="")
    (tmp_path / "packed" / "code-1" / "a.zip").write_bytes(b"aaab")
    assert results.make("code", "1", write(b"aaaa"), title="") == first
    assert (tmp_path / "packed" / "code-1" / "a.zip").read_bytes() == b"aaaa"
    assert log.lines == ["code-1 in the cache is damaged (a.zip is damaged); sitegen makes it again"]
    assert [path.name for path in (tmp_path / "packed").iterdir()] == ["code-1"]


def test_other_files_in_the_folder_of_a_result_are_not_its_files(results: Results, tmp_path: Path) -> None:
    results.make("code", "1", write(b"aaaa"), title="")
    (tmp_path / "packed" / "code-1" / "b.zip").write_bytes(b"bbbb")
    assert list(results.make("code", "1", never, title="")) == ["a.zip"]


def test_work_that_fails_leaves_nothing(results: Results, tmp_path: Path) -> None:
    def fail(place: Path) -> None:
        (place / "a.zip").write_bytes(b"half")
        raise PackError("Node ended")

    with pytest.raises(PackError, match="Node ended"):
        results.make("code", "1", fail, title="")
    assert list((tmp_path / "packed").iterdir()) == []


def test_two_makers_at_once_give_one_whole_result(tmp_path: Path, log: ProgressLog) -> None:
    def make(_: int) -> bytes:
        made = Results(tmp_path, log, before_making=lambda: None).make("code", "1", write(b"aaaa"), title="")
        content = made["a.zip"].content
        assert isinstance(content, Path)
        return content.read_bytes()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(make, range(12))) == {b"aaaa"}
    assert [path.name for path in (tmp_path / "packed").iterdir()] == ["code-1"]


def test_a_cache_that_cannot_be_written_is_an_error_of_the_step_alone(
    tmp_path: Path, log: ProgressLog
) -> None:
    (tmp_path / "packed").write_text("in the way", "utf-8")
    results = Results(tmp_path, log, before_making=lambda: None)
    with pytest.raises(PackError, match="the cache cannot be written"):
        results.make("code", "1", write(b"aaaa"), title="")
    assert results.make_small("wheel", "1", lambda: b"wheel").content == b"wheel"


def test_nothing_is_made_after_a_check_that_fails(tmp_path: Path, log: ProgressLog) -> None:
    def check() -> None:
        raise RuntimeError("the demo does not parse")

    results = Results(tmp_path, log, before_making=check)
    for make in (
        lambda: results.make("code", "1", never, title=""),
        lambda: results.make_small("wheel", "1", lambda: pytest.fail("it was made")),
    ):
        with pytest.raises(RuntimeError, match="does not parse"):
            make()


def test_a_small_result_is_made_once_and_again_when_it_is_damaged(
    results: Results, tmp_path: Path, log: ProgressLog
) -> None:
    first = results.make_small("wheel", "1", lambda: b"wheel")
    assert results.make_small("wheel", "1", lambda: pytest.fail("it was made again")) == first
    file = tmp_path / "packed" / "wheel-1" / "wheel"
    for data in (b"", b"whee", b"wheem", b"wheels"):
        file.write_bytes(data)
        log.lines.clear()
        assert results.make_small("wheel", "1", lambda: b"wheel") == first
        assert log.lines == ["wheel-1 in the cache is damaged (wheel is damaged); sitegen makes it again"]
        assert file.read_bytes() == b"wheel"
    (file.parent / LIST_FILE).unlink()
    assert results.make_small("wheel", "1", lambda: b"wheel") == first


def test_only_the_last_used_small_results_stay(results: Results, tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    for number in range(16):
        results.make_small("wheel", str(number), lambda: b"wheel")
        os.utime(packed / f"wheel-{number}" / LIST_FILE, (1_700_000_000 + number,) * 2)
    results.make("code", "1", write(b"aaaa"), title="")
    results.make_small("wheel", "0", lambda: pytest.fail("it was made again"))
    results.make_small("wheel", "16", lambda: b"wheel")
    names = {path.name for path in packed.iterdir()}
    assert names == {"code-1", "wheel-0", *(f"wheel-{number}" for number in range(2, 17))}


def test_a_key_depends_on_where_its_parts_end() -> None:
    assert key_of(b"ab", b"c") != key_of(b"a", b"bc") != key_of(b"abc")
    assert key_of(b"a") == key_of(b"a")
