"""Time the kernels of `sitegen.nn` against NumPy in the same Pyodide and TensorFlow.js, in one Chromium.

Run from the root of the repository, where npm and a Chromium are installed:
    PYTHONPATH=. python tests/benchmarks/kernels.py
Two pages take turns, since what sitegen.nn calls is chosen when it is imported: one with the kernels, one
with NumPy alone (``SITEGEN_KERNEL=numpy``). TensorFlow.js runs in the first, on its WASM backend (SIMD, one
thread). Everything is timed turn by turn; times are medians of the rounds, and so are the ratios, each of one
round, so that they hold while other programs run. Prints tables, then one JSON line per result: the ratio of
products is the rival's time over ours, that of training steps ours over the rival's.
"""

import json
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.nn_networks import SIZES
from tests.benchmarks.nn_vs_tfjs import BOOT, FLAGS, HERE, PREPARE, VERSION, lay_out, served

ROUNDS = 9
STEPS = 10_000
SMALL = (1, 2, 4, 8, 16, 32)
GOAL = {64: 1.0, 128: 8.0, 256: 8.0, 512: 8.0}
"""How many times as fast as NumPy in Pyodide."""
KINDS = ("nn", "nt", "tn")

# The benchmark of networks boots without an environment; this one says which kernel is wanted.
BOOT_WITH = BOOT.replace(
    "loadPyodide({ indexURL: `/${folder}/` })",
    'loadPyodide({ indexURL: `/${folder}/`, env: { HOME: "/home/pyodide", SITEGEN_KERNEL: kernel } })',
).replace("async ([folder, source]) =>", "async ([folder, source, kernel]) =>")

MATRICES = """(n) => {
  pyodide.globals.set("n", n);
  pyodide.runPython(`
import numpy as np
from sitegen.nn import product
rng = np.random.default_rng(0)
a, b = (rng.standard_normal((n, n)).astype(np.float32) for _ in range(2))
`);
  globalThis.left = tf.randomNormal([n, n]);
  globalThis.right = tf.randomNormal([n, n]);
}"""

TURN = """async ([kind, ms]) => {
  const [transposeA, transposeB] = [kind === "tn", kind === "nt"];
  const ours = pyodide.runPython(`per_call_ms(lambda: product.product_${kind}(a, b), ${ms / 1000})`);
  const numpy = pyodide.runPython(`
{"nn": lambda: per_call_ms(lambda: a @ b, ${ms / 1000}),
 "nt": lambda: per_call_ms(lambda: a @ b.T, ${ms / 1000}),
 "tn": lambda: per_call_ms(lambda: a.T @ b, ${ms / 1000})}["${kind}"]()`);
  const rival = await rivalMs(() => {
    const c = tf.matMul(left, right, transposeA, transposeB);
    c.dataSync();
    c.dispose();
  }, ms);
  return [ours, numpy, rival];
}"""

MAKE = "(name) => pyodide.runPython(`network = nn_networks.make('${name}'); None`)"
STEP = "() => pyodide.runPython(`per_call_ms(network.step)`)"

STEADY = """(steps) => {
  pyodide.globals.set("steps", steps);
  return pyodide.runPython(`
import pyodide_js
network = nn_networks.make("mlp")
for _ in range(100): network.step()
before = pyodide_js._module.HEAPU8.length
for _ in range(steps): network.step()
pyodide_js._module.HEAPU8.length - before
`);
}"""


@dataclass(frozen=True)
class Times:
    """Milliseconds of ours, NumPy's and TensorFlow.js's, in every round."""

    rounds: list[tuple[float, float, float]]

    def median(self) -> str:
        """Return the three medians as columns of a table."""
        medians = (statistics.median(turn[i] for turn in self.rounds) for i in range(3))
        return " ".join(f"{time:>8.4f} ms" for time in medians)

    def ratio(self, above: int, below: int) -> float:
        """Return the median ratio of two of the three."""
        return statistics.median(turn[above] / turn[below] for turn in self.rounds)


