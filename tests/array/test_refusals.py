"""What the array engine refuses, in words of ganreg's own."""

import attrs
import numpy as np
import pytest

from ganreg.backend import Batch
from ganreg.constraints import AbstractConstraint
from ganreg.errors import DataError, NetworkError, NonFiniteError, UnsupportedError
from ganreg.networks import Dense, ReLU, Sequential

PLAYERS = ("critic", "generator")


def test_labels_are_refused(make_engine, make_batch, gradients_of):
    for player in PLAYERS:
        with pytest.raises(UnsupportedError, match="these networks take none"):
            gradients_of(make_engine(), player, Batch(make_batch().x, label=np.zeros(4)))


@pytest.mark.parametrize("shape", [(4, 2), (4, 3, 1), (0, 3), (3,)])
def test_samples_of_another_shape_are_refused(shape, make_engine):
    with pytest.raises(DataError, match=r"expected \(n, 3\) with n ≥ 1"):
        make_engine().critic_step(Batch(np.zeros(shape)))


@attrs.frozen(kw_only=True)
class Wish(AbstractConstraint):
    """Of no kind that an engine knows."""


def test_an_unknown_kind_of_constraint_is_refused(make_engine):
    with pytest.raises(UnsupportedError, match="do not compute Wish"):
        make_engine(constraints=[Wish()])


@attrs.frozen
class Swish(ReLU):
    pass


def test_an_unknown_layer_is_refused(make_engine):
    with pytest.raises(UnsupportedError, match="Swish"):
        make_engine(critic=Sequential([Dense(3), Swish(), Dense(1)]))


@pytest.mark.parametrize("player", PLAYERS)
def test_a_network_without_parameters_is_refused(player, make_engine):
    with pytest.raises(NetworkError, match=f"The {player}'s network has no parameters"):
        make_engine(**{player: Sequential([ReLU()])}, data_shape=(1,), latent_dim=1)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_step_to_nan_leaves_the_state_as_it_was(make_engine):
    engine = make_engine()
    before = engine.state
    with pytest.raises(NonFiniteError, match="critic_loss"):
        engine.critic_step(Batch(np.full((4, 3), np.nan)))
    assert engine.state is before


def test_a_step_of_the_critic_without_samples_is_refused(make_engine, gradients_of):
    with pytest.raises(DataError, match=r"critic's step .* got None"):
        gradients_of(make_engine(), "critic", None)
