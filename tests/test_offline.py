import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sitegen.model import Output
from sitegen.offline import WORKER, offline_output

URLS = {
    "client/main.js": "/blog/client-1a/main.js",
    "css/site.css": "/blog/css/site.2b.css",
    "favicon.svg": "/blog/favicon.svg",
}
RUNTIME = (Output(PurePosixPath("runtime/3c/manifest.json"), b"{}", "runtime"),)


def worker(
    *, wanted: bool = True, runtime: tuple[Output, ...] = RUNTIME, taken: tuple[Output, ...] = ()
) -> str:
    outputs = offline_output(wanted=wanted, base_path="/blog/", urls=URLS, runtime=runtime, taken=taken)
    (output,) = outputs
    assert output.output_path == WORKER
    assert isinstance(output.content, bytes)
    return output.content.decode()


def facts(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text.partition("const SITE = ")[2].partition(";\n")[0])
    return found


def test_the_worker_holds_the_client_and_the_styles_at_once_and_the_runtime_later() -> None:
    found = facts(worker())
    assert found["base"] == "/blog/"
    assert found["now"] == ["/blog/client-1a/main.js", "/blog/css/site.2b.css"]
    assert found["later"] == {
        "/blog/runtime/3c/manifest.json": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    }


def test_a_file_on_disk_has_the_sum_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"{}")
    assert worker(runtime=(replace(RUNTIME[0], content=tmp_path / "manifest.json"),)) == worker()


def test_the_version_changes_with_what_is_held_and_with_nothing_else() -> None:
    assert facts(worker())["version"] == facts(worker())["version"]
    assert facts(worker())["version"] != facts(worker(runtime=()))["version"]


def test_without_the_key_the_worker_removes_itself_and_rules_no_request() -> None:
    text = worker(wanted=False)
    assert "registration.unregister()" in text
    assert '"fetch"' not in text


def test_an_authors_own_file_of_that_name_stays_where_the_key_is_off() -> None:
    own = Output(WORKER, b"own", "static/offline.js")
    assert offline_output(wanted=False, base_path="/", urls={}, runtime=(), taken=(own,)) == ()
