"""Record the first weights and the losses of the twelve programs in PyTorch.

Run where PyTorch is installed, from the root of the repository:
    PYTHONPATH=. python tests/nn/programs/record.py
It writes tests/nn/fixtures/program_*.npz. What is committed was recorded with PyTorch 2.13.0 (CPU).
"""

import importlib
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]

from tests.nn.programs.data import NAMES, data
from tests.nn.record_torch import write


def main() -> None:
    torch.set_num_threads(1)
    for number, name in enumerate(NAMES):
        torch.manual_seed(number)
        program = importlib.import_module(f"tests.nn.programs.{name}_torch")
        models = program.build()
        arrays: dict[str, Any] = {
            f"{owner}:{key}": value.clone()
            for owner, model in models.items()
            for key, value in model.state_dict().items()
        }
        inputs = {
            key: torch.from_numpy(np.moveaxis(x, -1, 1).copy() if key.startswith("image") else x)
            for key, x in data(name).items()
        }
        arrays["losses"] = np.array(program.train(models, inputs))
        write(f"program_{name}", arrays)
        print(f"{name:<14} {arrays['losses'][0]:.6f} to {arrays['losses'][-1]:.6f}")


if __name__ == "__main__":
    main()
