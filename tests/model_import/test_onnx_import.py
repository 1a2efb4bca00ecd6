"""Models in ONNX give the answers of ONNX Runtime, and what cannot be imported is refused by name."""

import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from sitegen import nn
from sitegen.cli import cli
from sitegen.errors import SitegenError
from sitegen.model_import import (
    channels_first,
    check_answers,
    check_graph,
    fit_state,
    read_answers,
    read_model,
)
from tests.model_import.onnx_changes import changes

ARCHIVE = zipfile.ZipFile(Path(__file__).parent / "fixtures" / "onnx.zip")
FILES = [name for name in ARCHIVE.namelist() if name.endswith(".onnx")]
FOLDER = tempfile.TemporaryDirectory()
UNROLLED = "rnn.new.onnx"  # torch.export writes an RNN as products of every step
RNG = np.random.default_rng(0)
CHANGES = 3  # of the graphs that are changed in one thing, so many of every file are imported


class First(nn.Module):
    """A layer without the state or weights that it also returns."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Any) -> Any:
        return self.layer(x)[0]


class Mean(nn.Module):
    def forward(self, x: Any) -> Any:
        return x.mean(dim=1)


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = convolution(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        self.conv2 = convolution(outputs, outputs, 3, 1, 1, bias=False)
        self.short = convolution(inputs, outputs, 1, stride)

    def forward(self, x: Any) -> Any:
        y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (y + self.short(x)).relu()


class Reader(nn.Module):
    """A network whose last layer has the weight of the embedding."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.hidden = nn.Embedding(9, 6, rng=RNG), linear(6, 6)
        self.head = linear(6, 9, bias=False)
        self.head.weight = self.words.weight

    def forward(self, x: Any) -> Any:
        return self.head(self.hidden(self.words(x)).tanh())


