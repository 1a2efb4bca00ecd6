import json
import os
from pathlib import Path, PurePosixPath

import pytest

from sitegen.check import PAGE_LIMIT_BYTES, check_outputs
from sitegen.check.download import PACKAGE_LIMIT_BYTES
from sitegen.errors import Problem
from sitegen.model import Output

HEAD = (
    '<!doctype html><html lang="en"><head><title>A page</title><meta name="description" content="About it">'
)


def page(body: str = "", head: str = "") -> bytes:
    return f"{HEAD}{head}</head><body>\n{body}</body></html>".encode()


def check(files: dict[str, bytes | Path], base_url: str = "https://example.org/blog/") -> tuple[Problem, ...]:
    outputs = [Output(PurePosixPath(path), content, f"source of {path}") for path, content in files.items()]
    return check_outputs(outputs, base_url, PurePosixPath("public"))


def check_body(body: str, head: str = "") -> list[str]:
    return [
        problem.message for problem in check({"index.html": page(body, head), "posts/x/index.html": page()})
    ]


def test_a_good_page_has_no_problem() -> None:
    body = """<h1 id="top-heading">Title</h1>
<p>One<br>two <a href="posts/x/">relative</a> <a href="/blog/posts/x/#">absolute</a>
<a href="#top-heading">here</a>
<a href="https://example.org/blog/posts/x/?page=1">whole</a> <a href="https://elsewhere.test/">out</a>
<a href="mailto:a@example.org">mail</a> <a href="#top">top</a>
<img src="data:image/png;base64,AA==" alt=""></p>
<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><th>3</table><p>left open
<svg viewBox="0 0 1 1"><title>a picture</title><path d="M0 0"/><g><circle r="1"/></g></svg>
<math><mi>x</mi><mspace/></math><details><summary>s</summary><p>t</details>"""
    assert check_body(body) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<a href="posts/y/">y</a>', "there is no page or file at 'posts/y/'"),
        ('<a href="/blog/nowhere.pdf">y</a>', "there is no page or file at '/blog/nowhere.pdf'"),
        ('<img src="gone.png" alt="">', "there is no page or file at 'gone.png'"),
        ('<img srcset="gone.png 2x" src="data:," alt="">', "there is no page or file at 'gone.png'"),
        ('<p style="background: url(gone.png)">x</p>', "there is no page or file at 'gone.png'"),
        ("<style>p { background: url('gone.png') }</style>", "there is no page or file at 'gone.png'"),
        ('<a href="/posts/x/">x</a>', "'/posts/x/' is outside the site"),
        ('<a href="posts/x/#nope">x</a>', "'posts/x/#nope': there is no anchor 'nope' in that page"),
        ('<a href="#nope">x</a>', "'#nope': there is no anchor 'nope' in that page"),
        ('<a href="posts/x">x</a>', "'posts/x' reaches its page only through a redirect"),
        ('<a href="http://[x">x</a>', "'http://[x' is not an address: Invalid IPv6 URL"),
        ('<i id="a"></i><i id="a"></i>', "the id 'a' is taken: it is first used at 2:1"),
        ('<img src="data:,">', "the picture 'data:,' has no alt"),
        ("<h1>a</h1><h2>b</h2><h4>c</h4>", "<h4> follows <h2>: a level is skipped"),
        ("<p><b>x</p>", "<b> is not closed before </p>"),
        ("<p>x</div>", "</div> closes no open element"),
        ("<p><div>x</div></p>", "</p> closes no open element"),
        ("<section>x", "<section> is not closed before </body>"),
        ("<div/></div>", "<div/> is not complete in HTML: write <div></div>"),
        ('<i class="a" class="b">x</i>', "<i> has the attribute 'class' twice"),
        ('<a href="#">x<a href="#">y</a></a>', "<a> is inside another <a>"),
    ],
)
def test_each_mistake_in_a_page_is_reported(body: str, message: str) -> None:
    assert check_body(body) == [message]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://cdn.test/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.test/x.css">',
        '<link rel="preconnect" href="https://fonts.test/">',
        '<img src="https://cdn.test/x.png" alt="">',
        '<iframe src="https://video.test/1"></iframe>',
        "<style>@import 'https://cdn.test/x.css';</style>",
        '<video poster="https://cdn.test/x.jpg"></video>',
        '<svg><image href="https://cdn.test/x.png"/></svg>',
    ],
)
def test_a_request_to_another_site_is_refused(markup: str) -> None:
    (message,) = check_body(markup)
    assert "loads from another site" in message


