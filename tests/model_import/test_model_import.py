"""Models that PyTorch wrote give PyTorch's answers, and what cannot be imported is refused by name."""

import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sitegen import nn
from sitegen.cli import cli
from sitegen.errors import SitegenError
from sitegen.model_import import check_answers, fit_state, read_answers, read_model, takes_pictures

FIXTURES = Path(__file__).parent / "fixtures"
RNG = np.random.default_rng(0)


class Recurrent(nn.Module):
    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.words = nn.Embedding(9, 6, rng=RNG)
        self.layer = kind(6, 5, num_layers=2, bidirectional=True, rng=RNG)
        self.head = nn.Linear(10, 3, rng=RNG)

    def forward(self, x: Any) -> Any:
        return self.head(self.layer(self.words(x))[0])


class Reader(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        block = nn.TransformerEncoderLayer(8, 2, 16, 0.0, "gelu", norm_first=True, rng=RNG)
        self.words = nn.Embedding(9, 8, rng=RNG)
        self.encoder = nn.TransformerEncoder(block, 2, nn.LayerNorm(8))
        self.head = nn.Linear(8, 9, bias=False, rng=RNG)
        self.head.weight = self.words.weight

    def forward(self, x: Any) -> Any:
        return self.head(self.encoder(self.words(x)))


def cnn(activation: nn.Layer) -> nn.Sequential:
    return nn.Sequential(
        *(nn.Conv2d(2, 4, 3, padding=1, rng=RNG), nn.BatchNorm2d(4), activation, nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 4, 3, groups=4, rng=RNG), nn.ReLU(), nn.Flatten(), nn.Linear(16, 3, rng=RNG)),
    )


def sequence(dilation: int) -> nn.Sequential:
    last = nn.Conv1d(4, 2, 3, dilation=dilation, rng=RNG)
    return nn.Sequential(nn.Conv1d(3, 4, 3, padding=1, rng=RNG), nn.SiLU(), last)


MODELS: dict[str, Callable[[], nn.Module]] = {
    "mlp.pt": lambda: nn.Sequential(nn.Linear(4, 8, rng=RNG), nn.GELU(), nn.Linear(8, 2, rng=RNG)),
    "cnn.pt": lambda: cnn(nn.GELU()),
    "sequence.npz": lambda: sequence(2),
    "transpose.npz": lambda: nn.Sequential(
        nn.Conv2d(2, 3, 1, rng=RNG), nn.ConvTranspose2d(3, 2, 3, 2, 1, 1, rng=RNG), nn.GroupNorm(1, 2)
    ),
    "rnn.safetensors": lambda: Recurrent(nn.RNN),
    "lstm.safetensors": lambda: Recurrent(nn.LSTM),
    "gru.safetensors": lambda: Recurrent(nn.GRU),
    "reader.pt": Reader,
}


def imported(name: str, model: nn.Module) -> float:
    answers = read_answers(FIXTURES / f"{Path(name).stem}.pairs.npz", channels_first=takes_pictures(model))
    model.load_state_dict(fit_state(read_model(FIXTURES / name), model, answers.inputs))
    return check_answers(model, answers, name)


@pytest.mark.parametrize("name", MODELS)
def test_a_model_of_pytorch_gives_its_answers(name: str) -> None:
    assert imported(name, MODELS[name]()) < 2e-6


def test_another_activation_is_refused_with_the_first_layer_that_differs() -> None:
    with pytest.raises(SitegenError, match=r"(?s)answers differ .* first layer that differs is 2 \(SiLU\)"):
        imported("cnn.pt", cnn(nn.SiLU()))


def test_another_dilation_is_refused_though_the_shapes_of_the_weights_fit() -> None:
    with pytest.raises(SitegenError, match=r"output expected shape \(2, 5, 2\), received \(2, 7, 2\)"):
        imported("sequence.npz", sequence(1))


