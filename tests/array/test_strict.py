"""Portability: the engine on array-api-strict and a device that is not its default. This is not CuPy itself."""

import array_api_strict as strict
import numpy as np
import pytest

from ganreg.networks import MLP
from ganreg_array.loss import evaluate_loss
from ganreg_array.namespace import Namespace

DEVICE = strict.Device("device1")


@pytest.fixture(params=["float32", "float64"])
def dtype(request):
    return request.param


@pytest.fixture
def space(dtype):
    return Namespace(strict, dtype, DEVICE)


def test_arrays_come_in_with_the_dtype_and_device_of_the_namespace(space, dtype):
    for values in (np.ones((2, 3)), np.ones(2, dtype=np.int64), np.float32(3.0), 2.5):
        array = space.array(values)
        assert array.dtype == getattr(strict, dtype)
        assert array.device == DEVICE


def test_arrays_go_out_as_they_are(space, dtype):
    values = np.arange(6.0).reshape(2, 3)
    host = space.to_numpy(space.array(values))
    assert isinstance(host, np.ndarray)
    assert host.dtype == dtype
    assert np.array_equal(host, values)


def test_an_array_of_a_gpu_is_fetched():
    class OnDevice:
        def get(self):
            return np.ones(2)

    assert Namespace(np, "float64").to_numpy(OnDevice()).tolist() == [1.0, 1.0]


def every_array(engine):
    state = engine.state
    for player in (state.critic, state.generator):
        for arrays in (player.params, *player.optimizer.moments.values()):
            yield from (arrays.buffer, *arrays.values())


@pytest.mark.parametrize("critic", [MLP(width=3, depth=2, layer_norm=True), MLP(width=3, activation="leaky_relu")])
@pytest.mark.parametrize("loss", ["wasserstein", "minimax", "non_saturating"])
def test_all_arrays_of_a_run_stay_on_the_device_and_in_the_precision(critic, loss, dtype, make_strict, make_batch):
    engine = make_strict(dtype, critic=critic, loss=loss, constraints=["gp", {"name": "gp", "points": "real"}, "clip"])
    batch = make_batch()
    engine.iteration([batch, batch], batch)
    engine.import_state(engine.export_state())
    found = [engine.gradients(p, engine.state, batch, engine.draws.at(p, 9)).params for p in ("critic", "generator")]
    for array in (*every_array(engine), *(params.buffer for params in found)):
        assert (array.dtype, array.device) == (getattr(strict, dtype), DEVICE)


def test_it_computes_what_numpy_computes(dtype, make_engine, make_strict, make_batch):
    here, there = make_engine(dtype), make_strict(dtype)
    batch, tolerance = make_batch(), 1e-4 if dtype == "float32" else 1e-12
    for engine in (here, there):
        engine.iteration([batch])
    for name, value in here.export_state().items():
        np.testing.assert_allclose(there.export_state()[name], value, rtol=tolerance, atol=tolerance, err_msg=name)
    for found, expected in (
        (there.scores(batch.x), here.scores(batch.x)),
        (there.slopes(batch.x), here.slopes(batch.x)),
        (there.sample(np.ones((2, 2))), here.sample(np.ones((2, 2)))),
    ):
        assert isinstance(found, np.ndarray)
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


def test_gradients_of_a_host_engine_are_taken_over(make_engine, make_strict, make_batch):
    here, there = make_engine(), make_strict()
    found = here.gradients("critic", here.state, make_batch(), here.draws.at("critic", 0))
    there.apply("critic", found)
    here.apply("critic", found)
    assert there.state.critic.params.buffer.device == DEVICE
    np.testing.assert_allclose(there.export_state()["critic/params/1.weight"], here.state.critic.params["1.weight"])


@pytest.mark.parametrize("player", ["critic", "generator"])
def test_a_loss_is_evaluated_to_the_host(player, space, dtype, make_recipe):
    scores = np.array([1.0, -2.0], dtype=dtype)
    found = evaluate_loss(make_recipe(loss="minimax").loss, player, scores, 3 * scores, space)
    assert type(found.value) is float
    assert (found.fake.dtype, found.fake.shape) == (dtype, (2,))
    assert (found.real is None) == (player == "generator")
