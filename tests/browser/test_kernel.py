"""The kernels of `sitegen.nn` where they are for: in the worker of a real Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser

from sitegen.runtime import bundle_runtime, fetch_runtime, read_pin, write_bundle
from tests.browser.conftest import PATIENCE_MS
from tests.browser.site_server import serve

CLIENT = Path(__file__).parent.parent.parent / "static" / "client"
DEMO = '''
from dataclasses import dataclass

import numpy as np

from sitegen.demo import Frame, demo
from sitegen.nn import LSTM, Adam, CrossEntropy, LastStep, Linear, Sequential, kernel, product


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
    loss, optimizer = CrossEntropy(), Adam(model.parameters(), lr=0.02)
    values = []
    for _ in range(100):
        optimizer.zero_grad()
        values.append(loss(model(x), targets))
        model.backward(loss.backward())
        optimizer.step()
    small = "small" if error < 1e-4 else f"{error}"
    learnt = "learnt" if values[-1] < 0.2 < values[0] else f"{values[0]} to {values[-1]}"
    return Frame(text=f"{kernel.VARIANT}: error {small}, {learnt}")
'''
START = """([client, runtime]) => new Promise((resolve) => {
  const worker = new Worker(client, { type: "module" });
  worker.onmessage = ({ data }) => { if (data.kind === "frame" || data.kind === "error") resolve(data); };
  worker.postMessage({ kind: "start", session: "one", demo: "probe", controls: {}, generation: 1,
    playing: false, speed: 0, runtime });
})"""


def test_the_worker_loads_the_kernel_with_relaxed_simd_and_it_trains(
    chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "probe.py").write_text(DEMO, "utf-8")
    public, pin = tmp_path / "public", read_pin()
    bundle = bundle_runtime(pin, fetch_runtime(pin), tmp_path / "content")
    write_bundle(bundle, public)
    shutil.copytree(CLIENT, public / "client")
    (public / "index.html").write_text("<!doctype html><title>Kernel</title>", "utf-8")
    with serve(public) as server:
        page = chromium.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server.url)
        answer = page.evaluate(START, [f"{server.url}client/worker.js", server.url + bundle.path])
        page.close()
    assert answer["kind"] == "frame", answer
    assert answer["frame"]["text"] == "relaxed: error small, learnt"
