from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from sitegen.build import build_outputs
from sitegen.check import check_outputs
from sitegen.config import Config, SecurityConfig, load_config
from sitegen.content_policy import ContentPolicy, content_policy, headers_outputs, meta_policy
from sitegen.model import Output
from tests.conftest import NOW

STRICT = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' data: blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
)
WriteSite = Callable[..., Path]


def policy_of(**settings: object) -> ContentPolicy:
    policy = content_policy(SecurityConfig.model_validate(settings))
    assert policy
    return policy


def test_without_a_setting_a_page_loads_from_its_own_origin_only() -> None:
    assert policy_of().text == meta_policy(SecurityConfig()) == STRICT


def test_what_an_author_embeds_is_added_to_its_directive() -> None:
    text = policy_of(
        frame_src=("https://video.example",), img_src=("https://*.cdn.example",), inline_styles=True
    ).text
    assert "frame-src 'self' https://video.example" in text
    assert "img-src 'self' data: blob: https://*.cdn.example" in text
    assert "style-src 'self' 'unsafe-inline'" in text
    assert "script-src 'self' 'wasm-unsafe-eval'; " in text


def test_the_policy_stands_before_everything_that_a_page_loads(write_site: WriteSite) -> None:
    site = write_site({"content/about.md": "---\ntitle: About\n---\nText.\n"})
    for output in build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs:
        if output.output_path.suffix == ".html":
            assert isinstance(output.content, bytes)
            page = output.content.decode()
            meta = page.index(f'<meta http-equiv="Content-Security-Policy" content="{STRICT}">')
            assert meta < page.index("<link")


def test_a_site_can_do_without_the_policy_or_send_it_from_its_host(write_site: WriteSite) -> None:
    site = write_site(
        {"content/about.md": "---\ntitle: About\n---\nText.\n"},
        'title = "A site"\n[security]\nmeta = false\nheaders_file = true\n',
    )
    outputs = build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    files = {str(output.output_path): output.content for output in outputs}
    assert b"Content-Security-Policy" not in bytes(files["about/index.html"])
    lines = bytes(files["_headers"]).decode().splitlines()
    assert lines[0] == "/*"
    assert lines[1] == f"  Content-Security-Policy: {STRICT}; frame-ancestors 'self'"
    assert lines[4].startswith("/css/blocks.")
    assert lines[5] == "  Cache-Control: public, max-age=31536000, immutable"
    assert headers_outputs(SecurityConfig(), "/", ()) == ()
    assert content_policy(SecurityConfig(meta=False)) is None


def test_files_with_a_fingerprint_may_be_kept_for_a_year() -> None:
    paths = (
        "index.html",
        "css/site.0123abcd.css",
        "css/plain.css",
        "client-0123abcd/main.js",
        "client-0123abcd/core/worker.js",
        "runtime/0123456789abcdef/pyodide.mjs",
        "runtime/notes.txt",
    )
    outputs = [Output(PurePosixPath(path), b"", "test") for path in paths]
    (made,) = headers_outputs(SecurityConfig(headers_file=True), "/blog/", outputs)

    lines = bytes(made.content if isinstance(made.content, bytes) else b"").decode().splitlines()
    assert [line for line in lines if line.startswith("/")] == [
        "/*",
        "/blog/client-0123abcd/*",
        "/blog/css/site.0123abcd.css",
        "/blog/runtime/0123456789abcdef/*",
    ]


def test_a_source_that_would_widen_the_policy_unseen_is_refused_at_its_line(write_site: WriteSite) -> None:
    for bad in ("'unsafe-inline'", "https://a.example; script-src *", "*", "a.example\\nX: y", "javascript:"):
        site = write_site({}, f'title = "A"\n[security]\nscript_src = ["{bad}"]\n')
        with pytest.raises(Exception, match=r"sitegen.toml:3:1: security.script_src.0: expected an origin"):
            load_config(site / "sitegen.toml")


