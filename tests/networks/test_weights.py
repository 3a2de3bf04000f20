"""A network may start from given arrays."""

import attrs
import numpy as np
import pytest

from ganreg.draws import Draws
from ganreg.errors import NetworkError, ParameterError
from ganreg.networks import BatchNorm, BoundNetwork, Dense, ReLU, Residual, Sequential, mlp
from ganreg.networks.network import AbstractNetwork

STACK = [Dense(2), BatchNorm(affine=False), Residual([Dense(2, bias=False)]), Dense(1)]
SHAPES = {
    "0.weight": (2, 3),
    "0.bias": (2,),
    "1.running_mean": (2,),
    "1.running_var": (2,),
    "2.body.0.weight": (2, 2),
    "3.weight": (1, 2),
    "3.bias": (1,),
}


def weights(**changes):
    rng = np.random.default_rng(0)
    return {name: rng.normal(size=shape) for name, shape in (SHAPES | changes).items() if shape is not None}


def bind(given):
    return BoundNetwork.bind(Sequential(STACK, weights=given), (3,), (1,), "critic")


def started(bound):
    return bound.initial(Draws(0), "critic") | bound.initial_buffers(Draws(0), "critic")


def test_parameters_and_buffers_start_from_the_given_arrays():
    start = started(bind(weights()))
    assert set(start) == set(SHAPES)
    assert all(np.array_equal(start[name], array) for name, array in weights().items())


def test_the_start_is_float64_and_a_copy_each_time():
    single = {name: array.astype(np.float32) for name, array in weights().items()}
    bound = bind(single)
    start, kept = started(bound), single["0.weight"].copy()
    assert all(array.dtype == np.float64 for array in start.values())
    start["0.weight"][:] = 7
    single["0.weight"][:] = 8
    np.testing.assert_array_equal(started(bound)["0.weight"], kept)


def test_a_network_without_given_arrays_draws_them():
    assert Sequential(STACK).start() is None
    assert mlp().start() is None
    assert not np.array_equal(started(bind(None))["0.weight"], weights()["0.weight"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"0.bias": None, "1.running_var": None}, r"missing 0\.bias, 1\.running_var; left over none\."),
        (
            {"1.num_batches_tracked": (), "4.weight": (1,)},
            r"missing none; left over 1\.num_batches_tracked, 4\.weight\.",
        ),
        ({"2.body.0.weight": None, "2.weight": (2, 2)}, r"missing 2\.body\.0\.weight; left over 2\.weight\."),
        (dict.fromkeys(SHAPES), r"missing 0\.weight, 0\.bias, .*; left over none\. Expected 0\.weight, "),
    ],
    ids=["missing", "left over", "both", "all missing"],
)
def test_names_must_be_those_of_the_network(changes, message):
    with pytest.raises(NetworkError, match=message):
        bind(weights(**changes))


@pytest.mark.parametrize(("name", "shape"), [("0.weight", (3, 2)), ("1.running_mean", (2, 1)), ("3.bias", ())])
def test_shapes_must_be_those_of_the_network(name, shape):
    with pytest.raises(NetworkError) as error:
        bind(weights(**{name: shape}))
    assert f"do not fit the critic: {name} has shape {shape}, expected {SHAPES[name]}" in str(error.value)


@pytest.mark.parametrize("wrong", [[np.zeros(3)], np.zeros(3), {0: np.zeros(3)}, 3])
def test_what_is_no_mapping_of_names_is_refused(wrong):
    with pytest.raises(ParameterError, match="expected arrays by name"):
        Sequential(STACK, weights=wrong)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("text", r"an array of <U4, does not consist of finite numbers"),
        (None, r"an array of object, does not"),
        (1j, r"an array of complex128, does not"),
        (np.array([1.0, np.nan]), r"an array of float64, does not"),
        ([[1.0], [1.0, 2.0]], r"becomes no NumPy array"),
    ],
    ids=["text", "None", "complex", "NaN", "ragged"],
)
def test_what_is_no_array_of_numbers_is_refused_by_name(wrong, message):
    with pytest.raises(ParameterError, match=rf"weights\['0\.weight'\].* {message}"):
        Sequential(STACK, weights={"0.weight": wrong})


def test_the_weights_of_a_torch_module_fit():
    nn = pytest.importorskip("torch.nn")
    module = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
    network = Sequential([Dense(2), ReLU(), Dense(1)], weights=module.state_dict())
    start = BoundNetwork.bind(network, (3,), (1,)).initial(Draws(0), "critic")
    np.testing.assert_array_equal(start["2.weight"], module[2].weight.detach())
    with pytest.raises(ParameterError, match=r"becomes no NumPy array: .*requires grad"):
        Sequential([Dense(2)], weights=dict(module.named_parameters()))


def test_arrays_have_no_part_in_equality_hash_repr_and_description():
    with_arrays, without = Sequential(STACK, weights=weights()), Sequential(STACK)
    assert with_arrays == without
    assert hash(with_arrays) == hash(without)
    assert repr(with_arrays) == repr(without)
    assert attrs.fields(Sequential).weights.metadata["described"] is False
    assert attrs.fields(Sequential).stack.metadata["described"] is True


def test_evolved_specifications_keep_their_arrays():
    changed = attrs.evolve(Sequential(STACK, weights=weights()), stack=STACK[:3])
    np.testing.assert_array_equal(changed.start()["0.bias"], weights()["0.bias"])


def test_a_network_with_a_parameter_for_classes_is_told_them():
    assert mlp(width=3).for_classes(4) == mlp(width=3, classes=4)
    assert mlp(classes=5).for_classes(4) == mlp(classes=5)
    assert Sequential(STACK).for_classes(4) == Sequential(STACK)


def test_a_network_that_is_no_attrs_class_takes_no_classes():
    class Fixed(AbstractNetwork):
        def layers(self, shape, output_shape):
            return (Dense(1),)

    network = Fixed()
    assert network.for_classes(4) is network