class Sequence(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.wide = nn.Conv1d(3, 4, 3, padding=1, rng=RNG)
        self.narrow, self.slope = nn.Conv1d(4, 2, 3, dilation=2, rng=RNG), nn.PReLU(4)

    def forward(self, x: Any) -> Any:
        return self.narrow(self.slope(self.wide(x)))


class Pair(nn.Module):
    """A decoder: attention to itself, and to a memory."""

    def __init__(self) -> None:
        super().__init__()
        self.block = nn.TransformerDecoderLayer(8, 2, 16, 0.0, "gelu", norm_first=True, rng=RNG)

    def forward(self, x: Any, memory: Any) -> Any:
        return self.block(x, memory)


def linear(inputs: int, outputs: int, **options: Any) -> nn.Linear:
    return nn.Linear(inputs, outputs, rng=RNG, **options)


def convolution(*sizes: Any, **options: Any) -> nn.Conv2d:
    return nn.Conv2d(*sizes, rng=RNG, **options)


def words(layer: nn.Module, size: int) -> nn.Sequential:
    return nn.Sequential(nn.Embedding(9, 6, rng=RNG), First(layer), linear(size, 3))


def cnn(activation: nn.Layer, eps: float = 2e-4, padding: Any = 1, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        *(convolution(2, 4, 3, padding=padding), nn.BatchNorm2d(4, eps=eps), nn.ReLU(), nn.MaxPool2d(2)),
        *(convolution(4, 6, 3, stride), activation, nn.Flatten(), linear(24, 3)),
    )


def grouped(groups: int = 2, eps: float = 1e-3, slope: float = 0.2) -> nn.Sequential:
    return nn.Sequential(
        *(convolution(4, 4, 3, padding=1, groups=4), nn.GELU(), convolution(4, 6, 1), nn.LeakyReLU(slope)),
        *(convolution(6, 4, 3, 2, (1, 0), groups=2), nn.GroupNorm(groups, 4, eps=eps)),
        *(nn.GlobalAveragePool(), linear(4, 3)),
    )


def encoder(heads: int = 2, eps: float = 1e-4, **options: Any) -> nn.Sequential:
    block = nn.TransformerEncoderLayer(8, heads, 16, 0.0, "gelu", layer_norm_eps=eps, rng=RNG, **options)
    return nn.Sequential(block, linear(8, 2))


def autoencoder() -> nn.Sequential:
    return nn.Sequential(
        *(convolution(1, 3, 3, 2, 1), nn.ReLU(), nn.Flatten(), linear(48, 5), nn.Tanh()),
        *(linear(5, 48), nn.ELU(0.7), nn.Reshape(4, 4, 3), nn.ConvTranspose2d(3, 2, 3, 2, 1, 1, rng=RNG)),
        *(nn.ReLU(), nn.ConvTranspose2d(2, 1, 4, 1, 2, rng=RNG), nn.Sigmoid()),
    )


MODELS: dict[str, Callable[[], nn.Module]] = {
    "mlp": lambda: nn.Sequential(linear(4, 8), nn.GELU("tanh"), linear(8, 2)),
    "cnn": lambda: cnn(nn.SiLU()),
    "grouped": grouped,
    "lstm": lambda: words(nn.LSTM(6, 5, 2, rng=RNG), 5),
    "gru": lambda: words(nn.GRU(6, 5, bidirectional=True, rng=RNG), 10),
    "rnn": lambda: words(nn.RNN(6, 5, rng=RNG), 5),
    "encoder": encoder,
    "decoder": Pair,
    "mean": lambda: nn.Sequential(nn.Embedding(9, 6, rng=RNG), Mean(), linear(6, 2)),
    "autoencoder": autoencoder,
    "residual": lambda: nn.Sequential(Block(2, 4, 2), Block(4, 4, 1)),
    "tied": Reader,
    "sequence": Sequence,
}


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    for name in [name for name in ARCHIVE.namelist() if name != "changes.npz"]:
        (tmp_path / name).write_bytes(ARCHIVE.read(name))
    return tmp_path


def model_of(name: str) -> nn.Module:
    return MODELS[name.partition(".")[0]]()


def imported(path: Path, model: nn.Module) -> str:
    """Fill the model from a file; return what was compared."""
    found = read_model(path)
    assert found.graph is not None
    model.load_state_dict(fit_state(found, model))
    return check_graph(path.name, found.graph, model)


@pytest.mark.parametrize("name", [name for name in FILES if name != UNROLLED])
def test_a_model_gives_the_answers_of_onnx_runtime(name: str, fixtures: Path) -> None:
    model = model_of(name)
    assert "The answers differ by at most" in imported(fixtures / name, model)
    first = channels_first(read_model(fixtures / name), model)
    pairs = read_answers(fixtures / f"{name.partition('.')[0]}.pairs.npz", channels_first=first)
    assert check_answers(model, pairs, name) < 2e-6
    state = fit_state(read_model(fixtures / name), model, pairs.inputs)
    np.testing.assert_array_equal(state[next(iter(state))], model.state_dict()[next(iter(state))])


@pytest.mark.parametrize(
    ("name", "model", "message"),
    [
        (UNROLLED, MODELS["rnn"], r"1.layer \(RNN\): expected RNN, received 1.layer \(Linear\)"),
        (
            "gru.old.onnx",
            lambda: words(nn.LSTM(6, 5, rng=RNG), 5),
            r"expected LSTM, received 1.layer \(GRU\)",
        ),
        ("mlp.new.onnx", lambda: nn.Sequential(linear(4, 8)), r"the model has no module for 2 \(Linear\)"),
        (
            "mlp.new.onnx",
            lambda: nn.Sequential(linear(4, 8), nn.GELU(), linear(8, 2)),
            r"(?s)answers differ .* first layer whose output the graph does not have is 1 \(GELU\); "
            r"there the graph has Gelu \(node_gelu\)",
        ),
        ("cnn.old.onnx", lambda: cnn(nn.GELU()), r"(?s)differ .* is 5 \(GELU\); there the graph has Sigmoid"),
        (
            "cnn.new.onnx",
            lambda: cnn(nn.SiLU(), padding=2, stride=2),
            r"(?s)0 \(Conv2d\): pads are \(\(1, 1\), \(1, 1\)\) zeros .* model adds \(\(2, 2\), \(2, 2\)\)"
            r".*4 \(Conv2d\): strides is \(1, 1\), and the model has \(2, 2\)",
        ),
        ("grouped.old.onnx", lambda: grouped(eps=1e-5), r"5 \(GroupNorm\): epsilon is 0.001, .* has 1e-05"),
        ("grouped.new.onnx", lambda: grouped(groups=4), r"num_groups is 2, and the model has 4"),
        ("grouped.new.onnx", lambda: grouped(slope=0.1), r"(?s)differ .* is 3 \(LeakyReLU\)"),
        ("encoder.old.onnx", lambda: encoder(eps=1e-5), r"0.norm1 \(LayerNorm\): epsilon is 0.0001"),
        (
            "encoder.new.onnx",
            lambda: encoder(heads=4),
            r"(?s)differ .* is 0.self_attn \(MultiheadAttention\)",
        ),
        ("encoder.new.onnx", lambda: encoder(causal=True), r"(?s)differ .* is 0.self_attn"),
        ("encoder.new.onnx", lambda: encoder(norm_first=True), r"the answers differ from those of the graph"),
        (
            "tied.old.onnx",
            lambda: nn.Sequential(nn.Embedding(9, 6, padding_idx=0, rng=RNG), linear(6, 6), linear(6, 9)),
            r"padding_idx is 0, and the graph has other numbers than 0 in that row",
        ),
    ],
)
def test_a_model_that_differs_is_refused_by_name(
    name: str, model: Callable[[], nn.Module], message: str, fixtures: Path
) -> None:
    with pytest.raises(SitegenError, match=message):
        imported(fixtures / name, model())


@pytest.mark.parametrize("name", [name for name in FILES if name != UNROLLED])
def test_a_graph_that_is_changed_in_one_thing_is_refused_or_gives_its_own_answers(
    name: str, fixtures: Path
) -> None:
    truth = np.load(io.BytesIO(ARCHIVE.read("changes.npz")))
    graphs = changes(onnx.load_model_from_string(ARCHIVE.read(name)))
    ran = [(f"{name}: {what}", changed) for what, changed in graphs if f"{name}: {what}" in truth]
    refused = right = 0
    for key, changed in ran[:: -(-len(ran) // CHANGES)]:
        path, model = fixtures / "changed.onnx", model_of(name)
        path.write_bytes(changed.SerializeToString())
        try:
            said = imported(path, model)
        except (SitegenError, ValueError):
            refused += 1
            continue
        assert "The answers differ by at most" in said, key
        first = channels_first(read_model(path), model)
        pairs = read_answers(fixtures / f"{name.partition('.')[0]}.pairs.npz", channels_first=first)
        output = model.predict(*pairs.inputs)
        expected = truth[key]
        layouts = [expected, np.moveaxis(expected, 1, -1)] if expected.ndim > 2 else [expected]
        scale = max(1, np.abs(expected).max())
        assert any(x.shape == output.shape and np.abs(output - x).max() <= 1e-4 * scale for x in layouts), key
        right += 1
    assert refused + right > 0


def written(
    path: Path, nodes: list[Any], shape: tuple[Any, ...], constants: dict[str, Any], opset: int = 20
) -> Path:
    """Write a graph from ``input`` to ``output``."""
    tensors = [numpy_helper.from_array(np.asarray(x, np.float32), name) for name, x in constants.items()]
    graph = helper.make_graph(
        nodes,
        "graph",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ("N", "M"))],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    path.write_bytes(model.SerializeToString())
    return path


def drawn(*shape: int) -> Any:
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


@pytest.mark.parametrize(
    ("auto_pad", "kernel", "fits"),
    [("SAME_UPPER", 3, True), ("SAME_LOWER", 3, False), ("VALID", 3, False), ("SAME_LOWER", 5, True)],
)
def test_a_picture_with_channels_last_and_automatic_padding(
    auto_pad: str, kernel: int, fits: bool, tmp_path: Path
) -> None:
    """As Keras' models are exported; with stride 2 at 6 pixels the zeros of kernel 3 are odd, in all 1."""
    nodes = [
        helper.make_node("Transpose", ["input"], ["first"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["first", "w", "b"], ["y"], auto_pad=auto_pad, strides=[2, 2]),
        helper.make_node("Transpose", ["y"], ["last"], perm=[0, 2, 3, 1]),
        helper.make_node("Flatten", ["last"], ["flat"]),
        helper.make_node("MatMul", ["flat", "v"], ["output"]),
    ]
    places = 4 if auto_pad == "VALID" else 9
    constants = {"w": drawn(4, 2, kernel, kernel), "b": drawn(4), "v": drawn(4 * places, 3)}
    path = written(tmp_path / "m.onnx", nodes, ("N", 6, 6, 2), constants)
    pads: Any = "same" if kernel == 3 else ((2, 1), (2, 1))
    layers = [convolution(2, 4, kernel, 2, padding=pads), nn.Flatten(), linear(4 * places, 3, bias=False)]
    if fits:
        assert "differ by at most" in imported(path, nn.Sequential(*layers))
    else:
        with pytest.raises(SitegenError, match=r"0 \(Conv2d\): pads are .* and the model adds"):
            imported(path, nn.Sequential(*layers))


def test_zeros_that_a_node_of_their_own_adds_belong_to_the_convolution_or_to_the_model(
    tmp_path: Path,
) -> None:
    nodes = [
        helper.make_node("Pad", ["input", "pads"], ["wide"]),
        helper.make_node("Conv", ["wide", "w"], ["output"], strides=[2, 2]),
    ]
    path = written(tmp_path / "m.onnx", nodes, (2, 3, 6, 6), {"w": drawn(4, 3, 3, 3)})
    model = onnx.load(path)
    zeros = numpy_helper.from_array(np.array([0, 0, 0, 0, 0, 0, 1, 1]), "pads")
    model.graph.initializer.append(zeros)
    path.write_bytes(model.SerializeToString())
    assert "differ" in imported(path, convolution(3, 4, 3, 2, padding=((0, 1), (0, 1)), bias=False))
    with pytest.raises(SitegenError, match="pads are"):
        imported(path, convolution(3, 4, 3, 2, padding=1, bias=False))


def test_other_forms_of_layers(tmp_path: Path) -> None:
    """Scaled products, a root mean square in parts, an instance norm, places, and a bias behind a product."""
    nodes = [
        helper.make_node("Add", ["input", "place"], ["x"]),
        helper.make_node("Mul", ["x", "x"], ["square"]),
        helper.make_node("ReduceMean", ["square"], ["mean"], axes=[-1], keepdims=1),
        helper.make_node("Add", ["mean", "eps"], ["more"]),
        helper.make_node("Sqrt", ["more"], ["root"]),
        helper.make_node("Div", ["x", "root"], ["normal"]),
        helper.make_node("Mul", ["normal", "scale"], ["scaled"]),
        helper.make_node("MatMul", ["scaled", "w"], ["product"]),
        helper.make_node("Add", ["b", "product"], ["y"]),
        helper.make_node("Identity", ["y"], ["output"]),
    ]
    constants = {"place": drawn(1, 5, 4), "eps": [1e-3], "scale": drawn(4), "w": drawn(4, 3), "b": drawn(3)}
    path = written(tmp_path / "m.onnx", nodes, ("N", 5, 4), constants, opset=13)
    parts = [nn.LearnedPosition(5, 4, rng=RNG), nn.RMSNorm(4, eps=1e-3), linear(4, 3)]
    assert "differ by at most" in imported(path, nn.Sequential(*parts))
    parts[1] = nn.RMSNorm(4)
    with pytest.raises(SitegenError, match=r"1 \(RMSNorm\): epsilon is 0.001, and the model has 1.19"):
        imported(path, nn.Sequential(*parts))
    gemm = helper.make_node("Gemm", ["input", "w", "b"], ["output"], alpha=0.5, beta=2.0)
    path = written(tmp_path / "g.onnx", [gemm], ("N", 4), {"w": drawn(4, 3), "b": drawn(3)})
    assert "differ by at most" in imported(path, linear(4, 3))
    norm = helper.make_node("InstanceNormalization", ["input", "s", "b"], ["output"], epsilon=1e-4)
    path = written(tmp_path / "i.onnx", [norm], ("N", 4, 6, 6), {"s": drawn(4), "b": drawn(4)})
    assert "differ by at most" in imported(path, nn.GroupNorm(4, 4, eps=1e-4))


def test_weights_that_the_model_shares_and_the_file_does_not_are_refused(fixtures: Path) -> None:
    model = onnx.load(fixtures / "tied.old.onnx")
    tensor = next(each for each in model.graph.initializer if list(each.dims) == [6, 9])
    tensor.CopyFrom(numpy_helper.from_array(drawn(6, 9), tensor.name))
    onnx.save(model, fixtures / "untied.onnx")
    with pytest.raises(SitegenError, match="are one parameter in the model, and two in the file"):
        imported(fixtures / "untied.onnx", Reader())


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([helper.make_node("QuantizeLinear", ["input", "w"], ["output"])], "quantised numbers are not"),
        ([helper.make_node("RandomNormalLike", ["input"], ["output"])], "draw at random are not imported"),
        (
            [helper.make_node("FusedConv", ["input", "w"], ["output"], domain="com.microsoft")],
            r"expected an ONNX file|operators of com.microsoft are not imported",
        ),
        (
            [
                helper.make_node("Cast", ["w"], ["yes"], to=TensorProto.BOOL),
                helper.make_node(
                    "If",
                    ["yes"],
                    ["output"],
                    name="choose",
                    then_branch=helper.make_graph(
                        [helper.make_node("Identity", ["input"], ["a"])],
                        "a",
                        [],
                        [onnx.ValueInfoProto(name="a")],
                    ),
                    else_branch=helper.make_graph(
                        [helper.make_node("Neg", ["input"], ["b"])], "b", [], [onnx.ValueInfoProto(name="b")]
                    ),
                ),
            ],
            r"If \(choose\): control flow and graphs within graphs are not imported|expected an ONNX file",
        ),
    ],
)
def test_what_is_not_imported_is_refused_by_name(nodes: list[Any], message: str, tmp_path: Path) -> None:
    path = written(tmp_path / "m.onnx", nodes, ("N", 4), {"w": np.float32(0.1)})
    with pytest.raises(SitegenError, match=message):
        read_model(path)


@pytest.mark.parametrize(
    ("settings_", "inputs", "message"),
    [
        ({"direction": "reverse"}, 4, "direction expected 'forward' or 'bidirectional', received 'reverse'"),
        ({"clip": 1.0}, 4, "clip expected 0, received 1.0"),
        ({"activations": ["Sigmoid", "Relu", "Tanh"]}, 4, r"activations expected \['sigmoid', 'tanh'"),
        ({"input_forget": 1}, 4, "input_forget expected 0, received 1"),
        ({"layout": 1}, 4, "layout expected 0, received 1"),
        ({}, 8, r"initial_h expected zeros"),
    ],
)
def test_settings_of_an_lstm_that_have_no_equal_are_refused(
    settings_: dict[str, Any], inputs: int, message: str, tmp_path: Path
) -> None:
    names = ["input", "w", "r", "b", "", "h", "c", "p"][:inputs]
    constants = {"w": drawn(1, 20, 3), "r": drawn(1, 20, 5), "b": drawn(1, 40)}
    constants |= {"h": drawn(1, 2, 5), "c": drawn(1, 2, 5), "p": drawn(1, 15)}
    node = helper.make_node("LSTM", names, ["output"], hidden_size=5, **settings_)
    path = written(tmp_path / "m.onnx", [node], (4, 2, 3), constants)
    with pytest.raises(SitegenError, match=message):
        fit_state(read_model(path), nn.LSTM(3, 5, rng=RNG))


def test_a_graph_that_cannot_be_run_says_what_was_not_checked(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Gemm", ["input", "w"], ["y"], transB=1),
        helper.make_node("Reshape", ["y", "shape"], ["output"]),
    ]
    path = written(tmp_path / "m.onnx", nodes, ("N", 4), {"w": drawn(3, 4)})
    model = onnx.load(path)
    model.graph.initializer.append(numpy_helper.from_array(np.array([7, 7]), "shape"))
    path.write_bytes(model.SerializeToString())
    said = imported(path, linear(4, 3, bias=False))
    assert "The graph cannot be run here" in said
    assert "activations, the order of layers and numbers of heads were not checked" in said


def external(path: Path, location: str, **entries: int) -> Path:
    tensor = TensorProto(
        name="w", data_type=TensorProto.FLOAT, dims=[3, 4], data_location=TensorProto.EXTERNAL
    )
    for key, value in {"location": location, **entries}.items():
        tensor.external_data.add(key=key, value=str(value))
    node = helper.make_node("Gemm", ["input", "w"], ["output"], transB=1)
    model = onnx.load(written(path, [node], ("N", 4), {"w": drawn(3, 4)}))
    model.graph.initializer[0].CopyFrom(tensor)
    path.write_bytes(model.SerializeToString())
    return path


def test_data_beside_the_file_is_read_from_its_folder_only(tmp_path: Path) -> None:
    folder, weight = tmp_path / "models", drawn(3, 4)
    folder.mkdir()
    for place in (folder / "w.bin", tmp_path / "w.bin"):
        place.write_bytes(b"0123" + weight.tobytes())
    model = linear(4, 3, bias=False)
    assert "differ by at most" in imported(external(folder / "m.onnx", "w.bin", offset=4), model)
    np.testing.assert_array_equal(model.weight.array, weight)
    (folder / "link.bin").symlink_to(tmp_path / "w.bin")
    for location in ("../w.bin", str(tmp_path / "w.bin"), "link.bin", "none.bin", ""):
        with pytest.raises(SitegenError, match="expected a file in the folder of the model"):
            read_model(external(folder / "m.onnx", location))
    with pytest.raises(SitegenError, match=r"w.bin has 52 bytes, expected 48 from byte 5 on"):
        read_model(external(folder / "m.onnx", "w.bin", offset=5))


@pytest.mark.parametrize("content", [b"", b"something else", b"\x08\x0a", b"\xff" * 40])
def test_another_file_is_refused_with_its_name(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(content)
    with pytest.raises(SitegenError, match=r"m.onnx: expected an ONNX file, received something"):
        read_model(tmp_path / "m.onnx")


def test_a_graph_that_asks_for_much_memory_is_not_run(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Expand", ["w", "shape"], ["wide"]),
        helper.make_node("ReduceMean", ["wide"], ["one"]),
        helper.make_node("Mul", ["input", "one"], ["output"]),
    ]
    path = written(tmp_path / "m.onnx", nodes, ("N", 4), {"w": np.float32(1)})
    model = onnx.load(path)
    model.graph.initializer.append(numpy_helper.from_array(np.array([1 << 30, 1 << 30]), "shape"))
    path.write_bytes(model.SerializeToString())
    assert "expected at most 33554432 numbers, the graph asks for 1.15e+18" in imported(path, nn.Identity())


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FILES), st.data())
def test_damaged_files_are_refused_or_read_without_another_error(name: str, data: Any) -> None:
    content = bytearray(ARCHIVE.read(name))
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    for place in data.draw(st.lists(st.integers(0, max(len(content) - 1, 0)), max_size=4)):
        if content:
            content[place] = data.draw(st.integers(0, 255))
    path = Path(FOLDER.name) / "damaged.onnx"
    path.write_bytes(content)
    try:
        imported(path, model_of(name))
    except (SitegenError, ValueError) as error:
        assert type(error) in (SitegenError, ValueError)


