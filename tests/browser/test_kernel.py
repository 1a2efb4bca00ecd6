"""The kernels of `sitegen.nn` where they are for: in the worker of a real Chromium."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from sitegen.runtime import bundle_runtime, fetch_runtime, read_pin, write_bundle
from tests.browser.conftest import PATIENCE_MS, launched
from tests.serving import SiteServer, running

CLIENT = Path(__file__).parent.parent.parent / "static" / "client"
DEMO = '''
from dataclasses import dataclass

import numpy as np

from sitegen.demo import Frame, demo
from sitegen.nn import LSTM, Adam, CrossEntropyLoss, LastStep, Linear, Sequential, kernel, product


@dataclass
class Controls:
    pass


@demo(title="Which kernel runs")
def probe(controls: Controls, rng: np.random.Generator) -> Frame:
    """A product and some training, in the reader's browser."""
    a, b = (rng.standard_normal((65, 65)).astype(np.float32) for _ in range(2))
    error = np.abs(product.product_nt(a, b) - a.astype(float) @ b.T.astype(float)).max()
    model = Sequential(LSTM(3, 8, rng=rng), LastStep(), Linear(8, 2, rng=rng))
    x = rng.standard_normal((32, 5, 3)).astype(np.float32)
    targets = (x[:, -1, 0] > 0).astype(int)
    criterion, optimizer = CrossEntropyLoss(), Adam(model.parameters(), lr=0.02)
    values = []
    for _ in range(100):
        optimizer.zero_grad()
        loss = criterion(model(x), targets)
        loss.backward()
        values.append(loss.item())
        optimizer.step()
    small = "small" if error < 1e-4 else f"{error}"
    learnt = "learnt" if values[-1] < 0.2 < values[0] else f"{values[0]} to {values[-1]}"
    return Frame(text=f"{kernel.VARIANT}: error {small}, {learnt}")
'''
HAS_SIMD = """() => WebAssembly.validate(Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0,
  10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11))"""
"""Whether an addition of bytes in a vector is taken."""
START = """([client, runtime]) => new Promise((resolve) => {
  const worker = new Worker(client, { type: "module" });
  worker.onmessage = ({ data }) => { if (data.kind === "frame" || data.kind === "error") resolve(data); };
  worker.postMessage({ kind: "start", session: "one", demo: "probe", controls: {}, generation: 1,
    playing: false, speed: 0, until: 0, runtime });
})"""


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Browser], str]]:
    """A function that runs the demo in a browser and returns its text."""
    folder = tmp_path_factory.mktemp("kernel")
    (folder / "content" / "demos").mkdir(parents=True)
    (folder / "content" / "demos" / "probe.py").write_text(DEMO, "utf-8")
    public, pin = folder / "public", read_pin()
    bundle = bundle_runtime(pin, fetch_runtime(pin), folder / "content")
    write_bundle(bundle, public)
    shutil.copytree(CLIENT, public / "client")
    (public / "index.html").write_text("<!doctype html><title>Kernel</title>", "utf-8")
    with running(SiteServer(public)) as server:

        def text(browser: Browser) -> str:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(server.url)
            answer = page.evaluate(START, [f"{server.url}client/core/worker.js", server.url + bundle.path])
            page.close()
            assert answer["kind"] == "frame", answer["message"]
            found = answer["frame"]["text"]
            assert isinstance(found, str)
            return found

        yield text


def test_the_worker_loads_the_kernel_with_relaxed_simd_and_it_trains(
    chromium: Browser, probe: Callable[[Browser], str]
) -> None:
    assert probe(chromium) == "relaxed: error small, learnt"


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the switch is one of x86")
def test_a_browser_without_simd_runs_numpy_and_it_trains_too(
    playwright: Playwright, probe: Callable[[Browser], str]
) -> None:
    with launched(playwright, "--js-flags=--no-enable-sse4-1") as browser:
        page = browser.new_page()
        assert page.evaluate(HAS_SIMD) is False
        page.close()
        assert probe(browser) == "numpy: error small, learnt"
