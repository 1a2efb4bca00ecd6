from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

import sitegen
from sitegen.errors import DemoError, OutputError
from sitegen.runtime import Bundle, Pin, bundle_runtime, pack_runtime, write_bundle
from sitegen.runtime import bundle as bundle_module
from tests.node import node

ROOT = Path(__file__).resolve().parents[2]
WHEEL = f"sitegen_demos-{sitegen.__version__}-py3-none-any.whl"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "one.py").write_text("answer = 42\n", "utf-8")
    return tmp_path / "content"


@pytest.fixture
def bundle(real_runtime: tuple[Pin, Path], content: Path) -> Bundle:
    return bundle_runtime(*real_runtime, content)


def by_name(bundle: Bundle) -> dict[str, bytes | Path]:
    return {output.output_path.name: output.content for output in bundle.outputs}


def test_all_outputs_are_in_one_folder_named_after_a_hash(bundle: Bundle) -> None:
    runtime, digest, end = bundle.path.split("/")
    assert (runtime, len(digest), end) == ("runtime", 16, "")
    assert {str(output.output_path.parent) + "/" for output in bundle.outputs} == {bundle.path}


def test_large_files_are_named_by_their_path_in_the_cache(
    bundle: Bundle, real_runtime: tuple[Pin, Path]
) -> None:
    pin, folder = real_runtime
    files = by_name(bundle)
    untouched = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
    assert all(files[name] == folder / name for name in untouched)
    packed = [files[name] for name in (pin.numpy_wheel.name, "python_stdlib.zip", "start.snapshot")]
    assert all(isinstance(path, Path) and folder / "packed" in path.parents for path in packed)
    assert isinstance(files[WHEEL], bytes)


