from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitegen import __version__
from sitegen.config import Config, load_config
from sitegen.scaffold import HOSTS, new_deploy, new_site, set_up_host
from tests.conftest import WriteSite


def site_in(folder: Path, inside: str = ".") -> Config:
    new_site(folder / inside)
    (folder / ".git").mkdir()
    return load_config(folder / inside / "sitegen.toml")


def parsed(file: Path) -> Any:
    text = file.read_text(encoding="utf-8")
    assert "$$" not in text.replace("$${", "")
    return yaml.safe_load(text) if file.suffix == ".yml" else tomllib.loads(text)


def test_a_workflow_builds_checks_and_publishes_the_folder_of_the_site(tmp_path: Path) -> None:
    (file,) = new_deploy(site_in(tmp_path / "repository", "docs/my blog"), "github", "trunk")

    workflow = parsed(file)
    steps = workflow["jobs"]["publish"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert file == tmp_path / "repository" / ".github" / "workflows" / "publish.yml"
    assert workflow[True]["push"]["branches"] == ["trunk"]  # YAML 1.1 reads the key `on` as true
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert runs[0] == f'python -m pip install "sitegen-live[pack]=={__version__}"'
    address = '--base-url "${{ steps.pages.outputs.base_url }}/" --format github'
    assert runs[1:] == [f"sitegen {verb} -c 'docs/my blog' {address}" for verb in ("build", "check")]
    upload = next(step for step in steps if "upload-pages-artifact" in step.get("uses", ""))
    assert upload["with"] == {"path": "docs/my blog/public"}


def test_a_job_of_gitlab_publishes_the_folder(tmp_path: Path) -> None:
    (file,) = new_deploy(site_in(tmp_path / "site"), "gitlab", "main")

    job = parsed(file)["pages"]
    assert file.name == ".gitlab-ci.yml"
    assert (job["publish"], job["artifacts"]["paths"]) == ("public", ["public"])
    assert 'sitegen build -c . --base-url "$CI_PAGES_URL/"' in job["script"]


def test_the_files_of_netlify_and_cloudflare_name_the_folder(tmp_path: Path) -> None:
    config = site_in(tmp_path / "site")
    (netlify,), (wrangler,) = (new_deploy(config, host, "main") for host in ("netlify", "cloudflare"))

    assert parsed(netlify)["build"]["publish"] == "public"
    assert "sitegen build -c . --base-url $URL/" in parsed(netlify)["build"]["command"]
    assert parsed(wrangler)["assets"]["directory"] == "public"
    assert parsed(wrangler)["name"] == "site"


def test_the_server_of_a_sub_path_gets_its_files_below_it(tmp_path: Path) -> None:
    config = site_in(tmp_path / "site").with_changes(base_url="https://host.test/blog/")
    (file,) = new_deploy(config, "server", "main")

    text = file.read_text(encoding="utf-8")
    assert "server_name host.test;" in text
    assert "user@host.test:/srv/site/blog/" in text
    assert "location /blog/ {" in text
    assert "try_files $uri $uri/ =404;" in text


@pytest.mark.parametrize("host", HOSTS)
def test_a_file_that_is_there_is_never_replaced(tmp_path: Path, host: str) -> None:
    config = site_in(tmp_path / "site")
    (file,) = new_deploy(config, host, "main")
    file.write_text("mine")

    with pytest.raises(FileExistsError, match="already exists"):
        new_deploy(config, host, "main")

    assert file.read_text() == "mine"


@pytest.mark.parametrize("host", ["netlify", "cloudflare"])
def test_a_host_that_reads_files_gets_them_from_the_next_build(write_site: WriteSite, host: str) -> None:
    file = write_site({}, 'title = "T"\n[markdown]\nhtml = false\n') / "sitegen.toml"

    assert set_up_host(load_config(file), file, host) == []
    changed, before = load_config(file), file.read_text()
    assert (changed.security.headers_file, changed.redirects, changed.markdown.html) == (True, host, False)
    assert set_up_host(changed, file, host) == []
    assert file.read_text() == before


def test_what_an_author_has_set_is_left_to_the_author(write_site: WriteSite) -> None:
    text = 'title = "T"\nredirects = "netlify"\n[security]\nmeta = true\n'
    file = write_site({}, text) / "sitegen.toml"

    assert set_up_host(load_config(file), file, "cloudflare") == [
        'in sitegen.toml, set: redirects = "cloudflare"',
        "in [security] of sitegen.toml, set: headers_file = true",
    ]
    assert file.read_text() == text


def test_other_hosts_leave_the_configuration_alone(write_site: WriteSite) -> None:
    file = write_site({}) / "sitegen.toml"
    before = file.read_text()

    assert set_up_host(load_config(file), file, "github") == []
    assert file.read_text() == before


def test_the_keys_in_a_project_file_stand_in_its_table(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\nname = "x"\n\n[tool.sitegen]\ntitle = "T"\n')

    set_up_host(load_config(file), file, "netlify")

    assert load_config(file).security.headers_file
    assert load_config(file).redirects == "netlify"
