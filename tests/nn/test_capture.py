import numpy as np
import pytest

from sitegen.nn import (
    LSTM,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Linear,
    Sequential,
    Tanh,
    Tensor,
    TransformerEncoder,
    capture,
    count,
    summary,
)


def test_activations_and_gradient_norms_are_published_by_path(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 3, rng=rng), Tanh(), Linear(3, 1, rng=rng))
    x = rng.standard_normal((4, 2)).astype(np.float32)
    with capture(model) as seen:
        (2 * model(x)).sum().backward()
    assert list(seen) == ["0.output", "1.output", "2.output", "output"]
    np.testing.assert_allclose(seen["1.output"], np.tanh(seen["0.output"]), rtol=4e-7)
    assert seen.gradient_norms["2"] == pytest.approx(4)
    assert seen.gradients["1"].shape == (4, 3)
    assert "0.output" in seen
    with pytest.raises(KeyError, match=r"'3.output' was not published; there is 0.output, 1.output"):
        seen["3.output"]


def test_gates_states_and_their_gradients_are_published(rng: np.random.Generator) -> None:
    model = Sequential(LSTM(2, 3, rng=rng), Linear(3, 1, rng=rng))
    with capture(model) as seen:
        model(rng.standard_normal((2, 5, 2)).astype(np.float32))[:, -1].sum().backward()
    for name in (
        "input_gate",
        "forget_gate",
        "candidate",
        "output_gate",
        "cell",
        "hidden",
        "hidden_grad",
        "cell_grad",
    ):
        assert seen[f"0.{name}"].shape == (2, 5, 3)
    np.testing.assert_allclose(seen["0.hidden"], seen["0.output_gate"] * np.tanh(seen["0.cell"]), rtol=1e-5)
    norms = np.linalg.norm(seen["0.hidden_grad"], axis=(0, 2))
    assert norms[0] < norms[-1]


def test_nothing_is_watched_after_the_block_even_if_it_fails(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 2, rng=rng))
    with pytest.raises(ValueError, match="x expected shape"), capture(model) as seen:
        model(np.zeros((1, 3), np.float32))
    model(np.zeros((1, 2), np.float32)).sum().backward()
    assert list(seen) == []
    assert all(module.watcher is None and "watch_gradient" not in vars(module) for module in model.modules())


def test_a_capture_inside_another_takes_over_until_it_ends() -> None:
    model, x = Sequential(Tanh()), Tensor(np.ones((1, 2), np.float32), requires_grad=True)
    with capture(model) as outer:
        with capture(model) as inner:
            model(x).sum().backward()
        model(2 * x)
        model(3 * x)
    assert len(inner.all("output")) == 1
    assert len(outer.all("output")) == 2
    assert inner.gradients.keys() == {"", "0"}
    assert not outer.gradients


def test_every_call_of_a_shared_layer_is_kept(rng: np.random.Generator) -> None:
    shared = Linear(2, 2, rng=rng)
    with capture(Sequential(shared, shared)) as seen:
        Sequential(shared, shared)(np.ones((1, 2), np.float32))
    first, second = seen.all("0.output")
    np.testing.assert_array_equal(shared.predict(first), second)


def test_costs_are_counted_layer_by_layer(rng: np.random.Generator) -> None:
    model = Sequential(Conv2d(1, 8, 3, rng=rng), Tanh(), Flatten(), Linear(8 * 36, 10, rng=rng))
    costs = count(model, (2, 8, 8, 1))
    assert [(cost.path, cost.kind, cost.parameters, cost.multiply_adds) for cost in costs] == [
        ("0", "Conv2d", 80, 2 * 36 * 8 * 9),
        ("3", "Linear", 2890, 2 * 288 * 10),
    ]
    assert costs[0].output == (2, 6, 6, 8)
    assert sum(cost.parameters for cost in costs) == model.parameter_count
    assert all("forward" not in vars(module) for module in model.modules())


def test_costs_of_attention_and_recurrence_follow_their_products(rng: np.random.Generator) -> None:
    time, size = 5, 4
    encoder = TransformerEncoder.of(1, size, 2, 8, rng=rng)
    costs = {cost.path: cost.multiply_adds for cost in count(encoder, (1, time, size))}
    assert costs["layers.0.self_attn"] == 3 * time * size * size + 2 * time * time * size
    assert costs["layers.0.linear1"] == time * size * 8
    (paint,) = count(ConvTranspose2d(2, 3, 2, stride=2, rng=rng), (1, 4, 4, 2))
    assert paint.multiply_adds == 4 * 4 * 2 * 2 * 2 * 3
    (lstm,) = count(LSTM(3, size, rng=rng), (2, time, 3))
    assert lstm.multiply_adds == 2 * time * 4 * size * (3 + size)


def test_a_summary_has_a_line_for_every_module_with_a_cost(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 3, rng=rng), Tanh(), Linear(3, 1, rng=rng))
    lines = [line.split() for line in summary(model, (1, 2)).splitlines()]
    assert [line[0] for line in lines] == ["module", "0", "2", "total"]
    assert lines[-1] == ["total", "13", "9"]
