import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sitegen.nn import SGD, Linear, Module, Parameter, Residual, Sequential, Tanh, detect_anomaly
from sitegen.nn.parameter import flatten


@pytest.fixture
def model(rng: np.random.Generator) -> Sequential:
    return Sequential(Linear(2, 4, rng=rng), Tanh(), Residual(Linear(4, 4, rng=rng)), Linear(4, 1, rng=rng))


def test_gradients_of_a_model_agree_with_central_differences(
    model: Sequential, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    check_gradients(model, rng.standard_normal((3, 2)))


def test_parameters_are_named_by_their_path(model: Sequential) -> None:
    assert [name for name, _ in model.named_parameters()] == [
        "0.weight",
        "0.bias",
        "2.layer.weight",
        "2.layer.bias",
        "3.weight",
        "3.bias",
    ]
    assert model.parameter_count == 12 + 20 + 5


def test_all_parameters_are_views_of_one_flat_vector(model: Sequential) -> None:
    value, grad = model.flatten()
    assert value.dtype == np.float32
    assert value.size == grad.size == model.parameter_count
    value[:] = 7
    grad[:] = 3
    assert all((p.array == 7).all() and (p.gradient == 3).all() for p in model.parameters())
    assert np.shares_memory(flatten(model.parameters())[0], value)


def test_a_part_of_a_model_is_flattened_in_place(model: Sequential) -> None:
    whole, _ = model.flatten()
    part, _ = model.layers[3].flatten()
    part[:] = 5
    assert (whole[-5:] == 5).all()


def test_assigning_a_value_keeps_the_view(model: Sequential) -> None:
    flat, _ = model.flatten()
    model.parameters()[0].data = np.full((4, 2), 9, np.float32)
    assert (flat[:8] == 9).all()
    with pytest.raises(ValueError, match=r"Parameter: data expected shape \(4, 2\), received \(3,\)"):
        model.parameters()[0].data = np.zeros(3, np.float32)


def test_a_layer_called_twice_runs_backward_in_the_opposite_order(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    shared = Linear(3, 3, rng=rng)
    twice = Sequential(shared, Tanh(), shared)
    assert twice.parameter_count == 12
    check_gradients(twice, rng.standard_normal((2, 3)))


def test_predict_records_nothing_and_restores_the_mode(model: Sequential) -> None:
    x = np.ones((2, 2), np.float32)
    y = model.predict(x)
    assert type(y) is np.ndarray
    assert np.array_equal(y, model(x).array)
    assert model(x).requires_grad
    assert all(module.training for module in model.modules())


def test_train_and_eval_reach_every_part(model: Sequential) -> None:
    assert model.eval() is model
    assert not any(module.training for module in model.modules())
    model.train()
    assert all(module.training for module in model.modules())


def test_state_round_trip_gives_the_same_output(model: Sequential, rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 2)).astype(np.float32)
    y, state = model.predict(x), model.state_dict()
    for parameter in model.parameters():
        parameter.array.fill(0)
    assert not model.predict(x).any()
    model.load_state_dict(state)
    assert np.array_equal(model.predict(x), y)


def test_a_state_that_does_not_fit_is_refused_whole(model: Sequential) -> None:
    state = model.state_dict()
    before = {name: array.copy() for name, array in state.items()}
    state["0.wieght"] = state.pop("0.weight")
    state["3.bias"] = np.zeros(2, np.float32)
    state["3.weight"] = np.array([["a"]])
    with pytest.raises(ValueError, match="the state does not fit") as caught:
        model.load_state_dict(state)
    message = str(caught.value)
    assert "0.weight: missing" in message
    assert "0.wieght: unknown, did you mean 0.weight?" in message
    assert "3.bias: expected shape (1,), received (2,)" in message
    assert "3.weight: expected an array of numbers" in message
    assert all(np.array_equal(array, before[name]) for name, array in model.state_dict().items())


def test_a_copied_model_trains_on_its_own_and_keeps_shared_layers_shared(rng: np.random.Generator) -> None:
    shared = Linear(2, 2, rng=rng)
    model = Sequential(shared, Tanh(), shared)
    model.flatten()
    twin = pickle.loads(pickle.dumps(copy.deepcopy(model)))
    assert twin.parameter_count == 6
    before = model.state_dict()
    optimizer = SGD(twin.parameters(), lr=1.0)
    for parameter in twin.parameters():
        parameter.grad = np.ones(parameter.shape)
    optimizer.step()
    np.testing.assert_allclose(twin.state_dict()["0.weight"], before["0.weight"] - 1, rtol=1e-6)
    assert all(np.array_equal(array, before[name]) for name, array in model.state_dict().items())


def test_parameters_are_found_in_lists_tuples_and_dicts_of_any_depth(rng: np.random.Generator) -> None:
    class Branches(Module):
        def __init__(self) -> None:
            super().__init__()
            self.parts = {"a": [Linear(1, 1, rng=rng)], "b": (Linear(1, 1, rng=rng, bias=False),)}
            self.scales = [Parameter(np.ones(2)), Parameter(np.ones(3))]

        def forward(self, x: Any) -> Any:
            return self.parts["a"][0](x) * self.scales[0][0]

    assert [name for name, _ in Branches().named_parameters()] == [
        "scales.0",
        "scales.1",
        "parts.a.0.weight",
        "parts.a.0.bias",
        "parts.b.0.weight",
    ]


def test_a_module_without_the_constructor_of_the_base_class_works(rng: np.random.Generator) -> None:
    class Bare(Module):
        def __init__(self) -> None:
            self.layer = Linear(2, 1, rng=rng)

        def forward(self, x: Any) -> Any:
            return self.layer(x)

    model = Bare()
    model(np.ones((1, 2), np.float32)).sum().backward()
    assert model.layer.weight.grad is not None


def test_an_error_names_the_path_of_its_layer(rng: np.random.Generator) -> None:
    model = Sequential(Linear(2, 4, rng=rng), Residual(Sequential(Tanh(), Linear(3, 4, rng=rng))))
    with pytest.raises(
        ValueError, match=r"^1\.layer\.1: Linear: x expected shape \(\.\.\., 3\), received \(5, 4\)"
    ):
        model(np.zeros((5, 2), np.float32))


def test_a_parameter_is_not_replaced_by_an_array(rng: np.random.Generator) -> None:
    layer = Linear(2, 1, rng=rng)
    with pytest.raises(
        TypeError, match=r"Linear: weight expected a Parameter, .* module.weight.data = array"
    ):
        layer.weight = np.zeros((1, 2), np.float32)  # type: ignore[assignment]


def test_a_tied_parameter_may_stand_in_a_state_under_each_of_its_names(rng: np.random.Generator) -> None:
    first, second = Linear(2, 2, rng=rng), Linear(2, 2, rng=rng, bias=False)
    second.weight = first.weight
    model = Sequential(first, second)
    state = model.state_dict()
    assert "1.weight" not in state
    model.load_state_dict({**state, "1.weight": state["0.weight"]})
    with pytest.raises(ValueError, match=r"0.bias: expected finite numbers of float32, received NaN"):
        model.load_state_dict({**state, "0.bias": np.array([np.nan, 0])})


def test_a_frozen_part_gets_no_gradient_and_passes_it_on(rng: np.random.Generator) -> None:
    first, second = Linear(2, 3, rng=rng), Linear(3, 1, rng=rng).requires_grad_(False)
    Sequential(first, second)(np.ones((1, 2), np.float32)).sum().backward()
    assert first.weight.grad is not None
    assert second.weight.grad is None


def test_printing_a_model_shows_shapes_and_counts(model: Sequential) -> None:
    assert "(0): Linear(weight (4, 2), bias (4,))" in repr(model)
    assert repr(model).endswith("# 37 parameters")


def test_only_layers_go_into_a_sequence() -> None:
    with pytest.raises(TypeError, match="Sequential: layer 1 expected a Module, received str 'tanh'"):
        Sequential(Tanh(), "tanh")  # type: ignore[arg-type]


def test_a_residual_layer_that_changes_the_shape_is_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"the layer's output .*expected shape \(1, 2\), received \(1, 3\)"):
        Residual(Linear(2, 3, rng=rng))(np.zeros((1, 2), np.float32))


def test_a_sequence_is_read_like_a_list(model: Sequential) -> None:
    assert len(model) == 4
    assert isinstance(model[1], Tanh)
    assert [type(layer).__name__ for layer in model] == ["Linear", "Tanh", "Residual", "Linear"]


def test_the_gradient_adds_up_over_backward_passes(rng: np.random.Generator) -> None:
    layer = Linear(2, 1, rng=rng)
    for _ in range(3):
        layer(np.ones((1, 2), np.float32)).sum().backward()
    assert layer.weight.grad is not None
    assert layer.weight.grad.tolist() == [[3, 3]]
    layer.zero_grad()
    assert layer.weight.grad is None


def test_the_first_layer_with_nan_is_named_when_asked(model: Sequential) -> None:
    model[2].layer.weight.array[0, 0] = np.nan
    with (
        pytest.raises(FloatingPointError, match=r"^2.layer: Linear: the output is the first with NaN"),
        detect_anomaly(),
    ):
        model(np.ones((1, 2), np.float32))


def test_integer_parameters_are_refused() -> None:
    with pytest.raises(TypeError, match="Parameter: data expected a floating-point array"):
        Parameter(np.zeros(2, np.int64))
