"""The coverage of the client: a line counts where V8 has executed it, in a source or in a bundled program."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.client_coverage import (
    Counts,
    Module,
    Row,
    Squeezed,
    executed,
    node_environment,
    report,
    table,
    total,
)
from tests.node import node

SOURCE = """import { other } from "./other.js";

// A comment with "quotes" and a /slash.
const LIMIT = 3;

/** Add. */
export function add(a, b) {
  if (a > LIMIT) {
    return other(`${a}  // no comment`);
  }
  return a + b;
}

export const load = () =>
  import("./editor.js");
"""
PROGRAM = (
    "const unused=()=>0\nconst LIMIT=3;function add(a,b){if(a>LIMIT){return other(`${a}  // no comment`);}"
    'return a+b;}\nconst load=()=>import("./parts/editor.js");'
)


def functions(program: str, *skipped: str) -> list[dict[str, object]]:
    """What V8 says of a program in which only the skipped parts were not executed."""
    ranges = [{"startOffset": 0, "endOffset": len(program), "count": 1}]
    for part in skipped:
        start = program.index(part)
        ranges.append({"startOffset": start, "endOffset": start + len(part), "count": 0})
    return [{"functionName": "", "ranges": ranges}]


def counted(program: str, *skipped: str) -> Counts:
    counts = Counts()
    counts.add(program, executed(len(program), functions(program, *skipped)))
    return counts


def test_comments_imports_and_lone_brackets_are_no_lines() -> None:
    assert Module(SOURCE).lines == {3, 6, 7, 8, 10, 13, 14}


def test_white_space_and_comments_are_left_out_but_not_those_in_strings() -> None:
    text = "a = 'b // c' // d\n/* e */ f = /['\"]\\/\\/ g/ + 1"
    squeezed = Squeezed.of(text)
    assert squeezed.text == "a='b // c'f=/['\"]\\/\\/ g/+1"
    assert "".join(text[place] for place in squeezed.places) == squeezed.text


def test_a_bundled_program_counts_for_the_lines_of_its_modules() -> None:
    covered = Module(SOURCE).covered(counted(PROGRAM, "{return other(`${a}  // no comment`);}"))
    assert covered == {3, 6, 7, 10, 13}, "the address of the import was rewritten, its line is not found"


def test_a_function_that_is_never_called_is_not_covered() -> None:
    inner = "{if(a>LIMIT){return other(`${a}  // no comment`);}return a+b;}"
    assert Module(SOURCE).covered(counted(PROGRAM, inner)) == {3, 6, 13}


def test_runs_add_up() -> None:
    counts = counted(PROGRAM, "{return other(`${a}  // no comment`);}")
    counts.add(PROGRAM, executed(len(PROGRAM), functions(PROGRAM, "return a+b;")))
    assert Module(SOURCE).covered(counts) == {3, 6, 7, 8, 10, 13}


def test_an_inner_range_counts_more_than_the_one_around_it() -> None:
    ranges = [(0, 10, 1), (2, 8, 0), (4, 6, 2)]
    functions = [{"startOffset": start, "endOffset": end, "count": count} for start, end, count in ranges]
    assert executed(10, [{"ranges": functions}]) == bytes([1, 1, 0, 0, 1, 1, 0, 0, 1, 1])


def test_what_node_executes_and_what_a_process_has_written_are_reported_together(tmp_path: Path) -> None:
    sources, folder = tmp_path / "client", tmp_path / "recorded"
    sources.mkdir()
    module = (
        "export const one = (a) => {\n  return a ? 1 : 2;\n};\n\nexport function two() {\n  return 2;\n}\n"
    )
    (sources / "one.js").write_text(module, "utf-8")
    (sources / "package.json").write_text('{"type": "module"}', "utf-8")
    run = f"import {{ one }} from {json.dumps((sources / 'one.js').as_uri())}; one(1);"
    command = [node(), "--input-type=module", "--eval", run]
    subprocess.run(command, env=node_environment(folder), check=True)
    assert report(folder, sources) == [Row("one.js", 4, 3)]

    program = "const one=(a)=>{return a?1:2;};function two(){return 2;}"
    counted(program, "const one=(a)=>{return a?1:2;};").write(folder / "chromium.json")
    rows = report(folder, sources)
    assert rows == [Row("one.js", 4, 4)]
    assert total(rows) == 100


def test_the_table_names_what_is_missing() -> None:
    rows = [Row("whole.js", 10, 10), Row("half.js", 10, 5)]
    assert [line.split() for line in table(rows)] == [
        ["Module", "Lines", "Miss", "Cover"],
        ["half.js", "10", "5", "50%"],
        ["All", "modules:", "75.0%"],
    ]


@pytest.mark.parametrize("folder", [None, Path("recorded")])
def test_node_gets_a_folder_for_coverage_only_when_coverage_is_measured(folder: Path | None) -> None:
    assert ("NODE_V8_COVERAGE" in node_environment(folder)) == (folder is not None)
