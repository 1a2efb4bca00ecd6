"""Record small PyTorch models as ONNX, each with an input and the answer of ONNX Runtime.

Run where PyTorch, ONNX and ONNX Runtime are installed, from the root of the repository:
    PYTHONPATH=. python tests/model_import/record_onnx.py
What is committed was recorded with PyTorch 2.13.0 (CPU), onnx 1.23.2, onnxscript 0.7.2 and ONNX Runtime
1.32.0. Every model is exported twice: NAME.old.onnx by tracing (TorchScript, opset 14), NAME.new.onnx by
torch.export (opset 20). changes.npz has the answers of ONNX Runtime for graphs that differ in one thing
(`onnx_changes`).
"""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch  # type: ignore[import-not-found]
from torch import nn

from tests.model_import.onnx_changes import changes

ARCHIVE = Path(__file__).parent / "fixtures" / "onnx.zip"


class First(nn.Module):  # type: ignore[misc]
    """A layer without the state or weights that it also returns."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Any) -> Any:
        return self.layer(x)[0]


class Mean(nn.Module):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return x.mean(1)


class Block(nn.Module):  # type: ignore[misc]
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.short = nn.Conv2d(inputs, outputs, 1, stride)

    def forward(self, x: Any) -> Any:
        y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (y + self.short(x)).relu()


class Reader(nn.Module):  # type: ignore[misc]
    """A network whose last layer has the weight of the embedding."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.hidden = nn.Embedding(9, 6), nn.Linear(6, 6)
        self.head = nn.Linear(6, 9, bias=False)
        self.head.weight = self.words.weight

    def forward(self, x: Any) -> Any:
        return self.head(self.hidden(self.words(x)).tanh())


