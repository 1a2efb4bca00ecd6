from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from sitegen.config import Config, load_config
from sitegen.config_file import find_config
from sitegen.errors import ConfigError
from sitegen.toml_places import KeyPlaces
from tests.conftest import WriteSite


def errors_of(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(folder / "sitegen.toml")
    return str(caught.value)


def test_a_title_is_enough(write_site: WriteSite) -> None:
    config = load_config(write_site({}) / "sitegen.toml")

    assert config.title == "A site"
    assert config.base_path == "/"
    assert config.output == "public"


def test_every_setting_is_documented() -> None:
    source = Path(__file__).parent.parent / "sitegen" / "config.py"
    text = source.read_text(encoding="utf-8")
    tables = "\n\n\n".join(
        source.with_name(f"config_{name}.py").read_text(encoding="utf-8") for name in ("tables", "lists")
    )

    for table in re.findall(r"(?ms)^class \w+\((?:Frozen|Rules)\):\n.*?(?=\n\n\n|\Z)", tables):
        for line, following in pairwise(table.splitlines()):
            if re.match(r"    \w+: ", line):
                assert following.startswith('    """'), line
    for name in Config.model_fields:
        declared = text.index(f"\n    {name}: ")
        following = text[declared + 1 :].split("\n    ", 2)
        assert following[1].lstrip().startswith('"""') or '"""' in following[2][:200], name


def test_pyproject_can_have_the_same_keys(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.sitegen]\ntitle = "T"\n')

    assert load_config(start=tmp_path).title == "T"


def test_the_configuration_is_found_from_a_folder_inside_the_site(write_site: WriteSite) -> None:
    folder = write_site({"content/posts/x.md": ""})

    assert find_config(folder / "content" / "posts") == folder / "sitegen.toml"


def test_the_error_for_a_folder_without_a_site_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="make one with: sitegen new site DIR"):
        find_config(tmp_path)


def test_all_faults_are_reported_at_once_with_their_lines(write_site: WriteSite) -> None:
    folder = write_site(
        {},
        'title = 3\nbase_ur = "x"\n\n[markdown]\nhtm = true\n\n[runtime]\nsource = 5\n',
    )

    assert errors_of(folder).splitlines() == [
        "sitegen.toml:1:9: title: expected text, received 3",
        "sitegen.toml:2:1: unknown key 'base_ur'",
        "  did you mean 'base_url'?",
        "sitegen.toml:5:1: unknown key 'markdown.htm'",
        "  did you mean 'html'?",
        "sitegen.toml:8:10: runtime.source: expected text, received 5",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('base_url = "example.org"', "base_url: expected an address such as 'https://example.org/blog/'"),
        ('timezone = "Mars"', "timezone: expected a time zone such as 'Europe/Berlin' or 'UTC'"),
        ('language = "English"', "language: expected a language code such as 'en' or 'pt-BR'"),
        ('content = "../x"', "content: expected a folder inside the site, received '../x'"),
        ('permalinks = {posts = "/{yaer}/{slug}/"}', "unknown part {yaer}"),
        ('permalinks = {posts = "{slug}"}', "expected a pattern such as '/{section}/{slug}/'"),
        ('root = "/"', "unknown key 'root'"),
        ("paginate = -1", "paginate: input should be greater than or equal to 0, received -1"),
        ("title = ", "not valid TOML"),
        (f"title = {'[' * 20_000}", "not valid TOML: nested too deeply"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_at_its_line(
    write_site: WriteSite, line: str, message: str
) -> None:
    text = errors_of(write_site({}, f'description = ""\n{line}\n'))

    assert message in text
    assert ":2:" in text


def test_a_file_that_is_not_utf_8_is_refused(write_site: WriteSite) -> None:
    folder = write_site({"sitegen.toml": b'title = "caf\xe9"'})

    assert "sitegen.toml: not UTF-8 text: byte 12" in errors_of(folder)


def test_a_value_from_the_command_line_is_validated(write_site: WriteSite) -> None:
    config = load_config(write_site({}) / "sitegen.toml", base_url="https://example.org/blog", output=None)

    assert config.base_url == "https://example.org/blog/"
    assert config.base_path == "/blog/"
    assert config.origin == "https://example.org"
    with pytest.raises(ConfigError, match="expected an address"):
        config.with_changes(base_url="nowhere")


def test_a_key_is_found_in_its_own_table() -> None:
    text = 'title = "a"\n[menus]\nmain = [\n  {title = "x"},\n]\n[markdown]\n  html = true\n'

    assert KeyPlaces(text).locate(("markdown", "html")) == (7, 3)
    assert KeyPlaces(text).locate(("markdown", "html"), value=True) == (7, 10)
    assert KeyPlaces(text).locate(("menus", "main", 0, "url")) == (3, 1)
    assert KeyPlaces(text).locate(("nothing",)) == (1, 1)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("files", "{root}/files"),
        ("/files", "/files"),
        ("https://example.org/files", "https://example.org/files"),
        ("file:///files", "file:///files"),
    ],
)
def test_a_folder_of_the_runtime_is_relative_to_the_site(
    write_site: WriteSite, source: str, expected: str
) -> None:
    folder = write_site({}, f'title = "T"\n[runtime]\nsource = "{source}"\ncache = "kept"\n')

    config = load_config(folder / "sitegen.toml")

    assert config.runtime_source == expected.format(root=folder)
    assert config.runtime_cache == folder / "kept"