def test_links_that_only_a_reader_follows_may_leave_the_site() -> None:
    assert check_body("", '<link rel="license" href="https://elsewhere.test/">') == []


def test_a_page_without_title_language_and_description_has_three_problems() -> None:
    found = check({"index.html": b"<!doctype html><html><title> </title><svg><title>x</title></svg></html>"})
    assert [(problem.message, problem.severity) for problem in found] == [
        ("<html> has no lang", "error"),
        ("the page has no description", "warning"),
        ("the page has no title", "error"),
    ]


def test_a_page_that_redirects_needs_a_target_and_no_description() -> None:
    text = '<!doctype html><title>Moved</title><meta http-equiv="refresh" content="0; url=/blog/new/">'
    assert [problem.message for problem in check({"index.html": text.encode()})] == [
        "there is no page or file at '/blog/new/'"
    ]


def test_a_style_sheet_is_followed_from_its_own_place() -> None:
    css = b'/* url(no.png) */\n@import "b.css";\na { background: url("../dot.png"), url(zzz.woff) }'
    found = check({"css/a.css": css, "css/b.css": b"", "dot.png": b""})
    assert [str(problem) for problem in found] == [
        "public/css/a.css:3:36: there is no page or file at 'zzz.woff'\n"
        "  this file comes from source of css/a.css"
    ]


def test_the_place_the_near_miss_and_the_source_are_named() -> None:
    (problem,) = check(
        {"index.html": page('<p>\n  <a href="/blog/abuot/">x</a></p>'), "about/index.html": page()}
    )
    assert str(problem) == (
        "public/index.html:3:3: there is no page or file at '/blog/abuot/'\n"
        "  did you mean '/blog/about/'?; this file comes from source of index.html"
    )


def test_a_large_page_is_a_warning() -> None:
    noise = os.urandom(PAGE_LIMIT_BYTES + 1000).hex()
    (problem,) = check({"index.html": page(f"<p>{noise}</p>")})
    assert problem.severity == "warning"
    assert "kB after gzip" in problem.message


def test_a_page_whose_programs_load_many_packages_is_a_warning() -> None:
    rows = [{"name": "scipy.zip", "bytes": PACKAGE_LIMIT_BYTES}, {"name": "six.zip", "bytes": 9}]
    data = json.dumps({"packages": {"url": "/packages/1/", "files": rows}})
    (problem,) = check(
        {"index.html": page(f'<script type="application/json" class="cell-data">{data}</script>')}
    )
    assert (problem.code, problem.severity) == ("large-packages", "warning")
    assert "load 20.0 MB of packages, more than 20 MB" in problem.message
    assert "the largest: scipy.zip, six.zip" in str(problem)


def test_a_file_that_is_copied_is_read_from_its_place(tmp_path: Path) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(page('<a href="gone/">x</a>'))
    assert [problem.message for problem in check({"x.html": file})] == ["there is no page or file at 'gone/'"]


def test_addresses_with_escapes_find_their_files() -> None:
    body = '<a href="b%C3%BCcher/">x</a> <a href="bücher/#%C3%BC">y</a> <a href="#:~:text=z">z</a>'
    files: dict[str, bytes | Path] = {"index.html": page(body), "bücher/index.html": page('<p id="ü">')}
    assert check(files) == ()


def test_a_site_at_the_top_of_its_host_is_resolved_too() -> None:
    files: dict[str, bytes | Path] = {"index.html": page('<a href="/a/">a</a>'), "a/index.html": page()}
    assert check(files, "http://localhost:8484/") == ()