class Sequence(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.wide, self.narrow = nn.Conv1d(3, 4, 3, padding=1), nn.Conv1d(4, 2, 3, dilation=2)
        self.slope = nn.PReLU(4)

    def forward(self, x: Any) -> Any:
        return self.narrow(self.slope(self.wide(x.transpose(1, 2)))).transpose(1, 2)


class Pair(nn.Module):  # type: ignore[misc]
    """A decoder: attention to itself, and to a memory."""

    def __init__(self) -> None:
        super().__init__()
        self.block = nn.TransformerDecoderLayer(8, 2, 16, 0.0, "gelu", batch_first=True, norm_first=True)

    def forward(self, x: Any, memory: Any) -> Any:
        return self.block(x, memory)


def models() -> dict[str, tuple[Any, ...]]:
    """Return models and inputs by name."""
    cnn = nn.Sequential(
        *(nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4, eps=2e-4), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 6, 3), nn.SiLU(), nn.Flatten(), nn.Linear(24, 3)),
    )
    grouped = nn.Sequential(
        *(nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.GELU(), nn.Conv2d(4, 6, 1), nn.LeakyReLU(0.2)),
        *(nn.Conv2d(6, 4, 3, 2, (1, 0), groups=2), nn.GroupNorm(2, 4, eps=1e-3), nn.AdaptiveAvgPool2d(1)),
        *(nn.Flatten(), nn.Linear(4, 3)),
    )
    autoencoder = nn.Sequential(
        *(nn.Conv2d(1, 3, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(48, 5), nn.Tanh()),
        *(nn.Linear(5, 48), nn.ELU(0.7), nn.Unflatten(1, (3, 4, 4))),
        *(nn.ConvTranspose2d(3, 2, 3, 2, 1, 1), nn.ReLU(), nn.ConvTranspose2d(2, 1, 4, 1, 2), nn.Sigmoid()),
    )
    encoder = nn.TransformerEncoderLayer(8, 2, 16, 0.0, "gelu", batch_first=True, layer_norm_eps=1e-4)
    words, picture = torch.randint(0, 9, (3, 5)), torch.randn(3, 2, 8, 8)
    return {
        "mlp": (nn.Sequential(nn.Linear(4, 8), nn.GELU("tanh"), nn.Linear(8, 2)), torch.randn(3, 4)),
        "cnn": (cnn, picture),
        "grouped": (grouped, torch.randn(3, 4, 7, 7)),
        "lstm": (
            nn.Sequential(nn.Embedding(9, 6), First(nn.LSTM(6, 5, 2, batch_first=True)), nn.Linear(5, 3)),
            words,
        ),
        "gru": (
            nn.Sequential(
                nn.Embedding(9, 6),
                First(nn.GRU(6, 5, batch_first=True, bidirectional=True)),
                nn.Linear(10, 3),
            ),
            words,
        ),
        "rnn": (
            nn.Sequential(nn.Embedding(9, 6), First(nn.RNN(6, 5, batch_first=True)), nn.Linear(5, 3)),
            words,
        ),
        "encoder": (nn.Sequential(encoder, nn.Linear(8, 2)), torch.randn(3, 5, 8)),
        "decoder": (Pair(), torch.randn(3, 5, 8), torch.randn(3, 4, 8)),
        "mean": (nn.Sequential(nn.Embedding(9, 6), Mean(), nn.Linear(6, 2)), words),
        "autoencoder": (autoencoder, torch.randn(3, 1, 8, 8)),
        "residual": (nn.Sequential(Block(2, 4, 2), Block(4, 4, 1)), picture),
        "tied": (Reader(), words),
        "sequence": (Sequence(), torch.randn(3, 9, 3)),
    }


def moved(model: Any) -> None:
    """Give biases, norms and running statistics numbers that matter."""
    for name, value in [*model.named_parameters(), *model.named_buffers()]:
        if value.dtype == torch.float32 and value.ndim == 1:
            noise = torch.randn(value.shape) * 0.3
            value.data = noise.abs() + 0.5 if name.endswith(("running_var", "weight")) else noise


def exported(model: Any, inputs: tuple[Any, ...], new: bool) -> Any:
    """Return the ONNX model, without the paths of this machine that PyTorch writes into it."""
    names = ["input"] if len(inputs) == 1 else [f"input.{i}" for i in range(len(inputs))]
    target = io.BytesIO()
    options: dict[str, Any] = {"input_names": names, "output_names": ["output"]}
    if new:
        torch.onnx.export(model, inputs, dynamo=True, opset_version=20, **options).save(target)
    else:
        axes = {name: {0: "batch"} for name in (*names, "output")}
        torch.onnx.export(model, inputs, target, dynamo=False, opset_version=14, dynamic_axes=axes, **options)
    found = onnx.load_model_from_string(target.getvalue())
    del found.metadata_props[:], found.graph.metadata_props[:], found.graph.value_info[:]
    for part in (*found.graph.node, *found.graph.initializer, *found.graph.input, *found.graph.output):
        part.doc_string = ""
        kept = [entry for entry in part.metadata_props if entry.key == "pkg.torch.onnx.name_scopes"]
        del part.metadata_props[:]
        part.metadata_props.extend(kept)
    return found


def answer(model: Any, arrays: dict[str, Any]) -> Any:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    feeds = {given.name: x for given, x in zip(session.get_inputs(), arrays.values(), strict=True)}
    return session.run(None, feeds)[0]


def main() -> None:
    torch.manual_seed(15)
    changed: dict[str, Any] = {}
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (model, *inputs) in models().items():
            moved(model)
            model.eval()
            arrays = {"input" if len(inputs) == 1 else f"input.{i}": x.numpy() for i, x in enumerate(inputs)}
            for end, new in (("old", False), ("new", True)):
                found = exported(model, tuple(inputs), new)
                archive.writestr(f"{name}.{end}.onnx", found.SerializeToString())
                output = answer(found, arrays)
                with torch.no_grad():
                    assert np.abs(output - model(*inputs).numpy()).max() < 1e-5, name
                for what, other in changes(found):
                    try:
                        changed[f"{name}.{end}.onnx: {what}"] = answer(other, arrays)
                    except Exception:  # noqa: BLE001, S112 - the runtime refuses the graph
                        continue
            pairs = io.BytesIO()
            np.savez(pairs, **arrays, output=output)
            archive.writestr(f"{name}.pairs.npz", pairs.getvalue())
        table = io.BytesIO()
        np.savez_compressed(table, **changed)
        archive.writestr("changes.npz", table.getvalue())


if __name__ == "__main__":
    main()
