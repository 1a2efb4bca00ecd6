"""The committed WebAssembly files are what the committed C sources compile to."""

from pathlib import Path

import pytest

from sitegen.nn.kernel import build

FOLDER = Path(build.__file__).parent


def test_both_files_name_the_sources_that_they_were_built_from() -> None:
    paths = sorted(FOLDER.glob("*.wasm"))
    assert [path.name for path in paths] == ["kernel.relaxed.wasm", "kernel.simd.wasm"]
    for path in paths:
        data = path.read_bytes()
        assert data.startswith(b"\0asm\1\0\0\0")
        assert data.endswith(b"sources" + build.digest().encode()), "run: make kernel"
        assert len(data) < 50_000


def test_compiling_the_sources_gives_the_committed_files_to_the_byte(tmp_path: Path) -> None:
    ziglang = pytest.importorskip("ziglang", reason="the compiler is in the dependency group `kernel`")
    assert ziglang is not None
    for path in build.build(tmp_path):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name