@pytest.mark.parametrize(
    ("source", "address", "allowed"),
    [
        ("https://a.example", "https://a.example/x.png", True),
        ("https://a.example", "https://a.example:443/x.png", True),
        ("https://a.example", "https://a.example:8443/x.png", False),
        ("https://a.example", "http://a.example/x.png", False),
        ("https://a.example", "https://b.a.example/x.png", False),
        ("https://a.example", "https://a.example.evil/x.png", False),
        ("https://*.example", "https://b.a.example/x.png", True),
        ("https://*.example", "https://evilexample/x.png", False),
        ("https://a.example/pics/", "https://a.example/pics/x.png", True),
        ("https://a.example/pics/", "https://a.example/x.png", False),
        ("https://a.example/one.png", "https://a.example/one.png", True),
        ("https://a.example/one.png", "https://a.example/one.png2", False),
    ],
)
def test_an_address_is_compared_with_a_source_as_browsers_do(
    source: str, address: str, allowed: bool
) -> None:
    assert policy_of(img_src=(source,)).allows("img-src", address) is allowed


def findings(body: str, **settings: object) -> list[str]:
    page = (
        '<!doctype html><html lang="en"><head><title>T</title><meta name="description" content="D"></head>'
        f"<body>\n{body}</body></html>"
    )
    outputs = [Output(PurePosixPath("index.html"), page.encode(), "a test")]
    found = check_outputs(outputs, "https://example.org/", PurePosixPath("public"), policy_of(**settings))
    assert all(problem.line == 2 and problem.column == 1 for problem in found)
    return [f"{problem.code}: {problem.message}" for problem in found]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<p style="color:red">x</p>', "blocked: <p> has a style attribute, which the policy blocks"),
        ("<style>p { color: red }</style>", "blocked: <style> is blocked by the policy"),
        ("<script>alert(1)</script>", "blocked: an inline script is blocked by the policy"),
        ('<script type="module">alert(1)</script>', "blocked: an inline script is blocked by the policy"),
        ('<p onclick="x()">x</p>', "blocked: <p> has the attribute 'onclick', which the policy blocks"),
        (
            '<a href=" java\nscript:x()">x</a>',
            "blocked: <a> has a javascript: address, which the policy blocks",
        ),
        ('<embed src="data:,x">', "blocked: <embed> is blocked by the policy"),
        (
            '<form action="https://forms.example/x"></form>',
            "blocked: the policy blocks forms that send to 'https://forms.example/x'",
        ),
        (
            '<img src="https://pics.example/x.png" alt="">',
            "foreign-request: <img> loads from another site: 'https://pics.example/x.png'",
        ),
    ],
)
def test_what_the_policy_would_block_is_reported_at_its_place(body: str, message: str) -> None:
    assert findings(body) == [message]


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        ('<script type="application/json">{"a": 1}</script>', {}),
        ('<p class="red">x</p>', {}),
        ('<p style="color:red">x</p>', {"inline_styles": True}),
        (
            "<script>alert(1)</script>",
            {"script_src": ("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",)},
        ),
        ('<form action="https://forms.example/x"></form>', {"form_action": ("https://forms.example",)}),
        ('<img src="https://pics.example/x.png" alt="">', {"img_src": ("https://pics.example",)}),
        ('<iframe src="https://video.example/1"></iframe>', {"frame_src": ("https://video.example",)}),
    ],
)
def test_what_the_policy_allows_is_not_reported(body: str, settings: dict[str, object]) -> None:
    assert findings(body, **settings) == []


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ('<script src="https://cdn.example/a.js"></script>', "script"),
        ('<script src="https://cdn.example/a.js" integrity=" "></script>', "script"),
        ('<link rel="stylesheet" href="https://cdn.example/a.css">', "link"),
        ('<link rel="modulepreload" href="https://cdn.example/a.js">', "link"),
    ],
)
def test_an_allowed_program_of_another_site_without_its_digest_gives_a_warning(
    body: str, element: str
) -> None:
    allowed = {"script_src": ("https://cdn.example",), "style_src": ("https://cdn.example",)}
    address = "https://cdn.example/a.css" if "a.css" in body else "https://cdn.example/a.js"
    message = f"missing-integrity: <{element}> loads '{address}' without an integrity attribute"
    assert findings(body, **allowed) == [message]
    with_digest = body.replace(' integrity=" "', "").replace(
        f'"{address}"', f'"{address}" integrity="sha384-AAAA" crossorigin="anonymous"'
    )
    assert findings(with_digest, **allowed) == []


def test_the_pages_of_the_theme_keep_to_the_policy(copy_site: Callable[[str], Path]) -> None:
    config: Config = load_config(copy_site("full") / "sitegen.toml")
    built = build_outputs(config, now=NOW)
    found = check_outputs(
        built.outputs, config.base_url, PurePosixPath("public"), content_policy(config.security)
    )
    assert [str(problem) for problem in found if problem.code == "blocked"] == []
