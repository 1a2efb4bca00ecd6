"""Models that Keras wrote give Keras' answers, and what cannot be imported is refused by name."""

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
from sitegen.model_import import check_answers, fit_state, read_answers, read_model

ARCHIVE = Path(__file__).parent / "fixtures" / "keras.zip"
RNG = np.random.default_rng(0)
FILES = [name for name in zipfile.ZipFile(ARCHIVE).namelist() if not name.endswith(".npz")]
REFUSED = ("reset_before.keras", "separable.keras")
# No order and no settings: which of three Dense layers is in the inner model, which norm lacks its scale.
NEEDS_KERAS = ("nested.weights.h5", "batch_norm.weights.h5")


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keras")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder


class Output(nn.Module):
    """A recurrent or attention layer without the state or weights that it also returns."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Any) -> Any:
        return self.layer(x)[0]


class Average(nn.Module):
    def forward(self, x: Any) -> Any:
        return x.mean(dim=1)


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention, self.norm = nn.MultiheadAttention(4, 2, rng=RNG), nn.LayerNorm(4, eps=1e-3)

    def forward(self, x: Any) -> Any:
        return self.norm(self.attention(x)[0] + x)


class Own(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.head, self.hidden = linear(5, 2), linear(4, 5)  # in another order than in Keras
        self.norm, self.activation = nn.LayerNorm(5, eps=1e-3), nn.GELU()

    def forward(self, x: Any) -> Any:
        return self.head(self.norm(self.activation(self.hidden(x))))


class Inner(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.narrow, self.wide = linear(5, 3), linear(4, 5)

    def forward(self, x: Any) -> Any:
        return self.narrow(self.wide(x).tanh())


class Misspelt(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.narrow, self.wider = linear(5, 3), linear(4, 5)


class Nested(nn.Module):
    def __init__(self, inner: type[nn.Module] = Inner) -> None:
        super().__init__()
        self.inner, self.head = inner(), linear(3, 2)

    def forward(self, x: Any) -> Any:
        return self.head(self.inner(x))


def linear(inputs: int, outputs: int, bias: bool = True) -> nn.Linear:
    return nn.Linear(inputs, outputs, bias=bias, rng=RNG)


def words(layer: nn.Module, size: int) -> nn.Sequential:
    return nn.Sequential(nn.Embedding(9, 6, rng=RNG), Output(layer), linear(size, 3))


def convolution(inputs: int, outputs: int, size: int, **options: Any) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, size, rng=RNG, **options)


MODELS: dict[str, Callable[[], nn.Module]] = {
    "dense": lambda: nn.Sequential(linear(4, 8), nn.ReLU(), linear(8, 2, bias=False)),
    "convolution": lambda: nn.Sequential(
        *(convolution(2, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), linear(16, 3))
    ),
    "strided": lambda: nn.Sequential(
        convolution(2, 4, 3, stride=2, padding="same"), convolution(4, 4, 2, padding="same", groups=2)
    ),
    "depthwise": lambda: nn.Sequential(convolution(2, 4, 3, groups=2), convolution(4, 3, 1)),
    "transposed": lambda: nn.Sequential(nn.ConvTranspose2d(2, 3, 4, 2, 1, rng=RNG)),
    "sequence": lambda: nn.Sequential(
        nn.Conv1d(3, 4, 3, padding=(4, 0), dilation=2, rng=RNG),
        nn.ReLU(),
        nn.Conv1d(4, 2, 3, stride=2, rng=RNG),
    ),
    "batch_norm": lambda: nn.Sequential(linear(4, 6), nn.BatchNorm1d(6, eps=0.02)),
    "embedding": lambda: nn.Sequential(nn.Embedding(9, 6, rng=RNG), Average(), linear(6, 2)),
    "lstm": lambda: words(nn.LSTM(6, 4, rng=RNG), 4),
    "gru": lambda: words(nn.GRU(6, 4, rng=RNG), 4),
    "rnn": lambda: words(nn.RNN(6, 4, rng=RNG, recurrent_bias=False), 4),
    "bidirectional": lambda: words(nn.LSTM(6, 4, bidirectional=True, rng=RNG), 8),
    "layer_norm": lambda: nn.Sequential(linear(4, 6), nn.LayerNorm(6, eps=0.01), linear(6, 2)),
    "group_norm": lambda: nn.Sequential(convolution(2, 4, 3), nn.GroupNorm(2, 4, eps=1e-3)),
    "attention": Attention,
    "nested": Nested,
    "own": Own,
    "reset_before": lambda: Output(nn.GRU(3, 4, rng=RNG)),
    "separable": lambda: nn.Sequential(convolution(2, 3, 3), nn.PReLU(), nn.Flatten(), linear(48, 2)),
}


def imported(folder: Path, name: str, model: nn.Module) -> float:
    answers = read_answers(folder / f"{name.partition('.')[0]}.pairs.npz", channels_first=False)
    model.load_state_dict(fit_state(read_model(folder / name), model, answers.inputs))
    return check_answers(model, answers, name)


@pytest.mark.parametrize("name", [name for name in FILES if name not in (*REFUSED, *NEEDS_KERAS)])
def test_a_model_of_keras_gives_its_answers(name: str, fixtures: Path) -> None:
    assert imported(fixtures, name, MODELS[name.partition(".")[0]]()) < 5e-6


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reset_before.keras", r"gru\S* \(GRU\): reset_after expected True, received False"),
        ("separable.keras", r"separable_conv2d.* \(SeparableConv2D\): not a layer that is imported; those"),
        ("nested.weights.h5", r"does not say in which order .* come\n  Save the model as .keras"),
        (
            "batch_norm.weights.h5",
            r"expected 4 arrays \(gamma, beta, .* received 3; save the model as .keras",
        ),
    ],
)
def test_what_cannot_be_known_is_refused_by_name(name: str, message: str, fixtures: Path) -> None:
    with pytest.raises(SitegenError, match=message):
        imported(fixtures, name, MODELS[name.partition(".")[0]]())


DIFFERENT: list[tuple[str, Callable[[], nn.Module], str]] = [
    (
        "batch_norm.keras",
        lambda: nn.Sequential(linear(4, 6), nn.BatchNorm1d(6)),
        "epsilon is 0.02, and the model has 1e-05: write eps=0.02",
    ),
    (
        "strided.keras",
        lambda: nn.Sequential(convolution(2, 4, 3, padding=1), convolution(4, 4, 2, padding=1, groups=2)),
        r"write padding=\"same\"\n.* strides is \(2, 2\), and the model has \(1, 1\)\n.*padding 'same' adds",
    ),
    (
        "sequence.keras",
        lambda: nn.Sequential(nn.Conv1d(3, 4, 3, padding=2, rng=RNG), nn.Conv1d(4, 2, 3, stride=2, rng=RNG)),
        r"dilation_rate is \(1, 2\), and the model has \(1, 1\)\n.*padding 'causal' adds",
    ),
    (
        "transposed.keras",
        lambda: nn.Sequential(nn.ConvTranspose2d(2, 3, 4, 2, rng=RNG)),
        "padding is 'same': write padding=1",
    ),
    (
        "group_norm.keras",
        lambda: nn.Sequential(convolution(2, 4, 3), nn.GroupNorm(4, 4, eps=1e-3)),
        "groups is 2, and the model has 4",
    ),
    (
        "bidirectional.keras",
        lambda: words(nn.LSTM(6, 8, rng=RNG), 8),
        "1.layer expected LSTM, received Bidirectional",
    ),
    ("lstm.keras", lambda: words(nn.GRU(6, 4, rng=RNG), 4), "1.layer expected GRU, received LSTM"),
    (
        "dense.keras",
        lambda: nn.Sequential(linear(4, 2)),
        r"expected 1 layers with weights: 0 \(Dense\); received dense",
    ),
    (
        "nested.keras",
        lambda: Nested(Misspelt),
        r"inner.wide \(Dense\): the model has no such layer; did you mean 'inner.wider'",
    ),
    ("dense.weights.h5", lambda: nn.Sequential(linear(4, 2)), r"Dense: expected 1 \(0\), received dense"),
    (
        "dense.keras",
        lambda: nn.Sequential(linear(4, 8), nn.PReLU(), linear(8, 2, bias=False)),
        r"1 \(PReLU\): no layer of Keras is imported for it",
    ),
]


@pytest.mark.parametrize(("name", "model", "message"), DIFFERENT)
def test_a_model_that_differs_is_refused_with_the_setting(
    name: str, model: Callable[[], nn.Module], message: str, fixtures: Path
) -> None:
    with pytest.raises(SitegenError, match=message):
        imported(fixtures, name, model())


def test_another_shape_is_refused_with_the_name_of_the_weight(fixtures: Path) -> None:
    with pytest.raises(ValueError, match=r"0.weight: expected shape \(7, 4\), received \(8, 4\)"):
        imported(fixtures, "dense.keras", nn.Sequential(linear(4, 7), nn.ReLU(), linear(7, 2, bias=False)))


def test_another_activation_is_refused_by_its_answers(fixtures: Path) -> None:
    with pytest.raises(SitegenError, match="the answers differ from the stored ones by"):
        imported(fixtures, "dense.keras", nn.Sequential(linear(4, 8), nn.Tanh(), linear(8, 2, bias=False)))


def test_padding_that_an_embedding_hides_needs_answers(fixtures: Path) -> None:
    found = read_model(fixtures / "embedding.keras")
    found.layers[0].settings["mask_zero"] = True  # type: ignore[index]  # as Keras would have written it
    with pytest.raises(SitegenError, match="mask_zero hides padding"):
        fit_state(found, MODELS["embedding"]())


def test_without_h5py_the_message_names_the_extra(fixtures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "h5py", None)
    with pytest.raises(SitegenError, match=r"need h5py: pip install 'sitegen-live\[models\]'"):
        read_model(fixtures / "dense.keras")


@pytest.mark.parametrize("ending", ["keras", "weights.h5", "h5"])
def test_something_else_is_not_read(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"bad.{ending}").write_bytes(b"something else")
    with pytest.raises(SitegenError, match="expected a file that Keras wrote, received something else"):
        read_model(tmp_path / f"bad.{ending}")
    with zipfile.ZipFile(tmp_path / f"bad.{ending}", "w") as archive:
        archive.writestr("config.json", '{"config": {"layers": [{"class_name": "Dense"}]}}')
        archive.writestr("model.weights.h5", zipfile.ZipFile(ARCHIVE).read("dense.weights.h5"))
    with pytest.raises(SitegenError, match="expected a file that Keras wrote, received something else"):
        read_model(tmp_path / f"bad.{ending}")


@pytest.mark.parametrize(
    "name", ["model", "model.ckpt.data-00000-of-00001", "model.ckpt.index", "saved_model.pb"]
)
def test_files_of_tensorflow_are_refused_with_what_to_save(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir() if name == "model" else (tmp_path / name).touch()
    shown = CliRunner().invoke(cli, ["model", "show", str(tmp_path / name)])
    assert shown.exit_code == 1
    assert 'model.save_weights("NAME.weights.h5")' in shown.output


def test_the_weights_of_a_keras_file_are_shown(fixtures: Path) -> None:
    shown = CliRunner().invoke(cli, ["model", "show", str(fixtures / "nested.h5")])
    assert "inner.wide.kernel" in shown.output
    assert "6 arrays, 51 numbers, read as keras" in shown.output


def test_arrays_of_a_gru_whose_reset_gate_comes_first_are_refused(tmp_path: Path) -> None:
    shapes = ((3, 12), (4, 12), (12,))
    np.savez(tmp_path / "gru.npz", *(np.zeros(shape, np.float32) for shape in shapes))
    with pytest.raises(SitegenError, match="reset_after=False"):
        fit_state(read_model(tmp_path / "gru.npz"), Output(nn.GRU(3, 4, rng=RNG)))
