"""A state is a value that is flattened into named arrays and put together again."""

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_gan import samples, small_gan

from ganreg.errors import CheckpointError
from ganreg.state import EngineState, FlatParameters, OptimizerState, PlayerState, map_parameters

shapes = st.dictionaries(
    st.sampled_from(["0.weight", "0.bias", "1.weight", "1.bias"]),
    st.lists(st.integers(1, 4), max_size=3).map(tuple),
    min_size=1,
)


def flat(layout, start=0.0):
    total = sum(int(np.prod(shape)) for shape in layout.values())
    return FlatParameters(np.arange(start, start + total), layout)


def player(value):
    params = {"0.weight": np.full((2, 3), value), "0.bias": np.full(2, value)}
    moments = {"mean": {name: array + 1 for name, array in params.items()}}
    average = {name: array + 3 for name, array in params.items()}
    buffers = {"running": np.full(2, value + 2)}
    return PlayerState(params, OptimizerState(3, moments), updates=4, buffers=buffers, average=average)


def anchored(value):
    own = player(value)
    return attrs.evolve(own, anchor={name: array - 1 for name, array in own.params.items()})


@pytest.fixture
def whole():
    return EngineState(player(1.0), player(5.0), ({}, {"slope": np.array([7.0])}))


@given(shapes)
def test_flat_parameters_are_views_into_one_buffer(layout):
    params = flat(layout)
    assert list(params) == list(layout)
    assert {name: params[name].shape for name in params} == layout
    assert np.array_equal(np.concatenate([params[name].reshape(-1) for name in params]), params.buffer)
    params.buffer += 1
    assert params[next(iter(layout))].reshape(-1)[0] == 1


@given(shapes)
def test_mapping_over_flat_parameters_is_mapping_over_each(layout):
    one, other = flat(layout), flat(layout, 10.0)
    together = map_parameters(lambda a, b: 2 * a + b, one, other)
    each = map_parameters(lambda a, b: 2 * a + b, dict(one), dict(other))
    assert isinstance(together, FlatParameters)
    assert all(np.array_equal(together[name], each[name]) for name in layout)


@given(shapes)
def test_several_results_come_as_a_list_of_mappings(layout):
    one = flat(layout)
    for params in (one, dict(one)):
        doubled, halved = map_parameters(lambda a: (2 * a, a / 2), params, results=2)
        assert all(np.array_equal(doubled[name], 4 * halved[name]) for name in layout)


def test_flattening_names_every_array_by_its_place(whole):
    assert set(whole.flatten()) == {
        f"{name}/{rest}"
        for name in ("critic", "generator")
        for rest in (
            "updates",
            "optimizer/step",
            "params/0.weight",
            "params/0.bias",
            "optimizer/mean/0.weight",
            "optimizer/mean/0.bias",
            "buffers/running",
            "average/0.weight",
            "average/0.bias",
        )
    } | {"constraint/1/slope"}


def test_what_was_flattened_is_put_together_again(whole):
    other = EngineState(player(0.0), player(0.0), ({}, {"slope": np.array([0.0])}))
    back = other.replaced(whole.flatten())
    assert (back.critic.updates, back.critic.optimizer.step) == (4, 3)
    assert all(np.array_equal(value, whole.flatten()[name]) for name, value in back.flatten().items())


def test_a_player_is_replaced_and_the_old_state_stays(whole):
    changed = whole.with_player("critic", player(9.0))
    assert changed.player("critic").params["0.bias"][0] == 9
    assert whole.player("critic").params["0.bias"][0] == 1
    assert changed.generator is whole.generator


@pytest.mark.parametrize(
    "name", ["critic/params/0.weight", "generator/updates", "generator/average/0.bias", "constraint/1/slope"]
)
def test_what_is_missing_is_named(whole, name):
    arrays = whole.flatten()
    del arrays[name]
    with pytest.raises(CheckpointError, match=f"missing \\['{name}'\\]"):
        whole.replaced(arrays)


def test_what_is_left_over_is_named(whole):
    with pytest.raises(CheckpointError, match=r"unexpected \['critic/params/9\.weight'\]"):
        whole.replaced(whole.flatten() | {"critic/params/9.weight": np.zeros(1)})


def test_another_shape_is_refused(whole):
    with pytest.raises(CheckpointError, match=r"'critic/params/0\.bias' has shape \(3,\), expected \(2,\)"):
        whole.replaced(whole.flatten() | {"critic/params/0.bias": np.zeros(3)})


@pytest.mark.parametrize("backend", ["numpy", "torch", "reference"])
def test_a_state_of_other_networks_is_refused_and_changes_nothing(backend):
    gan = small_gan(backend=backend, data_shape=(2,))
    before = gan.engine.export_state()
    with pytest.raises(CheckpointError):
        gan.engine.import_state(small_gan(data_shape=(3,)).engine.export_state())
    assert all(np.array_equal(value, before[name]) for name, value in gan.engine.export_state().items())


@pytest.mark.parametrize("source", ["numpy", "torch", "reference"])
@pytest.mark.parametrize("target", ["numpy", "torch", "reference"])
def test_a_state_moves_between_backends_without_loss(source, target):
    def double(name):
        return name if name == "reference" else {"name": name, "dtype": "float64"}

    one = small_gan(backend=double(source), optimizer={"name": "adam", "lr": 0.1}).fit(samples(), iterations=2)
    other = small_gan(backend=double(target), optimizer={"name": "adam", "lr": 0.1}, data_shape=(2,))
    other.engine.import_state(one.engine.export_state())
    moved = other.engine.export_state()
    assert all(np.array_equal(value, moved[name]) for name, value in one.engine.export_state().items())
    assert list(moved) == list(one.engine.export_state())


def test_an_anchor_is_part_of_the_flattened_state_and_comes_back():
    state = EngineState(anchored(1.0), anchored(5.0))
    flattened = state.flatten()
    assert flattened["generator/anchor/0.bias"].tolist() == [4.0, 4.0]
    back = state.replaced({name: value + 1 for name, value in flattened.items()})
    assert back.critic.anchor["0.weight"].tolist() == [[1.0] * 3] * 2
    assert back.critic.params["0.weight"].tolist() == [[2.0] * 3] * 2
