"""Compile the C files in this folder into two small WebAssembly files, identical on every machine.

Run with a Python that has the dependency group ``kernel``:
    make kernel, or python sitegen/nn/kernel/build.py [folder]
Without a folder the script replaces the files in this folder. The compiler is Zig's: one wheel on the package
index with clang and a linker for all targets. The version is pinned, because another one may write other
bytes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
COMPILER = "0.17.1"
PROCESSORS = {"relaxed": "generic+simd128+relaxed_simd", "simd": "generic+simd128"}
COMPILE = ("-target", "wasm32-emscripten", "-std=c23", "-O3", "-fPIC", "-ffreestanding", "-fno-unroll-loops")
STRICT = ("-fvisibility=hidden", "-Wall", "-Wextra", "-Werror")
# Pyodide provides the missing symbols (Python, memcpy) when it loads the file.
LINK = ("-shared", "--experimental-pic", "--no-entry", "--strip-all", "--unresolved-symbols=import-dynamic")


def digest() -> str:
    """Return the SHA-256 of everything that determines the bytes: the sources and the constants above."""
    total = hashlib.sha256(repr((COMPILER, PROCESSORS, COMPILE, STRICT, LINK)).encode())
    for path in sorted([*HERE.glob("*.c"), *HERE.glob("*.h")]):
        total.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()


def with_section(module: bytes, name: str, text: str) -> bytes:
    """Append a custom section to a WebAssembly module; name and text must be shorter than 128 bytes."""
    content = bytes([len(name)]) + name.encode() + text.encode()
    return module + bytes([0, len(content)]) + content


def zig(*arguments: str | Path) -> None:
    """Run the compiler that is installed for this Python."""
    subprocess.run([sys.executable, "-m", "ziglang", *map(str, arguments)], cwd=HERE, check=True)


def build(folder: Path) -> list[Path]:
    """Write ``kernel.<variant>.wasm`` for both variants and return their paths.

    Every file ends with the section ``sources``, which holds ``digest()``.
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
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(f"{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
