"""Time `sitegen.nn` on native NumPy against PyTorch on the CPU, turn by turn in one process.

Run where PyTorch is installed, from the root of the repository:
    PYTHONPATH=. python tests/benchmarks/nn_vs_torch.py
Both get one thread and are timed by the processor, so that other work on the machine does not count. Prints a
table, then one JSON line per result; a ratio is our time over PyTorch's.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

# Read once, when NumPy loads its BLAS.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from tests.benchmarks.nn_networks import SIZES, Network, make

ROUNDS, ROUND_S = 15, 0.05


def torch_network(name: str) -> Network:
    """Build the same network in PyTorch."""
    import torch  # type: ignore[import-not-found]
    from torch import nn

    class Last(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.lstm = nn.LSTM(9, 24, batch_first=True)

        def forward(self, x: Any) -> Any:
            return self.lstm(x)[0][:, -1]

    rng = np.random.default_rng(0)
    loss: Any = nn.CrossEntropyLoss()
    if name == "mlp":
        model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
        x, loss = torch.randn(256, 2), nn.BCEWithLogitsLoss()
        targets = (x[:, :1] * x[:, 1:] > 0).float()
    elif name == "cnn":
        parts = [nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        parts += [nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, 10)]
        model = nn.Sequential(*parts)
        x, targets = torch.randn(32, 1, 8, 8), torch.from_numpy(rng.integers(0, 10, 32))
    elif name == "lstm":
        model = nn.Sequential(Last(), nn.Linear(24, 4))
        x, targets = torch.randn(64, 20, 9), torch.from_numpy(rng.integers(0, 4, 64))
    else:
        layer = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, batch_first=True, norm_first=True)
        encoder = nn.TransformerEncoder(layer, 2, nn.LayerNorm(32), enable_nested_tensor=False)
        model = nn.Sequential(nn.Embedding(50, 32), encoder, nn.Linear(32, 50), nn.Flatten(0, 1))
        x, targets = (torch.from_numpy(rng.integers(0, 50, (32, 16))) for _ in range(2))
        targets = targets.reshape(-1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step() -> float:
        optimizer.zero_grad()
        value = loss(model(x), targets)
        value.backward()
        optimizer.step()
        return float(value.detach())

    def forward() -> Any:
        with torch.no_grad():
            return model(x)

    return Network(forward, step, sum(p.numel() for p in model.parameters()))


def per_call_ms(call: Callable[[], object]) -> float:
    """Return the mean time of one call, over as many as fit into one round."""
    calls, start = 0, time.process_time()
    while (passed := time.process_time() - start) < ROUND_S:
        call()
        calls += 1
    return 1000 * passed / calls


def compare(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Return the median time of both in milliseconds, measured in turns so that noise hits both alike."""
    times: list[tuple[float, float]] = [(per_call_ms(ours), per_call_ms(theirs)) for _ in range(ROUNDS)]
    return statistics.median(t[0] for t in times[1:]), statistics.median(t[1] for t in times[1:])


def main() -> int:
    """Measure all networks; return the exit code."""
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: nothing to compare with", file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    print(f"NumPy {np.__version__} against PyTorch {torch.__version__}, one thread each, processor time\n")
    print(f"{'network':<12} {'pass':<8} {'sitegen.nn':>11} {'PyTorch':>11} {'ratio':>7}")
    results = []
    for name in SIZES:
        ours, theirs = make(name), torch_network(name)
        for kind in ("forward", "step"):
            a, b = compare(getattr(ours, kind), getattr(theirs, kind))
            print(f"{name:<12} {kind:<8} {a:>8.3f} ms {b:>8.3f} ms {a / b:>7.2f}   {SIZES[name]}")
            result = {"name": f"nn/torch/{name}/{kind}", "ratio": round(a / b, 3), "goal": 1.0}
            results.append({**result, "better": "lower"})
    print()
    for result in results:
        print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
