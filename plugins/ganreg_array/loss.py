"""A loss of given scores, over an array namespace."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.backend import LossEvaluation
from ganreg.losses.abstract import AbstractLoss
from ganreg_array.namespace import Namespace


def evaluate_loss(
    loss: AbstractLoss, player: str, real: NDArray[Any], fake: NDArray[Any], space: Namespace
) -> LossEvaluation:
    """One player's loss and its hand-written gradients in the scores."""
    r, f = space.array(real), space.array(fake)
    if player == "critic":
        value, (d_real, d_fake) = loss.critic(r, f, space.xp), loss.critic_gradients(r, f, space.xp)
    else:
        value, (d_real, d_fake) = loss.generator(r, f, space.xp), loss.generator_gradients(r, f, space.xp)
    host = None if d_real is None else space.to_numpy(d_real)
    return LossEvaluation(float(space.to_numpy(value)), host, np.asarray(space.to_numpy(d_fake)))
