import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import click
import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.cli import cli
from sitegen.cli import list as list_module
from sitegen.cli.group import COMMANDS
from sitegen.cli.progress import Progress
from sitegen.cli.report import as_annotation, describe, summary
from sitegen.errors import Problem

WriteSite = Callable[..., Path]
GOOD = "---\ntitle: A post\ndate: 2026-01-02\ndescription: About it.\n---\n\nText.\n"
BAD = "---\ntitle: A post\ndaet: 2026-01-02\ndescription: About it.\n---\n\nText.\n"
NOW = ("--now", "2026-11-23")


def run(*arguments: str, at: Path | None = None) -> Result:
    """Run a command in this process."""
    before = Path.cwd()
    os.chdir(at or before)
    try:
        return CliRunner().invoke(cli, list(arguments))
    finally:
        os.chdir(before)


def process(*arguments: str, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments],
        cwd=at, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_nothing_but_click(argument: str, tmp_path: Path) -> None:
    program = f"""
import sys
from sitegen.cli import cli
before = set(sys.modules)
code = cli.main([{argument!r}], standalone_mode=False)
ours = {{name for name in sys.modules if name.split(".")[0] == "sitegen"}}
foreign = {{name.split(".")[0] for name in sys.modules}} - set(sys.stdlib_module_names) - {{"sitegen"}}
print("FOREIGN", sorted(name for name in foreign if not name.startswith("_")), sorted(ours), code)
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip
    last = done.stdout.splitlines()[-1]
    modules = "['sitegen', 'sitegen.cli', 'sitegen.cli.group', 'sitegen.cli.report', 'sitegen.errors']"
    assert last == f"FOREIGN ['click'] {modules} 0"


def test_the_help_names_every_command_and_each_command_has_help() -> None:
    text = run("--help").output
    for name in COMMANDS:
        assert f"  {name} " in text
        assert run(name, "--help").exit_code == 0


def test_the_version_is_the_packages() -> None:
    assert __version__ in run("--version").output


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("bild",), "No such command 'bild'. Did you mean 'build'?"),
        (("build", "--nonsense"), "No such option"),
        (
            ("build", "--now", "yesterday"),
            "expected 2026-11-23 or 2026-11-23T09:00:00Z, received 'yesterday'",
        ),
        (("build", "-c", "gone.toml"), "does not exist"),
        (("new", "post"), "Missing argument 'TITLE'"),
        (("runtime", "pack"), "Missing option"),
        (("serve", "-p", "99999"), "Invalid value"),
    ],
)
def test_a_wrong_command_ends_with_2(arguments: tuple[str, ...], text: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert text in done.output


def test_a_folder_without_a_site_ends_with_1_and_names_the_command_that_makes_one(tmp_path: Path) -> None:
    done = run("build", "-c", str(tmp_path))
    assert done.exit_code == 1
    assert "neither a sitegen.toml nor a pyproject.toml with [tool.sitegen]" in done.output
    assert "sitegen new site DIR" in done.output


def test_a_new_site_with_a_new_post_builds_and_passes_the_check(tmp_path: Path) -> None:
    assert run("new", "site", "x", at=tmp_path).exit_code == 0
    done = run("new", "post", "Hello", at=tmp_path / "x")
    assert done.output == "content/posts/hello/index.md\n"
    done = run("build", at=tmp_path / "x")
    assert done.exit_code == 0, done.output
    assert "wrote 4 pages" in done.output
    assert "<h1" in (tmp_path / "x/public/posts/hello/index.html").read_text()
    done = run("check", "--strict", at=tmp_path / "x")
    assert done.exit_code == 0, done.output
    assert "no problems in" in done.output


def test_new_refuses_what_exists_and_ends_with_2(tmp_path: Path) -> None:
    run("new", "site", "x", at=tmp_path)
    done = run("new", "site", "x", at=tmp_path)
    assert done.exit_code == 2
    assert "not an empty folder" in done.output
    run("new", "post", "Hello", at=tmp_path / "x")
    done = run("new", "post", "Hello", at=tmp_path / "x")
    assert done.exit_code == 2
    assert "this post already exists" in done.output
    assert run("new", "post", "?", at=tmp_path / "x").exit_code == 2


def test_a_new_post_can_have_a_day_and_be_a_draft(write_site: WriteSite) -> None:
    site = write_site({})
    done = run("new", "post", "Later", "--date", "2030-05-06", "--draft", "-c", str(site / "sitegen.toml"))
    assert done.exit_code == 0
    text = (site / "content/posts/later/index.md").read_text()
    assert "date: 2030-05-06\n" in text
    assert "draft: true\n" in text
    assert run("new", "post", "Wrong", "--date", "6.5.2030", "-c", str(site)).exit_code == 2


def test_an_authors_mistake_ends_with_1_and_names_file_line_and_column(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": BAD, "content/posts/two.md": GOOD})
    done = process("build", at=site)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(
        "content/posts/one.md:3:1: unknown key 'daet'\n"
        "  did you mean 'date'?\n"
        "  3 | daet: 2026-01-02\n"
        "    | ^\n"
    )
    assert done.stderr.endswith(" in 1 file\n")
    assert not (site / "public").exists()


def test_a_failed_build_does_not_change_the_old_site(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": GOOD})
    assert run("build", *NOW, at=site).exit_code == 0
    before = {path: path.read_bytes() for path in (site / "public").rglob("*") if path.is_file()}
    (site / "content/posts/one.md").write_text(BAD)
    assert run("build", *NOW, at=site).exit_code == 1
    assert {path: path.read_bytes() for path in (site / "public").rglob("*") if path.is_file()} == before


def test_json_is_one_object_with_and_without_problems(write_site: WriteSite) -> None:
    home = "---\ntitle: Home\ndescription: All of it.\n---\n"
    site = write_site(
        {"content/_index.md": home, "content/posts/_index.md": home, "content/posts/one.md": GOOD},
        'title = "A site"\ntaxonomies = []\n',
    )
    for command in ("build", "check"):
        done = process(command, *NOW, "--format", "json", at=site)
        found = json.loads(done.stdout)
        assert (done.returncode, found["ok"], found["problems"]) == (0, True, [])
        assert found["outputs"] > 3
    (site / "content/posts/one.md").write_text(BAD)
    for command in ("build", "check"):
        done = process(command, "--format", "json", at=site)
        found = json.loads(done.stdout)
        assert done.returncode == 1
        assert done.stderr == ""
        assert not found["ok"]
        assert found["problems"][0] == {
            "path": "content/posts/one.md",
            "line": 3,
            "column": 1,
            "message": "unknown key 'daet'",
            "hint": "did you mean 'date'?",
            "code": "front-matter",
            "severity": "error",
        }


def test_github_gets_annotations_with_paths_from_the_top_of_the_repository(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": BAD})
    done = process("build", "-c", "site", "--format", "github", at=site.parent)
    assert done.returncode == 1
    first = done.stdout.splitlines()[0]
    assert first == (
        "::error file=site/content/posts/one.md,line=3,col=1::unknown key 'daet'%0Adid you mean 'date'?"
    )


def test_the_separators_of_an_annotation_are_escaped_in_its_text() -> None:
    problem = Problem("50 %\nand: more,", PurePosixPath("a,b:c.md"), severity="warning")
    assert as_annotation(problem, None) == "::warning file=a%2Cb%3Ac.md::50 %25%0Aand: more,"


def test_the_excerpt_shows_a_long_line_around_its_column_and_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x" * 300 + "\x1b[31mred" + "y" * 300)
    lines = describe(Problem("wrong", PurePosixPath("a.md"), 1, 302), tmp_path).splitlines()
    assert lines[0] == "a.md:1:302: wrong"
    assert "\x1b" not in lines[1]
    assert lines[1][lines[2].index("^")] == "["
    assert len(lines[1]) < 120


def test_a_problem_whose_file_cannot_be_read_is_printed_without_an_excerpt(tmp_path: Path) -> None:
    problem = Problem("wrong", PurePosixPath("gone.md"), 3, 1, "first\nsecond")
    assert describe(problem, tmp_path) == "gone.md:3:1: wrong\n  first\n  second"


def test_the_summary_counts_problems_warnings_and_files() -> None:
    def problems(count: int, path: str | None, **facts: str) -> list[Problem]:
        place = PurePosixPath(path) if path else None
        return [Problem(f"m{number}", place, **facts) for number in range(count)]  # type: ignore[arg-type]

    assert summary([*problems(4, "a"), *problems(1, "b"), *problems(1, "c")]) == "6 problems in 3 files"
    assert summary([*problems(1, "a"), *problems(2, "a", severity="warning")]) == (
        "1 problem and 2 warnings in 1 file"
    )
    assert summary(problems(1, None)) == "1 problem"


def test_there_is_no_colour_outside_a_terminal(write_site: WriteSite) -> None:
    done = process("build", at=write_site({"content/posts/one.md": BAD}))
    assert "\x1b" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_gets_colours_unless_they_are_switched_off(
    write_site: WriteSite, environment: dict[str, str], coloured: bool
) -> None:
    site = write_site({"content/posts/one.md": BAD})
    base = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    ours, theirs = os.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "build"],
        cwd=site, stderr=theirs, stdout=theirs, env={**base, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 4096):
            text += part
    except OSError:  # Linux reports the end of a terminal as an error
        pass
    finally:
        os.close(ours)
    assert done.wait(timeout=60) == 1
    assert (b"\x1b[" in text) is coloured


def test_check_finds_faults_in_pages(write_site: WriteSite) -> None:
    post = GOOD + '\n<img src="https://elsewhere.test/x.png">\n'
    site = write_site({"content/posts/one.md": post})
    done = run("check", *NOW, at=site)
    assert done.exit_code == 1
    assert "loads from another site: 'https://elsewhere.test/x.png'" in done.output
    assert "has no alt" in done.output


def test_warnings_fail_only_when_strict(write_site: WriteSite) -> None:
    site = write_site({"content/about.md": "---\ntitle: About\n---\n\nText.\n"})
    done = run("check", *NOW, at=site)
    assert done.exit_code == 0
    assert "warning: the page has no description" in done.output
    assert run("check", *NOW, "--strict", at=site).exit_code == 1


def test_drafts_and_future_posts_are_published_on_demand(write_site: WriteSite) -> None:
    site = write_site(
        {
            "content/posts/draft.md": GOOD.replace("---\n\n", "draft: true\n---\n\n"),
            "content/posts/later.md": GOOD.replace("2026-01-02", "2026-12-24"),
        }
    )

    def built(*options: str) -> set[str]:
        assert run("build", *options, at=site).exit_code == 0
        return {path.parent.name for path in (site / "public/posts").glob("*/index.html")}

    assert built(*NOW) == set()
    assert built(*NOW, "-D") == {"draft"}
    assert built(*NOW, "-F") == {"later"}
    assert built("--now", "2026-12-24T00:00:00Z") == {"later"}
    assert built("--now", "2026-12-23T23:59:59Z") == set()


def test_output_and_address_can_be_chosen_for_one_build(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": GOOD})
    done = run("build", *NOW, "-o", "elsewhere", "-b", "https://example.org/sub", at=site)
    assert done.exit_code == 0
    assert not (site / "public").exists()
    assert 'href="/sub/' in (site / "elsewhere/index.html").read_text()


def test_a_dry_run_writes_nothing(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": GOOD})
    done = run("build", *NOW, "--dry-run", at=site)
    assert done.exit_code == 0
    assert "would write" in done.output
    assert not (site / "public").exists()


def test_quiet_prints_nothing_without_problems_and_verbose_prints_more(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": GOOD})
    assert run("build", *NOW, "-q", at=site).output == ""
    assert "address: http://localhost:8484/" in run("build", *NOW, "-v", at=site).output
    assert " cached " in run("build", *NOW, "--timings", at=site).output


def test_list_prints_states_as_text_and_as_json(write_site: WriteSite) -> None:
    site = write_site(
        {
            "content/about.md": "---\ntitle: About\n---\n",
            "content/posts/draft.md": GOOD.replace("---\n\n", "draft: true\n---\n\n"),
            "content/posts/later.md": GOOD.replace("2026-01-02", "2026-12-24"),
            "content/posts/out.md": GOOD.replace("description", "tags: [a]\ndescription"),
        }
    )
    found = json.loads(run("list", *NOW, "--json", at=site).output)
    assert {row["path"]: row["state"] for row in found} == {
        "content/about.md": "published",
        "content/posts/draft.md": "draft",
        "content/posts/later.md": "future",
        "content/posts/out.md": "published",
    }
    assert found[-1] == {
        "state": "published",
        "kind": "post",
        "title": "A post",
        "date": "2026-01-02",
        "tags": ["a"],
        "terms": {},
        "path": "content/posts/out.md",
        "permalink": "/posts/out/",
    }
    assert (
        run("list", "future", *NOW, at=site).output
        == "future     2026-12-24  content/posts/later.md  A post\n"
    )
    assert run("list", "nonsense", at=site).exit_code == 2
    (site / "content/posts/out.md").write_text(BAD)
    assert run("list", at=site).exit_code == 1


def test_clean_removes_the_site_and_the_cache_and_nothing_else(write_site: WriteSite) -> None:
    site = write_site({"content/posts/one.md": GOOD, ".sitegen/a": "from a build"})
    assert run("build", *NOW, at=site).exit_code == 0
    done = run("clean", at=site)
    assert done.output == "removed public\nremoved .sitegen\n"
    assert sorted(path.name for path in site.iterdir()) == ["content", "sitegen.toml"]
    assert run("clean", at=site).output == "nothing to remove\n"


def test_clean_refuses_a_folder_that_sitegen_did_not_make(write_site: WriteSite) -> None:
    site = write_site({"public/mine.txt": "mine"})
    done = run("clean", at=site)
    assert done.exit_code == 1
    assert "was not made by sitegen" in done.output
    assert (site / "public/mine.txt").read_text() == "mine"


def test_the_schema_knows_every_key(tmp_path: Path) -> None:
    both = json.loads(run("schema").output)
    assert {"title", "base_url", "runtime"} <= set(both["config"]["properties"])
    assert "root" not in both["config"]["properties"]
    assert both["config"]["required"] == ["title"]
    assert {"title", "date", "description", "language"} <= set(both["front-matter"]["properties"])
    described = [
        *both["config"]["properties"].values(),
        *both["config"]["$defs"]["MenuEntry"]["properties"].values(),
    ]
    assert all(value.get("description") or "$ref" in str(value) for value in described)
    file = tmp_path / "schema.json"
    assert run("schema", "config", "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text()) == both["config"]
    assert run("schema", "config", "-o", str(tmp_path / "gone" / "x.json")).exit_code == 2


def test_the_runtime_cache_is_shown_and_cleared(write_site: WriteSite) -> None:
    site = write_site({".cache/keep.txt": "mine"}, 'title = "A site"\nruntime = {cache = ".cache"}\n')
    done = run("runtime", "info", at=site)
    assert done.exit_code == 0
    assert "  missing " in done.output
    assert "pyodide.asm.wasm" in done.output
    assert "sitegen runtime fetch" in done.output
    assert run("runtime", "clear", at=site).output.startswith("removed 0.0 MB from ")
    assert (site / ".cache/keep.txt").is_file()


def test_a_bug_of_sitegen_shows_its_traceback_and_asks_for_a_report(
    write_site: WriteSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr(list_module, "rows_of", broken)
    done = run("list", at=write_site({}))
    assert done.exit_code == 70
    assert "ZeroDivisionError: a slip" in done.output
    assert "This is a bug in sitegen" in done.output


def test_an_interrupt_ends_with_130_and_no_traceback(
    write_site: WriteSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(list_module, "rows_of", interrupted)
    done = run("list", at=write_site({}))
    assert done.exit_code == 130
    assert "Traceback" not in done.output


def test_ctrl_c_ends_a_process_with_130(tmp_path: Path) -> None:
    # The configuration is a pipe that nobody writes to: the command waits there until the signal comes.
    os.mkfifo(tmp_path / "sitegen.toml")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    started = subprocess.Popen(
        [sys.executable, "-m", "sitegen", "list", "-c", "sitegen.toml"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # Opening to write succeeds as soon as the command has opened it to read.
    writer = os.open(tmp_path / "sitegen.toml", os.O_WRONLY)
    signal.signal(signal.SIGINT, before)
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=60)
    os.close(writer)
    assert started.returncode == 130
    assert errors.strip() == "interrupted"


def test_progress_measures_each_step_and_reports_long_work_in_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.1, 2.0, 3.0, 3.2, 3.5])
    monkeypatch.setattr("sitegen.cli.progress.time.perf_counter", lambda: next(clock))
    with Progress(attached=False) as progress:
        with progress.step("parse"):
            progress.advance("Parsing", 1, 2)
            progress.count(2, cached=1)
        with progress.step("posters"):
            progress.advance("Posters", 1, 2)
        progress.line("something unexpected")
    assert [str(step).split() for step in progress.steps] == [
        ["parse", "2", "1", "cached", "2.000", "s"],
        ["posters", "0", "0", "cached", "0.500", "s"],
    ]
    assert capsys.readouterr().err == "Posters …\nsomething unexpected\n"


def test_progress_draws_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.cli.progress.SHOWN_AFTER_S", -1.0)
    with Progress(attached=True) as progress:
        progress.advance("Parsing", 1, 2)
        bars = progress._bars
        assert bars is not None
        (task,) = bars.tasks
        assert (task.description, task.completed, task.total) == ("Parsing", 1, 2)
        progress.advance("Posters", 2, 3)
        assert (task.description, task.completed, task.total) == ("Posters", 2, 3)
    assert bars.finished is False


def test_the_name_of_a_command_is_that_of_its_row() -> None:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
