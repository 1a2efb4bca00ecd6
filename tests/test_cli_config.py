"""`sitegen config`, `sitegen completion` and `sitegen new deploy`."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import cli
from tests.conftest import WriteSite

CONFIG = 'title = "T"\n\n[severity]\ndead-link = "warn"\n\n[extra]\na = 1\n'


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_every_setting_is_shown_with_where_it_comes_from(write_site: WriteSite) -> None:
    site = str(write_site({}, CONFIG))

    table = json.loads(run("config", "--json", "-c", site, "-o", "elsewhere").output)

    assert table["title"] == {"value": "T", "from": "sitegen.toml:1:1"}
    assert table["severity.dead-link"] == {"value": "warn", "from": "sitegen.toml:4:1"}
    assert table["severity.dead-anchor"] == {"value": "error", "from": "default"}
    assert table["output"] == {"value": "elsewhere", "from": "command line"}
    assert table["extra"] == {"value": {"a": 1}, "from": "sitegen.toml:6:2"}
    assert "root" not in table


def test_one_key_or_one_table_can_be_shown(write_site: WriteSite) -> None:
    site = str(write_site({}, CONFIG))

    assert run("config", "title", "-c", site).output == 'title = "T"  # sitegen.toml:1:1\n'
    assert len(run("config", "markdown", "-c", site).output.splitlines()) == 4


def test_an_unknown_key_has_a_near_miss(write_site: WriteSite) -> None:
    done = run("config", "titel", "-c", str(write_site({}, CONFIG)))

    assert done.exit_code == 2
    assert "there is no key 'titel'\ndid you mean 'title'?" in done.output


def test_a_key_of_a_project_file_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.sitegen]\ntitle = "T"\n[tool.sitegen.markdown]\nhtml = false\n'
    )

    table = json.loads(run("config", "--json", "-c", str(tmp_path)).output)

    assert table["title"]["from"] == "pyproject.toml:2:1"
    assert table["markdown.html"] == {"value": False, "from": "pyproject.toml:4:1"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    done = run("completion", shell)

    assert done.exit_code == 0
    assert "_SITEGEN_COMPLETE" in done.output
    assert f"{shell}_complete" in done.output


def test_the_script_for_bash_can_be_read_by_bash() -> None:
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-n"], input=run("completion", "bash").output, text=True, check=False)

    assert done.returncode == 0


def test_the_files_of_a_host_are_written_and_named(write_site: WriteSite) -> None:
    site = write_site({}, CONFIG)

    done, again = (run("new", "deploy", "netlify", "-c", str(site)) for _ in range(2))

    assert (done.exit_code, (site / "netlify.toml").is_file()) == (0, True)
    assert str(site / "netlify.toml") in done.output
    assert (again.exit_code, "already exists" in again.output) == (2, True)
    assert "headers_file = true" in (site / "sitegen.toml").read_text()


@pytest.mark.parametrize(("variable", "hint"), [("GITHUB_ACTIONS", "github.io"), ("NETLIFY", "$URL/")])
def test_an_address_of_this_machine_gives_a_warning_where_a_host_builds(
    write_site: WriteSite, monkeypatch: pytest.MonkeyPatch, variable: str, hint: str
) -> None:
    site = str(write_site({"content/about.md": "---\ntitle: A\n---\n"}, CONFIG))
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "NETLIFY", "CF_PAGES", "WORKERS_CI"):
        monkeypatch.delenv(name, raising=False)
    silent = run("build", "-c", site)
    monkeypatch.setenv(variable, "true")

    warned = run("build", "-c", site, "--now", "2026-11-23")
    fitting = run("build", "-c", site, "-b", "https://one.test/")

    assert "the address of the site" not in silent.output + fitting.output
    assert "warning: the address of the site is http://localhost:8484/" in warned.output
    assert hint in warned.output