def test_a_flattened_picture_needs_an_input() -> None:
    with pytest.raises(SitegenError, match="in another order than PyTorch's; give --expect with an input"):
        fit_state(read_model(FIXTURES / "cnn.pt"), cnn(nn.GELU()))


def test_a_whole_model_is_refused_and_its_code_is_not_run(tmp_path: Path) -> None:
    with pytest.raises(
        SitegenError, match=r"the file names torch.nn.* save torch.save\(model.state_dict\(\), path\)"
    ):
        read_model(FIXTURES / "whole.pt")

    class Harmful:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "run",)

    with zipfile.ZipFile(tmp_path / "bad.pt", "w") as archive:
        archive.writestr("bad/data.pkl", pickle.dumps({"a": Harmful()}))
    with pytest.raises(SitegenError, match="the file names pathlib"):
        read_model(tmp_path / "bad.pt")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("model.gguf", r"weights in .gguf are not read"),
        ("model.txt", r"weights in .txt are not read\n  Expected .safetensors, .pt, .pth, .npz"),
        ("model.pt", r"model.pt: expected a file of torch.save since PyTorch 1.6, received something else"),
        ("model.npz", r"model.npz: expected an npz file"),
    ],
)
def test_other_files_are_refused_by_name(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(SitegenError, match=message):
        read_model(tmp_path / name)


def test_keras_weights_are_read_in_their_order(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(3, 2, rng=RNG))
    kernel, bias = np.arange(6, dtype=np.float32).reshape(3, 2), np.ones(2, np.float32)
    np.savez(tmp_path / "arrays.npz", kernel, bias)
    found = read_model(tmp_path / "arrays.npz")
    assert found.origin == "keras"
    model.load_state_dict(fit_state(found, model))
    np.testing.assert_array_equal(model.predict(np.eye(3, dtype=np.float32)), kernel + 1)


DEMO = """
from sitegen import nn


def network(rng):
    return nn.Sequential(nn.Linear(4, 8, rng=rng), nn.GELU(), nn.Linear(8, 2, rng=rng))
"""
CARD = (
    '{"data": "d", "licence": "l", "script": "s", "seed": 1, "metric": "m", "score": 1.0, '
    '"baseline": "b", "baseline_score": 0.5}'
)


def test_a_model_is_imported_for_a_demo_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitegen.toml").write_text(
        'title = "T"\nbase_url = "https://example.org/"\n', encoding="utf-8"
    )
    (tmp_path / "content" / "demos").mkdir(parents=True)
    (tmp_path / "content" / "demos" / "mine.py").write_text(DEMO, encoding="utf-8")
    (tmp_path / "card.json").write_text(CARD, encoding="utf-8")
    shutil.copy(FIXTURES / "mlp.pt", tmp_path)
    shutil.copy(FIXTURES / "mlp.pairs.npz", tmp_path)
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    line = ["model", "import", "mlp.pt", "--for", "demos.mine:network", "-o", "mine.npz"]
    done = run.invoke(
        cli, [*line, "--expect", "mlp.pairs.npz", "--card", "card.json", "--precision", "float32"]
    )
    assert done.exit_code == 0, done.output
    assert "The answers differ by at most" in done.output
    model = nn.Sequential(nn.Linear(4, 8, rng=RNG), nn.GELU(), nn.Linear(8, 2, rng=RNG))
    assert nn.load_model(tmp_path / "mine.npz", model).licence == "l"
    done = run.invoke(cli, line)
    assert "Nothing was checked: give --expect" in done.output
    assert "load_model also needs a card" in done.output
    done = run.invoke(cli, [*line[:4], "demos.mine:netwrk", *line[5:]])
    assert "demos.mine has no function netwrk" in done.output
    assert "network" in done.output
    shown = run.invoke(cli, ["model", "show", "mlp.pt"])
    assert "module.0.weight" in shown.output
    assert "4 arrays, 58 numbers, read as pytorch" in shown.output
