import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sitegen.assets.service_worker import SERVICE_WORKER, service_worker_output
from sitegen.model import Output

URLS = {
    "client/main.js": "/blog/client-1a/main.js",
    "css/site.css": "/blog/css/site.2b.css",
    "favicon.svg": "/blog/favicon.svg",
}
RUNTIME = (Output(PurePosixPath("runtime/3c/manifest.json"), b"{}", "runtime"),)


def worker(
    *, enabled: bool = True, runtime: tuple[Output, ...] = RUNTIME, taken: tuple[Output, ...] = ()
) -> str:
    outputs = service_worker_output(
        enabled=enabled, base_path="/blog/", urls=URLS, runtime=runtime, taken=taken
    )
    (output,) = outputs
    assert output.output_path == SERVICE_WORKER
    assert isinstance(output.content, bytes)
    return output.content.decode()


def site(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text.partition("const SITE = ")[2].partition(";\n")[0])
    return found


def test_the_client_and_the_styles_are_stored_at_install_and_the_runtime_on_request() -> None:
    found = site(worker())
    assert found["base"] == "/blog/"
    assert found["atInstall"] == ["/blog/client-1a/main.js", "/blog/css/site.2b.css"]
    assert found["onRequest"] == {
        "/blog/runtime/3c/manifest.json": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    }


def test_a_file_on_disk_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"{}")
    assert worker(runtime=(replace(RUNTIME[0], content=tmp_path / "manifest.json"),)) == worker()


def test_the_version_changes_with_the_stored_files_and_with_nothing_else() -> None:
    assert site(worker())["version"] == site(worker())["version"]
    assert site(worker())["version"] != site(worker(runtime=()))["version"]


def test_without_the_key_the_worker_unregisters_itself_and_handles_no_request() -> None:
    text = worker(enabled=False)
    assert "registration.unregister()" in text
    assert '"fetch"' not in text


def test_an_authors_own_file_of_that_name_stays_where_the_key_is_off() -> None:
    own = Output(SERVICE_WORKER, b"own", "static/offline.js")
    assert service_worker_output(enabled=False, base_path="/", urls={}, runtime=(), taken=(own,)) == ()
