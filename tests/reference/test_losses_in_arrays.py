"""An oracle of a stranger's may write its gradients down as lists."""

import attrs
import numpy as np

from ganreg.losses import Wasserstein
from ganreg.registry import registry
from ganreg_reference.losses.in_arrays import LossInArrays
from ganreg_reference.oracles import loss_oracle


@attrs.frozen
class Mine(Wasserstein):
    """E f(x̃) − E f(x)."""

    name = "mine"


class InLists:
    """The same, number by number."""

    def __init__(self, loss):
        pass

    def critic(self, real, fake):
        return sum(fake) / len(fake) - sum(real) / len(real)

    def critic_gradients(self, real, fake):
        return [-1 / len(real) for _ in real], [1 / len(fake) for _ in fake]

    def generator(self, real, fake):
        return -sum(fake) / len(fake)

    def generator_gradients(self, real, fake):
        return None, [-1 / len(fake) for _ in fake]


def test_lists_become_arrays(monkeypatch):
    monkeypatch.setattr(registry()._discovery, "entries", list(registry().entries()))
    registry().register(Mine, oracle=InLists)
    oracle, real, fake = loss_oracle(Mine()), np.array([1.0, 2.0]), np.array([4.0])
    assert isinstance(oracle, LossInArrays)
    assert (oracle.critic(real, fake), oracle.generator(None, fake)) == (2.5, -4.0)
    in_real, in_fake = oracle.critic_gradients(real, fake)
    assert np.array_equal(in_real, [-0.5, -0.5])
    assert np.array_equal(in_fake, [1.0])
    none, in_fake = oracle.generator_gradients(None, fake)
    assert none is None
    assert np.array_equal(in_fake, [-1.0])
