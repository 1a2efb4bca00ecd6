"""The client as it is published: bundled, small, and refused where it cannot be bundled."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from sitegen.assets.bundle import Module, bundle_program, bundle_programs
from sitegen.errors import ClientError
from tests.node import node

ENTRIES = ("main.js", "offline.js")
SEARCH = "search.js"
EDITOR = "editor/open-editor.js"
PACKAGES = "runtime/packages.js"
COLOURS = "editor/highlight.js"
ON_REQUEST = {SEARCH, EDITOR, PACKAGES, COLOURS}
"""Programs that only some readers load."""
CLIENT = Path(__file__).parent.parent.parent / "static" / "client"
SOURCES = {path.relative_to(CLIENT).as_posix(): path.read_text("utf-8") for path in CLIENT.rglob("*.js")}
BEFORE_AN_ACT = 3_100
"""Bytes of what runs before the reader acts, compressed."""
WITHOUT_EDITOR = 33_900
"""Bytes of what every page with a demo may load, compressed."""


@pytest.fixture(scope="module")
def programs() -> dict[str, str]:
    return bundle_programs((*ENTRIES, SEARCH), SOURCES)


def compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def run(text: str, file: Path) -> str:
    file.write_text(text, "utf-8")
    done = subprocess.run([node(), file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + text
    return done.stdout


def test_the_client_is_eight_programs(programs: dict[str, str]) -> None:
    assert set(programs) == {*ENTRIES, "core/islands.js", "core/worker.js", *ON_REQUEST}


def test_every_module_is_in_a_program(programs: dict[str, str]) -> None:
    modules = {path: Module(path, text) for path, text in SOURCES.items()}
    reached: set[str] = set()
    waiting = list(programs)
    while waiting:
        path = waiting.pop()
        waiting += set(modules[path].imports) - reached
        reached.add(path)
    assert set(modules) == reached


def test_what_runs_before_the_reader_acts_is_small(programs: dict[str, str]) -> None:
    assert sum(compressed(programs[entry]) for entry in ENTRIES) <= BEFORE_AN_ACT


def test_the_client_without_the_editor_and_the_search_is_small(programs: dict[str, str]) -> None:
    sizes = {path: compressed(text) for path, text in programs.items() if path not in ON_REQUEST}
    assert sum(sizes.values()) <= WITHOUT_EDITOR, sizes


def test_every_program_is_one_that_a_browser_takes(programs: dict[str, str], tmp_path: Path) -> None:
    for path, text in programs.items():
        file = tmp_path / path.replace("/", "-").replace(".js", ".mjs")
        file.write_text(text, "utf-8")
        done = subprocess.run([node(), "--check", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_no_module_nests_template_literals_in_which_rjsmin_removes_spaces() -> None:
    strings = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
    tokens = re.compile(rf"//.*|/\*[\s\S]*?\*/|{strings}")
    for path, text in SOURCES.items():
        for token in tokens.findall(text):
            assert token[0] != "`" or "${" not in token.rpartition("}")[2], f"{path}: {token}"


def test_a_program_runs_as_its_modules_do(tmp_path: Path) -> None:
    """With comments, regular expressions, private members, missing semicolons, strings like comments."""
    sources = {
        "main.js": 'import { Count, say } from "./parts/count.js";\n\n'
        "// a comment\nconst count = new Count()\n"
        'say(count.more(), /[/"]\\/x  y/g.source, `a  ${count.more()} // b`)\n'
        'const far = 1 /* two */ + +count.more() - -1\nsay(far, "it\\"s // no comment", [1, 2,].length)\n',
        "parts/count.js": 'import { step } from "../step.js";\n/** Counts. */\n'
        "export class Count {\n  static #made = 0;\n  #value = 0\n  constructor() { Count.#made += 1 }\n\n"
        "  more() {\n    this.#value += step\n    return this.#value * Count.#made\n  }\n}\n"
        "export const say = (...words) => console.log(words.join())\n",
        "step.js": "export const step = 2;\n",
    }
    for path, text in sources.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    expected = run(sources["main.js"], tmp_path / "main.js")
    assert expected == '2,[/"]\\/x  y,a  4 // b\n8,it"s // no comment,2\n'
    assert run(bundle_program("main.js", sources), tmp_path / "bundled.mjs") == expected


def test_a_program_contains_its_modules_in_the_order_in_which_they_are_needed() -> None:
    bundled = bundle_programs(
        ["main.js"],
        {
            "main.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\n'
            "export const all = [b, c];\n",
            "b.js": 'import {\n  c,\n} from "./c.js";\n/** Of c. */\nexport const b = c + 1;\n',
            "c.js": "// the first\nexport const c = 1;\n",
            "unused.js": "throw 1;\n",
        },
    )
    assert bundled == {"main.js": "const c=1;\nconst b=c+1;\nexport const all=[b,c];\n"}


def test_what_is_loaded_later_is_a_program_of_its_own_and_types_are_none() -> None:
    bundled = bundle_programs(
        ["main.js"],
        {
            "main.js": '/** @type {import("./types.js").A} */\n'
            'const a = () => import("./later.js"); /** @param {import("./types.js").B} b */\n'
            'const worker = new Worker(new URL("./worker.js", import.meta.url));\n',
            "later.js": "export const later = 1;\n",
            "worker.js": "const inside = 1;\n",
            "types.js": "export const none = 0;\n",
        },
    )
    assert set(bundled) == {"main.js", "later.js", "worker.js"}


def test_addresses_are_relative_to_the_program_that_contains_them() -> None:
    bundled = bundle_programs(
        ["main.js"],
        {
            "main.js": 'import { load } from "./core/load.js";\nload();\n',
            "core/load.js": 'export const load = () => import("../editor/edit.js");\n'
            'const style = new URL("./a.css", import.meta.url);\n'
            'const above = new URL("../../offline.js", import.meta.url);\n',
            "editor/edit.js": 'import { name } from "../core/name.js";\nexport const edit = name;\n',
            "core/name.js": 'export const name = new URL("../core/a.css", import.meta.url);\n',
        },
    )
    assert re.findall(r'"(.+?)"', bundled["main.js"]) == [
        "./editor/edit.js",
        "./core/a.css",
        "../offline.js",
    ]
    assert re.findall(r'"(.+?)"', bundled["editor/edit.js"]) == ["../core/a.css"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"main.js": 'import { a } from "./core/part.js";\n', "core/parts.js": ""},
            "client/main.js: there is no module 'core/part.js', which main.js imports\n"
            "  did you mean 'core/parts.js'?",
        ),
        (
            {
                "main.js": 'import { a } from "./x/a.js";\nconst b = a;\n',
                "x/a.js": "const b = 1;\nexport const a = b;\n",
            },
            "client/main.js: 'b' is declared in x/a.js and main.js, which share one scope in main.js",
        ),
        (
            {"main.js": 'import { a } from "./a.js";\n', "a.js": "export default 1;\nvar a = 1;\n"},
            "client/a.js: 'export default 1;' cannot be bundled, "
            'expected `import { a } from "./b.js";` or an exported declaration\n'
            "client/a.js: 'var a = 1;' cannot be bundled, "
            'expected `import { a } from "./b.js";` or an exported declaration\n'
            "client/main.js: a.js does not export 'a'",
        ),
        (
            {
                "main.js": 'import { first } from "./a.js";\n',
                "a.js": 'import * as b from "./b.js";\nexport const fist = 1;\n',
                "b.js": "",
            },
            "client/a.js: 'import * as b from \"./b.js\";' cannot be bundled, "
            'expected `import { a } from "./b.js";` or an exported declaration\n'
            "client/main.js: a.js does not export 'first'\n  did you mean 'fist'?",
        ),
    ],
)
def test_what_cannot_be_bundled_is_refused(files: dict[str, str], message: str) -> None:
    with pytest.raises(ClientError) as caught:
        bundle_programs(["main.js"], files)
    assert str(caught.value) == message
