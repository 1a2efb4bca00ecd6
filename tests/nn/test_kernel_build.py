"""The committed binaries are what the committed sources give."""

from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from sitegen import nn

ROOT = Path(__file__).parent.parent.parent
BINARIES = Path(nn.__file__).parent


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The build script, as a module."""
    spec = util.spec_from_file_location("build_kernel", ROOT / "kernel" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_binaries_say_that_they_were_built_from_these_sources(build: ModuleType) -> None:
    paths = sorted(BINARIES.glob("*.wasm"))
    assert [path.name for path in paths] == ["kernel.relaxed.wasm", "kernel.simd.wasm"]
    for path in paths:
        data = path.read_bytes()
        assert data.startswith(b"\0asm\1\0\0\0")
        assert data.endswith(b"sources" + build.digest().encode()), "run: make kernel"
        assert len(data) < 50_000


def test_the_sources_give_the_committed_binaries_to_the_byte(build: ModuleType, tmp_path: Path) -> None:
    ziglang = pytest.importorskip("ziglang", reason="the compiler is in the dependency group `kernel`")
    assert ziglang is not None
    for path in build.build(tmp_path):
        assert path.read_bytes() == (BINARIES / path.name).read_bytes(), path.name
