from __future__ import annotations

import json

from sitegen.runtime import Pin, make_lock
from sitegen.runtime.wheel import WHEEL_FILE


def test_the_lock_file_names_numpy_and_the_demos_wheel_with_their_sums(pin: Pin) -> None:
    lock = json.loads(make_lock(pin, "1" * 64, "2" * 64))
    assert lock["info"] == {
        "abi_version": "2026_0",
        "arch": "wasm32",
        "platform": "emscripten_5_0_3",
        "python": "3.14.2",
    }
    assert list(lock["packages"]) == ["numpy", "sitegen-demos"]
    assert lock["packages"]["numpy"]["sha256"] == "1" * 64
    ours = lock["packages"]["sitegen-demos"]
    assert (ours["file_name"], ours["depends"], ours["sha256"]) == (WHEEL_FILE, ["numpy"], "2" * 64)
