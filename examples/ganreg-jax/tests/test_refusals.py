"""What this backend does not take, and what it says then."""

import attrs
import numpy as np
import pytest
from ganreg_jax.device import DeviceName
from test_trajectory import gan_of

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import AbstractConstraint
from ganreg.errors import CombinationError, DataError, DeviceError, NetworkError, ParameterError, UnsupportedError
from ganreg.losses import Sinkhorn
from ganreg.networks import BatchNorm, Dense, Flatten, Sequential, Tanh


@attrs.frozen(kw_only=True)
class OfNoKind(AbstractConstraint):
    """Nothing that an engine knows."""

    name = "of_no_kind"


def test_sinkhorn_is_declared_unsupported_and_refused_with_the_reason():
    with pytest.raises(UnsupportedError, match="plans are found on the host"):
        ganreg.build(loss=Sinkhorn(), backend="jax")


def test_a_recipe_that_was_made_elsewhere_is_refused_too():
    recipe = gan_of("wgan-gp", "numpy", loss=Sinkhorn()).recipe
    backend = gan_of("wgan-gp").recipe.backend
    with pytest.raises(UnsupportedError, match="plans are found on the host"):
        backend.engine(attrs.evolve(recipe, backend=backend))


def test_a_constraint_of_no_known_kind_is_refused():
    with pytest.raises(UnsupportedError, match=r"does not compute OfNoKind.*Derive it"):
        gan_of("wgan-gp", constraint=OfNoKind()).engine  # noqa: B018


def test_a_critic_that_mixes_samples_is_refused_under_a_gradient_penalty():
    with pytest.raises(CombinationError, match="layer normalisation"):
        gan_of("wgan-gp", critic=Sequential((Dense(4), BatchNorm(), Tanh(), Dense(1)))).engine  # noqa: B018


def test_a_network_without_parameters_is_refused():
    with pytest.raises(NetworkError, match="generator's network has no parameters"):
        gan_of("wgan-gp", generator=Sequential((Flatten(), Tanh()))).engine  # noqa: B018


def test_batch_norm_refuses_one_number_per_channel():
    gan = gan_of("wgan-gp", loss="hinge", constraint="none", generator=Sequential((Dense(2), BatchNorm())))
    with pytest.raises(NetworkError, match="at least 2 numbers per channel"):
        gan.engine.generator_step(Batch(np.ones((1, 2))))


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        (Batch(None), "needs real samples"),
        (Batch(np.ones((8, 3))), r"shape \(8, 3\), expected \(n, 2\)"),
        (Batch(np.ones((0, 2))), "n ≥ 1"),
    ],
)
def test_samples_of_another_shape_are_refused(batch, expected):
    with pytest.raises(DataError, match=expected):
        gan_of("wgan-gp").engine.critic_step(batch)


def test_labels_that_nobody_takes_are_refused():
    with pytest.raises(UnsupportedError, match="networks take none"):
        gan_of("wgan-gp").engine.critic_step(Batch(np.ones((8, 2)), np.zeros(8, int)))


@pytest.mark.parametrize("device", ["tpu", "cpu:99"])
def test_a_device_that_is_not_there_is_refused(device):
    with pytest.raises(DeviceError, match=device):
        ganreg.build(backend="jax", device=device)


@pytest.mark.parametrize("device", DeviceName().examples()[1])
def test_what_names_no_device_is_refused(device):
    with pytest.raises(ParameterError, match="expected one of 'auto', 'cpu'"):
        ganreg.build(backend={"name": "jax", "device": device})


def test_the_devices_that_are_here_are_named():
    devices = ganreg.build(backend="jax").recipe.backend.devices()
    assert "cpu:0" in devices
    assert len(set(devices)) == len(devices)


def test_names_of_devices_are_taken():
    assert all(map(DeviceName().accepts, DeviceName().examples()[0]))
    assert ganreg.build(backend="jax", device="cpu:0", data_shape=(2,)).engine.placement.device.platform == "cpu"


def test_a_term_that_is_not_finite_stops_the_step_before_it_is_taken():
    engine = gan_of("wgan-gp").engine
    before = engine.export_state()
    with pytest.raises(ganreg.GanregError, match=r"critic_loss became nan in critic update 0"):
        engine.critic_step(Batch(np.full((8, 2), np.nan)))
    assert all(np.array_equal(value, before[name]) for name, value in engine.export_state().items())
