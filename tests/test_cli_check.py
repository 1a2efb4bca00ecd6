"""`sitegen check` as a gate: severities, allowed hosts, baselines, counts, formats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.check import external
from sitegen.check.external import Answer
from sitegen.cli import cli
from sitegen.cli.check import levels
from sitegen.config import Config
from tests.conftest import WriteSite

HEAD = "---\ntitle: A\ndate: 2026-01-02\ndescription: D.\n---\n\n"
LIST = "---\ntitle: Posts\ndescription: D.\n---\n"
NOW = ("--now", "2026-11-23")
PICTURE = '<p><img src="/a.png"></p>\n'
VIDEO = '<iframe src="https://www.youtube.com/embed/x" title="v"></iframe>\n'


def check(site: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["check", *NOW, "-c", str(site), *arguments])


def site_with(write_site: WriteSite, body: str, config: str = "") -> Path:
    files = {"content/posts/a.md": HEAD + body, "static/a.png": b"png", "content/posts/_index.md": LIST}
    return write_site(files, f'title = "T"\ndescription = "D"\n{config}')


def test_a_rule_can_be_a_warning_or_ignored(write_site: WriteSite) -> None:
    assert check(site_with(write_site, PICTURE)).exit_code == 1
    warned = check(site_with(write_site, PICTURE, '[check]\nmissing-alt = "warn"\n'))
    ignored = check(site_with(write_site, PICTURE, '[check]\nmissing-alt = "ignore"\n'), "--strict")

    assert warned.exit_code == 0
    assert "warning: the picture '/a.png' has no alt" in warned.output
    assert (ignored.exit_code, "alt" in ignored.output) == (0, False)


def test_severities_of_the_build_hold_for_the_check_unless_it_has_its_own() -> None:
    config = Config.model_validate(
        {
            "root": Path("site"),
            "title": "T",
            "severity": {"dead-link": "warn", "dead-anchor": "warn"},
            "check": {"dead-anchor": "error"},
        }
    )

    found = levels(config)

    assert (found["dead-link"], found["dead-anchor"], found["markup"]) == ("warn", "error", "error")
    assert "unknown-language" not in found


def test_an_allowed_host_still_needs_the_policy(write_site: WriteSite) -> None:
    refused = check(site_with(write_site, VIDEO))
    blocked = check(site_with(write_site, VIDEO, '[check]\nallow = ["youtube.com"]\n'))
    allowed = check(
        site_with(write_site, VIDEO, '[check]\nallow = ["youtube.com"]\n[security]\nmeta = false\n')
    )

    assert "<iframe> loads from another site: 'https://www.youtube.com/embed/x'" in refused.output
    assert 'add it to [security]: frame_src = ["https://www.youtube.com"]' in blocked.output
    assert (refused.exit_code, blocked.exit_code, allowed.exit_code) == (1, 1, 0)


def test_only_what_is_not_in_the_baseline_fails(write_site: WriteSite, tmp_path: Path) -> None:
    baseline = str(tmp_path / "known.json")
    site = site_with(write_site, PICTURE)

    missing = check(site, "--baseline", baseline)
    written = check(site, "--baseline", baseline, "--update-baseline")
    known = check(site_with(write_site, "\n" + PICTURE), "--baseline", baseline)
    new = check(site_with(write_site, PICTURE + PICTURE + VIDEO), "--baseline", baseline)
    gone = check(site_with(write_site, "Text."), "--baseline", baseline)

    assert (missing.exit_code, "write it with: sitegen check --baseline" in missing.output) == (2, True)
    assert (written.exit_code, "knows 1 problem\n" in written.output) == (0, True)
    assert (known.exit_code, f"1 problem known in {baseline}, 0 of it gone" in known.output) == (0, True)
    assert (new.exit_code, new.output.count("has no alt"), new.output.count("<iframe>")) == (1, 1, 1)
    assert (gone.exit_code, "0 problems known" in gone.output, "1 of it gone" in gone.output) == (
        0,
        True,
        True,
    )


def test_a_baseline_that_cannot_be_used_is_refused(write_site: WriteSite, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    site = site_with(write_site, "Text.")

    for arguments in (("--baseline", str(tmp_path / "x.json")), ("--update-baseline",)):
        assert check(site, *arguments).exit_code == 2


def test_problems_are_counted_by_rule(write_site: WriteSite) -> None:
    site = site_with(write_site, PICTURE + PICTURE + VIDEO)

    text, facts = check(site).output, json.loads(check(site, "--format", "json").output)

    assert "  2 missing-alt\n  1 foreign-request\n" in text
    assert facts["rules"] == {"missing-alt": 2, "foreign-request": 1}


def test_sarif_names_the_rule_and_the_place(write_site: WriteSite) -> None:
    log = json.loads(check(site_with(write_site, PICTURE), "--format", "sarif").output)

    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["rules"] == [{"id": "missing-alt"}]
    assert (result["ruleId"], result["level"]) == ("missing-alt", "error")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("public/posts/a/index.html")
    assert place["region"]["startLine"] > 1
    assert place["region"]["startColumn"] == 4


def test_a_dead_link_of_a_post_is_reported_once_at_its_own_line(write_site: WriteSite) -> None:
    body = '[a](#no) [b](/gone/#x) ![c](/c.png) <a href="/raw/">d</a>\n'
    rules = "".join(f'{rule} = "warn"\n' for rule in ("dead-link", "dead-anchor", "missing-image"))
    done = check(site_with(write_site, body, f"[severity]\n{rules}"), "--format", "json")

    found = [(problem["code"], problem["path"]) for problem in json.loads(done.output)["problems"]]
    assert sorted(found) == [
        ("dead-anchor", "content/posts/a.md"),
        ("dead-link", "content/posts/a.md"),
        ("dead-link", "public/posts/a/index.html"),
        ("missing-image", "content/posts/a.md"),
    ]


def test_links_to_other_sites_are_asked_on_request_only(
    write_site: WriteSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(addresses: Mapping[str, object], *_more: object) -> dict[str, Answer]:
        asked.extend(addresses)
        return {
            address: Answer("gone" in address, "404 Not Found" if "gone" in address else "")
            for address in asked
        }

    monkeypatch.setattr(external, "ask_all", answer)
    site = site_with(write_site, "[a](https://example.org/gone) [b](https://example.org/here) [c](/posts/)\n")

    silent, spoken = check(site), check(site, "--external")

    assert asked == ["https://example.org/gone", "https://example.org/here"]
    assert silent.exit_code == 0
    assert "warning: 'https://example.org/gone' does not answer: 404 Not Found" in spoken.output
