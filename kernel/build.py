"""Build the kernels of `sitegen.nn` from the C beside this file: two small files, equal on every machine.

Run from the root of the repository, with a Python that has the dependency group ``kernel``:
    make kernel, or python kernel/build.py [folder]
Without a folder the files of the package are replaced. The compiler is Zig's: one wheel on the package index
that brings clang and the linker for all targets. Its version is pinned; another may write other bytes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "sitegen" / "nn"
COMPILER = "0.17.1"
PROCESSORS = {"relaxed": "generic+simd128+relaxed_simd", "simd": "generic+simd128"}
COMPILE = ("-target", "wasm32-emscripten", "-std=c23", "-O3", "-fPIC", "-ffreestanding", "-fno-unroll-loops")
STRICT = ("-fvisibility=hidden", "-Wall", "-Wextra", "-Werror")
# What is not found here (Python, memcpy) is given by Pyodide when it loads the file.
LINK = ("-shared", "--experimental-pic", "--no-entry", "--strip-all", "--unresolved-symbols=import-dynamic")


def digest() -> str:
    """Return the sum of all that decides the bytes: the sources and the lines above."""
    total = hashlib.sha256(repr((COMPILER, PROCESSORS, COMPILE, STRICT, LINK)).encode())
    for path in sorted([*HERE.glob("*.c"), *HERE.glob("*.h")]):
        total.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()


def with_section(module: bytes, name: str, text: str) -> bytes:
    """Append a custom section to a WebAssembly module; its parts are shorter than 128 bytes."""
    content = bytes([len(name)]) + name.encode() + text.encode()
    return module + bytes([0, len(content)]) + content


def zig(*arguments: str | Path) -> None:
    """Run the compiler of this Python's packages."""
    subprocess.run([sys.executable, "-m", "ziglang", *map(str, arguments)], cwd=HERE, check=True)


def build(folder: Path) -> list[Path]:
    """Write ``kernel.<variant>.wasm`` for both variants and return their paths.

    Every file ends with the section ``sources``, the digest of what it was built from.
    """
    built = []
    with tempfile.TemporaryDirectory() as name:
        for variant, processor in PROCESSORS.items():
            objects = []
            for source in sorted(HERE.glob("*.c")):
                objects.append(Path(name) / f"{source.stem}.{variant}.o")
                zig("cc", *COMPILE, *STRICT, f"-mcpu={processor}", "-c", source.name, "-o", objects[-1])
            linked = Path(name) / f"{variant}.wasm"
            zig("wasm-ld", *LINK, *objects, "-o", linked)
            path = folder / f"kernel.{variant}.wasm"
            path.write_bytes(with_section(linked.read_bytes(), "sources", digest()))
            built.append(path)
    return built


def main() -> int:
    """Build; return the exit code."""
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE):
        print(f"{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
