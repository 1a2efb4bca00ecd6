"""The files of `data/`: what templates receive of them, and what is refused, with its place."""

from __future__ import annotations

import operator
from datetime import date
from pathlib import Path

import pytest

from sitegen.data_files import DataFiles, DataTable
from sitegen.errors import DataError


def table(folder: Path, **files: str) -> DataTable:
    """Write files, `a__b_dot_json` for `a/b.json`, and return the table of the folder."""
    return recording(folder, [], **files)


def recording(folder: Path, asked: list[tuple[str, ...]], **files: str) -> DataTable:
    """Return a table that adds what is asked for to a list."""
    for name, text in files.items():
        file = folder / "data" / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return DataTable(DataFiles(folder / "data", folder), asked.append)


def problem(folder: Path, **files: str) -> str:
    with pytest.raises(DataError) as caught:
        table(folder, **files)["bad"]
    return str(caught.value)


def test_the_four_formats_give_frozen_values(tmp_path: Path) -> None:
    data = table(
        tmp_path,
        one_dot_toml='names = ["a", "b"]\n',
        two_dot_yaml="- word: no\n  day: 2026-03-01\n  share: 0.5\n- word: ~\n",
        three_dot_json='{"list": [1, null, true]}',
        four_dot_csv='name,text\na,"1, 2"\n\nb,3\n',
    )
    assert data["one"] == {"names": ("a", "b")}
    assert data["two"] == ({"word": "no", "day": date(2026, 3, 1), "share": 0.5}, {"word": None})
    assert data["three"] == {"list": (1, None, True)}
    assert data["four"] == ({"name": "a", "text": "1, 2"}, {"name": "b", "text": "3"})
    with pytest.raises(TypeError):
        operator.setitem(data["one"], "names", ())


def test_folders_are_nested_names_and_other_files_are_left_out(tmp_path: Path) -> None:
    data = table(
        tmp_path, people__ada_dot_json="1", people__bob_dot_yml="2", note_dot_md="x", top_dot_json="3"
    )
    assert list(data) == ["people", "top"]
    people = data["people"]
    assert isinstance(people, DataTable)
    assert dict(people) == {"ada": 1, "bob": 2}
    assert "people" in data
    assert "note" not in data
    assert list(table(tmp_path / "empty")) == []


def test_what_is_asked_for_is_recorded(tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []
    data = recording(tmp_path, asked, people__ada_dot_json="1", top_dot_json="2")
    list(data)
    data["people"]["ada"]  # type: ignore[index]
    with pytest.raises(KeyError):
        data["none"]
    facts = [("data-names",), ("data", "people"), ("data", "people", "ada"), ("data", "none")]
    assert list(dict.fromkeys(asked)) == facts


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("bad.toml", "a = 1\nb = \n", "data/bad.toml:2:5: not valid TOML: invalid value"),
        ("bad.json", '{\n  "a": 1,\n}', "data/bad.json:3:1: not valid JSON: expecting property name"),
        ("bad.json", '[\n 1, NaN]', "data/bad.json:2:5: JSON has no number NaN"),
        ("bad.json", "[" * 100_000, "data/bad.json:1:1: nested too deeply"),
        ("bad.yaml", "a: 1\nb: [\n", "data/bad.yaml:3:1: not valid YAML"),
        ("bad.yaml", "a: 1\nb: 2\na: 3\n", "data/bad.yaml:3:1: duplicate key 'a'"),
        ("bad.yaml", "&a [*a]", "data/bad.yaml:1:1: nested too deeply"),
        ("bad.yaml", "a: \x01", "data/bad.yaml:1:1: not valid YAML"),
        ("bad.csv", "a,b\n1,2\n1,2,3\n", "data/bad.csv:3:1: expected 2 values as in the first line"),
        ("bad.csv", "a,b,a\n", "data/bad.csv:1:5: two columns have the name 'a'"),
        ("bad.csv", 'a,b\n"1" 2,3\n', "data/bad.csv:2:1: not valid CSV"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_ending_says_is_refused_at_its_place(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    assert problem(tmp_path, **{name.replace(".", "_dot_"): text}).startswith(expected)


def test_a_yaml_file_that_stands_for_more_than_memory_holds_is_refused(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    assert "too many values" in problem(tmp_path, bad_dot_yaml=f"a0: &a0 [x]\n{levels}\n")


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    message = problem(tmp_path, bad_dot_json="1", bad_dot_toml="")
    assert message.startswith("data/bad.toml:1:1: bad.json and bad.toml have the same name in templates")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/bad.json").write_bytes(b'"\xff"')
    with pytest.raises(DataError, match=r"data/bad\.json:1:2: expected UTF-8 text"):
        table(tmp_path)["bad"]