def test_without_settings_the_runtime_has_no_source_and_no_cache_folder(write_site: WriteSite) -> None:
    config = load_config(write_site({}) / "sitegen.toml")

    assert (config.runtime_source, config.runtime_cache) == (None, None)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\\tscript:alert(1)",
        "java\\u0000script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "java\\u200Bscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
    ],
)
def test_a_menu_address_that_runs_a_program_is_refused_at_its_line(write_site: WriteSite, url: str) -> None:
    folder = write_site(
        {},
        'title = "A"\n[[menus.main]]\ntitle = "One"\nurl = "/"\n'
        f'[[menus.main]]\ntitle = "Two"\nurl = "{url}"\n',
    )

    assert errors_of(folder).startswith("sitegen.toml:7:7: menus.main.1.url: expected ")


@pytest.mark.parametrize(
    "url", ["/about/", "https://a.example/x?javascript:y", "mailto:a@b.example", "/data:x"]
)
def test_other_menu_addresses_are_accepted(write_site: WriteSite, url: str) -> None:
    folder = write_site({}, f'title = "A"\nmenus = {{main = [{{title = "T", url = "{url}"}}]}}\n')

    assert load_config(folder / "sitegen.toml").menus["main"][0].url == url


@pytest.mark.parametrize("key", ["title", "author", "description", "output", "theme", "content", "base_url"])
@pytest.mark.parametrize("code", ["0000", "0001", "000B", "007F", "0085", "FFFE"])
def test_a_control_character_is_refused_at_its_line(write_site: WriteSite, key: str, code: str) -> None:
    title = "" if key == "title" else 'title = "T"\n'
    value = f"https://a.example/b\\u{code}c"
    assert f"control character U+{code}" in errors_of(write_site({}, f'{title}{key} = "{value}"\n'))


def test_a_control_character_in_a_menu_title_is_refused(write_site: WriteSite) -> None:
    folder = write_site({}, 'title = "A"\n[[menus.main]]\ntitle = "T\\u0007"\nurl = "/"\n')

    assert "sitegen.toml:3:9: menus.main.0.title: expected plain text" in errors_of(folder)


def test_an_array_of_tables_has_the_place_of_each_of_its_keys() -> None:
    text = "[[menus.main]]\nurl = 1\n[[menus.main]]\nurl = 2\n[[menus.foot]]\nurl = 3\n"

    assert KeyPlaces(text).locate(("menus", "main", 1, "url"), value=True) == (4, 7)
    assert KeyPlaces(text).locate(("menus", "foot", 0, "url")) == (6, 1)


def test_severities_are_set_by_the_name_of_the_rule(write_site: WriteSite) -> None:
    folder = write_site({}, 'title = "A"\n[severity]\ndead-link = "warn"\n[check]\nmissing-alt = "ignore"\n')
    config = load_config(folder / "sitegen.toml")

    assert config.severity.levels()["dead-link"] == "warn"
    assert config.severity.levels()["dead-anchor"] == "error"
    assert config.severity.levels(given_only=True) == {"dead-link": "warn"}
    assert config.check.levels(given_only=True) == {"missing-alt": "ignore"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            '[severity]\ndead-lnk = "warn"',
            "3:1: unknown key 'severity.dead-lnk'\n  did you mean 'dead-link'?",
        ),
        (
            '[severity]\ndead-link = "warning"',
            "3:13: severity.dead-link: expected 'error', 'warn' or 'ignore', received 'warning'",
        ),
        (
            '[check]\nmising-alt = "warn"',
            "3:1: unknown key 'check.mising-alt'\n  did you mean 'missing-alt'?",
        ),
        (
            '[check]\nallow = ["https://youtube.com"]',
            "3:1: check.allow.0: expected a host such as 'youtube.com', received 'https://youtube.com'",
        ),
        (
            '[front_matter]\nunknown = "drop"',
            "3:11: front_matter.unknown: expected 'error', 'warn' or 'extra', received 'drop'",
        ),
        (
            '[front_matter]\naliases = {summary = "descripton"}',
            "3:1: front_matter.aliases.summary: expected a key of front matter, received 'descripton'\n"
            "  did you mean 'description'?",
        ),
    ],
)
def test_a_rule_or_a_severity_that_does_not_exist_is_refused(
    write_site: WriteSite, lines: str, expected: str
) -> None:
    assert errors_of(write_site({}, f'title = "A"\n{lines}\n')) == f"sitegen.toml:{expected}"
