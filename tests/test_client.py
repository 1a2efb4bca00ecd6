"""The client as it is published: joined, small, and refused where it cannot be joined."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from sitegen.client import PAGE_PROGRAMS, Module, link_client
from sitegen.errors import ClientError
from tests.node import node

SOURCES = Path(__file__).parent.parent / "static" / "client"
BEFORE_AN_ACT = 3 * 1024
"""Bytes of what runs before the reader acts, compressed."""
IN_ALL = 20 * 1024
"""Bytes of everything but the editor, compressed."""


@pytest.fixture(scope="module")
def programs() -> dict[str, str]:
    return link_client({path.name: path.read_text("utf-8") for path in SOURCES.glob("*.js")})


def compressed(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_the_client_is_five_files(programs: dict[str, str]) -> None:
    assert set(programs) == {"main.js", "offline.js", "live.js", "worker.js", "edit.js"}


def test_every_module_but_the_types_is_in_a_program() -> None:
    modules = {path.name: Module(path.name, path.read_text("utf-8")) for path in SOURCES.glob("*.js")}
    reached: set[str] = set()
    waiting = list(PAGE_PROGRAMS)
    while waiting:
        name = waiting.pop()
        waiting += {*modules[name].imports, *modules[name].programs} - reached
        reached.add(name)
    assert set(modules) - reached == {"protocol.js"}


def test_what_runs_before_the_reader_acts_is_small(programs: dict[str, str]) -> None:
    assert compressed(programs["main.js"]) + compressed(programs["offline.js"]) <= BEFORE_AN_ACT


def test_the_client_without_the_editor_is_small(programs: dict[str, str]) -> None:
    sizes = {name: compressed(text) for name, text in programs.items() if name != "edit.js"}
    assert sum(sizes.values()) <= IN_ALL, sizes


def test_every_program_is_one_that_a_browser_takes(programs: dict[str, str], tmp_path: Path) -> None:
    for name, text in programs.items():
        file = tmp_path / Path(name).with_suffix(".mjs")
        file.write_text(text, "utf-8")
        done = subprocess.run([node(), "--check", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_program_holds_its_modules_in_the_order_of_their_need() -> None:
    linked = link_client(
        {
            "main.js": 'import { b } from "./b.js";\nimport { c } from "./c.js";\n'
            "export const all = [b, c];\n",
            "b.js": 'import {\n  c,\n} from "./c.js";\n/** Of c. */\nexport const b = c + 1;\n',
            "c.js": "// the first\nexport const c = 1;\n",
            "unused.js": "throw 1;\n",
        }
    )
    assert list(linked) == ["main.js"]
    assert re.sub(r"\s+", "", linked["main.js"]) == "lett=1,e=t+1;exportletall=[e,t];"


def test_what_is_loaded_later_is_a_program_of_its_own_and_types_are_none() -> None:
    linked = link_client(
        {
            "main.js": '/** @type {import("./types.js").A} */\n'
            'const a = () => import("./later.js"); /** @param {import("./types.js").B} b */\n'
            'const worker = new Worker(new URL("./worker.js", import.meta.url));\n',
            "later.js": "export const later = 1;\n",
            "worker.js": "const inside = 1;\n",
            "types.js": "export const none = 0;\n",
        }
    )
    assert set(linked) == {"main.js", "later.js", "worker.js"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"main.js": 'import { a } from "./a.js";\n'}, "no module 'a.js'"),
        (
            {
                "main.js": 'import { a } from "./a.js";\nconst b = a;\n',
                "a.js": "const b = 1;\nexport const a = b;\n",
            },
            "a.js and main.js both declare 'b'",
        ),
        (
            {"main.js": 'import { a } from "./a.js";\n', "a.js": "export default 1;\n"},
            "in a.js, received export default 1;",
        ),
        (
            {
                "main.js": 'import { a } from "./a.js";\n',
                "a.js": 'import * as b from "./b.js";\n',
                "b.js": "",
            },
            'received import * as b from "./b.js";',
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(files: dict[str, str], words: str) -> None:
    with pytest.raises(ClientError) as caught:
        link_client(files)
    assert words in str(caught.value)
