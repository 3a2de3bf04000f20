"""Play that also makes both gradients small."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractFeaturePenalty, AbstractInputTransform, AbstractReparametrisation
from ganreg.errors import CombinationError
from ganreg.games.abstract import PLAYERS, AbstractSimultaneousGame
from ganreg.params import NON_NEGATIVE, param
from ganreg.state import map_parameters

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine, Batch, Gradients, Terms
    from ganreg.recipe import Recipe


@attrs.frozen(kw_only=True)
class Consensus(AbstractSimultaneousGame):
    """w ← w + h·(v − γ·∇½‖v‖²) with v = −(∇_c L_c, ∇_g L_g), the field of both players' losses.

    ∇½‖v‖² = Jᵀv is taken in the parameters of both players, J with all four blocks: the critic's loss changes with the
    generator too, through the fake samples and the points of penalties. The optimizers are given −v + γ·∇½‖v‖². Each
    player's loss has latents of its own, as in every other update.

    It needs the second derivatives of both losses in all parameters, the third ones of a critic under a gradient
    penalty: see which backends have `field_pullback`.

    Source: Mescheder et al. 2017 (arXiv 1705.10461), Algorithm 2; γ = 10 as in the authors' experiments on images.
    """

    name = "consensus"
    claim = Claim(
        "converges",
        "on the bilinear game, with steps that are small beside 1/γ",
        "Mescheder et al. 2017 (arXiv 1705.10461), section 4",
    )
    differentiates_gradients = True

    gamma: float = param(10.0, "The weight γ of ½‖v‖².", validator=NON_NEGATIVE)

    def check(self, recipe: "Recipe") -> None:
        """Refuse what holds a number constant on which the gradients depend: their pullback would lack a part."""
        kinds = (AbstractReparametrisation, AbstractInputTransform, AbstractFeaturePenalty)
        without: list[Any] = [constraint for constraint in recipe.constraints if isinstance(constraint, kinds)]
        without += [] if recipe.loss.twice_differentiable else [recipe.loss]
        if without:
            raise CombinationError(
                f"Consensus optimization differentiates both gradients once more, and {without[0]!r} holds numbers "
                "constant that depend on scores, weights or samples. Leave it out, or take game='extragradient', which "
                "needs no second derivatives."
            )

    def move(self, engine: "AbstractEngine", batches: "Mapping[str, Batch | None]") -> "Terms":
        """Both gradients and their pullback, then both steps."""
        state = engine.state
        found = {player: engine.evaluate(player, state, batches[player]) for player in PLAYERS}
        pulled = engine.evaluate_pullback(state, batches)
        for player in PLAYERS:
            engine.apply(player, self._regularised(found[player], pulled[player]))
        return {name: value for parts in (found, pulled) for own in parts.values() for name, value in own.terms.items()}

    def _regularised(self, gradients: "Gradients", pullback: "Gradients") -> "Gradients":
        def combined(own: Any, other: Any) -> Any:
            return own + self.gamma * other

        return attrs.evolve(gradients, params=map_parameters(combined, gradients.params, pullback.params))