def test_the_manifest_names_the_files_that_a_reader_loads_with_their_sizes(bundle: Bundle) -> None:
    files = by_name(bundle)
    manifest = files["manifest.json"]
    assert isinstance(manifest, bytes)
    manifest_of = json.loads(manifest)
    assert manifest_of["packages"] == ["numpy", "sitegen-demos"]
    snapshot = manifest_of["snapshot"]
    parts = [*snapshot["files"], *snapshot["later"], *snapshot["data"]]
    alone = {"start.snapshot", *(row["name"] for row in parts)} - {"python_stdlib.zip"}
    others = {"manifest.json", "LICENSES.txt", "start.mjs"}
    assert {row["name"] for row in manifest_of["files"]} == files.keys() - others - alone
    for row in [*manifest_of["files"], snapshot, *parts]:
        content = files[row["name"]]
        data = content.read_bytes() if isinstance(content, Path) else content
        assert (row["bytes"], row["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    later = {row.get("path") for row in snapshot["later"]}
    assert later == {"/lib/python314.zip", "/lib/numpy-python.zip", None}
    assert all(len({"path", "of"} & row.keys()) == 1 for row in snapshot["later"])


def test_a_large_data_file_of_a_demo_is_loaded_when_it_is_read(
    real_runtime: tuple[Pin, Path], content: Path
) -> None:
    data = content / "demos" / "weights"
    data.mkdir(parents=True)
    (data / "large.json").write_text(json.dumps([*range(1000)]), "utf-8")
    (data / "equal.json").write_text(json.dumps([*range(1000)]), "utf-8")
    (data / "small.json").write_text("[1]", "utf-8")
    files = by_name(bundle_runtime(*real_runtime, content))
    manifest = json.loads(_read(files["manifest.json"]))
    rows = manifest["snapshot"]["data"]
    assert [row["path"] for row in rows] == ["demos/weights/equal.json", "demos/weights/large.json"]
    (row, other) = rows
    assert row["name"] == other["name"], "equal contents are published once"
    assert _read(files[row["name"].rpartition("/")[2]]) == (data / "large.json").read_bytes()
    with ZipFile(io.BytesIO(_read(files["site.zip"]))) as site:
        assert "demos/weights/small.json" in site.namelist()
        assert "demos/weights/large.json" not in site.namelist()
        assert "sitegen/demo/worker_api.pyc" not in site.namelist(), "the module is in the snapshot"


def _read(content: bytes | Path) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def test_the_size_of_the_download_is_that_of_a_start_from_the_snapshot_as_hosts_send_it(
    bundle: Bundle,
) -> None:
    manifest = by_name(bundle)["manifest.json"]
    assert isinstance(manifest, bytes)
    manifest_of = json.loads(manifest)
    snapshot = manifest_of["snapshot"]
    first = [row for row in manifest_of["files"] if row["name"] not in snapshot["replaces"]]
    plain = sum(row["bytes"] for row in [*first, snapshot, *snapshot["files"]])
    assert plain / 3 < bundle.download_bytes < plain - 3_000_000, "WebAssembly is compressed"


def test_without_a_snapshot_the_manifest_has_none(
    real_runtime: tuple[Pin, Path], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = replace(
        pack_runtime(*real_runtime, content), snapshot=None, snapshot_files={}, snapshot_info={}, data={}
    )
    monkeypatch.setattr(bundle_module, "pack_runtime", lambda *_, **__: packed)
    files = by_name(bundle_runtime(*real_runtime, content))
    assert files.keys().isdisjoint({"start.snapshot", "numpy-libraries.zip", "numpy-python.zip"})
    assert "start.mjs" in files, "the worker asks for it before it has read the manifest"
    manifest = files["manifest.json"]
    assert isinstance(manifest, bytes)
    assert "snapshot" not in json.loads(manifest)


def test_the_loader_is_one_module_with_the_functions_that_the_client_calls(
    bundle: Bundle, tmp_path: Path
) -> None:
    program = by_name(bundle)["start.mjs"]
    assert isinstance(program, bytes)
    (tmp_path / "start.mjs").write_bytes(program)
    line = "import(process.argv[1]).then((module) => console.log(Object.keys(module).join()))"
    done = subprocess.run(
        [node(), "-e", line, tmp_path / "start.mjs"], capture_output=True, text=True, check=True
    )
    folder = ROOT / "static" / "client" / "runtime"
    client = "".join((folder / name).read_text("utf-8") for name in ("boot.js", "packages.js"))
    wanted = set(re.findall(r"\bloader\??\.(\w+)\(", client))
    assert set(done.stdout.strip().split(",")) == wanted


def test_the_bundle_gives_the_sum_of_every_output(bundle: Bundle) -> None:
    for name, content in by_name(bundle).items():
        data = content.read_bytes() if isinstance(content, Path) else content
        assert bundle.sha256[name] == hashlib.sha256(data).hexdigest()
    assert len(bundle.sha256) == len(bundle.outputs)


def test_the_bundle_contains_the_license_texts(bundle: Bundle) -> None:
    data = by_name(bundle)["LICENSES.txt"]
    assert isinstance(data, bytes)
    text = data.decode()
    for part in (
        "Pyodide 314.0.3",
        "MPL-2.0",
        "The first three are published here as Pyodide publishes them, unchanged.",
        "start.mjs: a part of sitegen",
        "Changed for this site: python_stdlib.zip and the wheel of NumPy",
        "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2",
        "NumPy: LICENSE.txt",
        "Copyright (c) 2005-2025, NumPy Developers",
        "NumPy: numpy/fft/pocketfft/LICENSE.md",
    ):
        assert part in text


def test_equal_inputs_give_an_equal_bundle(
    bundle: Bundle, real_runtime: tuple[Pin, Path], content: Path
) -> None:
    assert bundle_runtime(*real_runtime, content) == bundle


def test_another_demo_gives_another_address(
    bundle: Bundle, real_runtime: tuple[Pin, Path], content: Path
) -> None:
    (content / "demos" / "two.py").write_text("answer = 43\n", "utf-8")
    assert bundle_runtime(*real_runtime, content).path != bundle.path


def test_a_demo_that_does_not_parse_makes_no_bundle(real_runtime: tuple[Pin, Path], content: Path) -> None:
    (content / "demos" / "one.py").write_text("answer =\n", "utf-8")
    with pytest.raises(DemoError, match=r"content/demos/one\.py:1"):
        bundle_runtime(*real_runtime, content)


def test_a_bundle_can_be_written_into_a_folder(bundle: Bundle, tmp_path: Path) -> None:
    folder = write_bundle(bundle, tmp_path / "out")
    assert folder == tmp_path / "out" / bundle.path
    for output in bundle.outputs:
        expected = output.content.read_bytes() if isinstance(output.content, Path) else output.content
        assert (tmp_path / "out" / output.output_path).read_bytes() == expected


def test_a_folder_that_cannot_be_written_is_an_output_error(bundle: Bundle, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(OutputError, match="the runtime cannot be written"):
        write_bundle(bundle, tmp_path / "file")
