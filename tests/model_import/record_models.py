"""Record small PyTorch models as .pt, .safetensors and .npz, each with inputs and answers.

Run where PyTorch and safetensors are installed, from the root of the repository:
    PYTHONPATH=. python tests/model_import/record_models.py
What is committed was recorded with PyTorch 2.13.0 (CPU) and safetensors 0.8.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]
from safetensors.torch import save_file  # type: ignore[import-not-found]
from torch import nn

FOLDER = Path(__file__).parent / "fixtures"


class Recurrent(nn.Module):  # type: ignore[misc]
    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.words = nn.Embedding(9, 6)
        self.layer = kind(6, 5, num_layers=2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(10, 3)

    def forward(self, x: Any) -> Any:
        return self.head(self.layer(self.words(x))[0])


class Reader(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        block = nn.TransformerEncoderLayer(8, 2, 16, 0.0, "gelu", batch_first=True, norm_first=True)
        self.words, self.encoder = nn.Embedding(9, 8), nn.TransformerEncoder(block, 2, nn.LayerNorm(8))
        self.head = nn.Linear(8, 9, bias=False)
        self.head.weight = self.words.weight

    def forward(self, x: Any) -> Any:
        return self.head(self.encoder(self.words(x)))


def main() -> None:
    torch.manual_seed(15)
    FOLDER.mkdir(exist_ok=True)
    cnn = nn.Sequential(
        *(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.GELU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 4, 3, groups=4, dilation=1), nn.ReLU(), nn.Flatten(), nn.Linear(16, 3)),
    )
    cnn(torch.randn(16, 2, 8, 8))  # moves the running statistics
    up = nn.Sequential(nn.Conv1d(3, 4, 3, padding=1), nn.SiLU(), nn.Conv1d(4, 2, 3, dilation=2))
    tokens = torch.randint(0, 9, (2, 5))
    models: dict[str, tuple[Any, Any]] = {
        "mlp": (nn.Sequential(nn.Linear(4, 8), nn.GELU(), nn.Linear(8, 2)), torch.randn(3, 4)),
        "cnn": (cnn, torch.randn(2, 2, 8, 8)),
        "sequence": (up, torch.randn(2, 3, 9)),
        "transpose": (
            nn.Sequential(nn.Conv2d(2, 3, 1), nn.ConvTranspose2d(3, 2, 3, 2, 1, 1), nn.GroupNorm(1, 2)),
            torch.randn(2, 2, 4, 4),
        ),
        "rnn": (Recurrent(nn.RNN), tokens),
        "lstm": (Recurrent(nn.LSTM), tokens),
        "gru": (Recurrent(nn.GRU), tokens),
        "reader": (Reader(), tokens),
    }
    for name, (model, x) in models.items():
        state = {
            f"module.{key}" if name == "mlp" else key: value for key, value in model.state_dict().items()
        }
        if name in ("mlp", "cnn", "reader"):
            torch.save({"epoch": 3, "state_dict": state} if name == "cnn" else state, FOLDER / f"{name}.pt")
        elif name in ("rnn", "lstm", "gru"):
            save_file(state, FOLDER / f"{name}.safetensors")
        else:
            np.savez(FOLDER / f"{name}.npz", **{key: value.numpy() for key, value in state.items()})
        model.eval()
        with torch.no_grad():
            y = model(x)
        pairs: dict[str, Any] = {"input": x.numpy(), "output": y.numpy()}
        if name == "cnn":
            y = x
            for i, part in enumerate(cnn):
                y = part(y)
                pairs[f"layer.{i}"] = y.detach().numpy()
        np.savez(FOLDER / f"{name}.pairs.npz", **pairs)
    torch.save(cnn, FOLDER / "whole.pt")


if __name__ == "__main__":
    main()