def measure_products(page: Page) -> list[dict[str, Any]]:
    """Print the table of matrix products and return the results."""
    print(f"{'n':>5} {'kind':<4} {'kernel':>11} {'NumPy':>11} {'TF.js':>11} {'NumPy/ours':>11} TF.js/ours")
    results = []
    for n in (*SMALL, *GOAL):
        page.evaluate(MATRICES, n)
        for kind in KINDS:
            turns = [page.evaluate(TURN, [kind, 60]) for _ in range(ROUNDS + 1)]
            times = Times(turns[1:])  # the first warms up
            best = f"at best {2e-6 * n**3 / min(turn[0] for turn in turns):.1f} GFLOP/s"
            numpy, rival = times.ratio(1, 0), times.ratio(2, 0)
            print(f"{n:>5} {kind:<4} {times.median()} {numpy:>11.1f} {rival:>10.1f}   {best}")
            for other, ratio, goal in (("numpy", numpy, GOAL.get(n, 1.0)), ("tfjs", rival, 1.0)):
                name = f"kernels/product_{kind}/{n}/{other}"
                results.append({"name": name, "ratio": round(ratio, 2), "goal": goal, "better": "higher"})
    return results


def measure_steps(page: Page, bare: Page) -> list[dict[str, Any]]:
    """Print the table of training steps and return the results."""
    print(f"\n{'step':<12} {'kernel':>11} {'NumPy':>11} {'TF.js':>11} {'':<4} {'ratio':>6}")
    results = []
    for name, size in SIZES.items():
        backend = page.evaluate(PREPARE, [name, "step"])  # makes ours as well
        bare.evaluate(MAKE, name)
        turns = [
            (page.evaluate(STEP), bare.evaluate(STEP), page.evaluate("() => rivalMs(other.step)"))
            for _ in range(ROUNDS + 1)
        ][1:]
        times = Times(turns)
        numpy, rival = times.ratio(0, 1), times.ratio(0, 2)
        print(f"{name:<12} {times.median()} {backend:<4} {rival:>6.2f}   {size}")
        result = {"name": f"kernels/step/{name}/tfjs", "ratio": round(rival, 3), "goal": 1.0}
        results.append({**result, "better": "lower"})
        result = {"name": f"kernels/step/{name}/numpy", "ratio": round(numpy, 3), "goal": 1.0}
        results.append({**result, "better": "lower"})
    return results


def open_page(browser: Browser, address: str, runtime: str, kernel: str) -> Page:
    """Open a page with its own Pyodide and say which kernel runs there."""
    page = browser.new_page()
    page.set_default_timeout(300_000)
    page.goto(address)
    source = (HERE / "nn_networks.py").read_text(encoding="utf-8")
    page.evaluate(BOOT_WITH, [runtime, source, kernel])
    variant = page.evaluate("() => pyodide.runPython('from sitegen.nn import kernel; kernel.VARIANT')")
    if variant != kernel:
        raise SystemExit(f"this Chromium runs {variant}, not {kernel}")
    return page


def main() -> int:
    """Measure products, training steps and memory; return the exit code."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        runtime = lay_out(folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        with served(folder) as address:
            page = open_page(browser, address, runtime, "relaxed")
            bare = open_page(browser, address, runtime, "numpy")
            page.evaluate("async () => { await tf.setBackend('wasm'); await tf.ready(); }")
            print(f"TensorFlow.js {VERSION}, Chromium {browser.version}, medians of {ROUNDS}\n")
            results = measure_products(page) + measure_steps(page, bare)
            grown = page.evaluate(STEADY, STEPS)
            print(f"\nmemory after {STEPS} training steps: {grown:+} bytes")
        browser.close()
    results.append({"name": "kernels/memory", "ratio": grown, "goal": 0, "better": "lower"})
    print()
    for result in results:
        print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
