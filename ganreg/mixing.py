"""Critics whose score for one sample depends on the others of its batch, and penalties that do not go with them.

A gradient penalty takes the gradient of each sample's own score. Where samples mix there is only that of the scores'
sum, and what is penalised is another function (Gulrajani et al. 2017, section 4, "No critic batch normalization").
"""

import warnings
from typing import Any

from ganreg.constraints.abstract import AbstractConstraint
from ganreg.constraints.points import Fake, Real
from ganreg.constraints.squared_slope import AbstractSquaredSlope
from ganreg.errors import CombinationError, GanregWarning
from ganreg.networks.network import BoundNetwork

REFUSAL = "batch-norm-with-gp"


def check_specified(critic: BoundNetwork, constraints: tuple[AbstractConstraint, ...], allow: tuple[str, ...]) -> None:
    """`check_mixing` for a specified critic, whose layers say whether they mix samples."""
    mixing = [f"{layer!r} (layer {place})" for place, layer in enumerate(critic.layers) if layer.mixes_samples]
    if mixing:
        check_mixing(f"batch normalisation in {mixing[0]}", constraints, allow)


def check_mixing(
    cause: str, constraints: tuple[AbstractConstraint, ...], allow: tuple[str, ...], one_number: bool = False
) -> None:
    """Refuse a critic that mixes samples under a gradient penalty, or warn of it.

    Args:
        cause: where it mixes them, in words.
        constraints: of the critic.
        allow: refusals that are lifted.
        one_number: whether samples see one another through a single number only, such as a minibatch's standard
            deviation; with R1 and R2 that is in use (Karras et al. 2020, StyleGAN2), and only warned of.

    Raises:
        CombinationError: there is a gradient penalty, or another constraint that takes the gradient of each sample's
            own score, and the refusal is not lifted.
    """
    asking = [constraint for constraint in constraints if constraint.per_sample_gradients]
    if not asking or REFUSAL in allow:
        return
    fact = f"The critic's score for one sample depends on the other samples of the batch: {cause}."
    if one_number and all(map(_is_zero_centred, asking)):
        warnings.warn(
            f"{fact} The penalty takes the gradient of the scores' sum there, not of each sample's own score.",
            GanregWarning,
            stacklevel=5,
        )
        return
    raise CombinationError(
        f"{fact} {type(asking[0]).__name__} takes the gradient of each sample's own score, which does not exist there. "
        "Use layer normalisation (dcgan(norm='layer'), GroupNorm(1); nn.LayerNorm, nn.GroupNorm(1, …) in a module of "
        f"your own), or lift this refusal with allow=['{REFUSAL}']. On the command line: --set critic.norm=layer or "
        f"--allow {REFUSAL}."
    )


def _is_zero_centred(penalty: Any) -> bool:
    """Whether this is R1 or R2, under whatever name: the square of the slope at samples of one kind."""
    squared = isinstance(penalty, AbstractSquaredSlope) or getattr(penalty, "target", None) == 0
    return squared and isinstance(getattr(penalty, "points", None), (Real, Fake))