def test_without_the_library_the_message_says_what_to_install(
    fixtures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(SitegenError, match=r"models in ONNX need onnx: pip install 'sitegen-live\[models\]'"):
        read_model(fixtures / "mlp.old.onnx")


DEMO = """
from sitegen import nn


def network(rng):
    return nn.Sequential(nn.Linear(4, 8, rng=rng), nn.GELU("tanh"), nn.Linear(8, 2, rng=rng))
"""


def test_a_model_is_imported_for_a_demo_on_the_command_line(
    fixtures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fixtures / "sitegen.toml").write_text('title = "T"\nbase_url = "https://a.org/"\n', encoding="utf-8")
    (fixtures / "content" / "demos").mkdir(parents=True)
    (fixtures / "content" / "demos" / "mine.py").write_text(DEMO, encoding="utf-8")
    monkeypatch.chdir(fixtures)
    run = CliRunner()
    line = ["model", "import", "mlp.new.onnx", "--for", "demos.mine:network", "-o", "mine.npz"]
    done = run.invoke(cli, [*line, "--expect", "mlp.pairs.npz"])
    assert done.exit_code == 0, done.output
    assert "from those of the graph, for drawn inputs" in done.output
    assert "from 3 stored ones" in done.output
    assert "wrote mine.npz" in done.output
    shown = run.invoke(cli, ["model", "show", "lstm.new.onnx"])
    assert "1.layer node_LSTM_126.weight_hh" in shown.output
    assert "11 arrays, 572 numbers, read as onnx" in shown.output
    shutil.copy("mlp.pairs.npz", "bad.onnx")
    done = run.invoke(cli, ["model", "show", "bad.onnx"])
    assert done.exit_code == 1
    assert "bad.onnx: expected an ONNX file, received something else or a damaged one" in done.output
