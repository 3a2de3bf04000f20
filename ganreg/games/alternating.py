"""Alternating play."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from ganreg.claim import Claim
from ganreg.games.abstract import AbstractGame

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine, Batch, Terms


@attrs.frozen(kw_only=True)
class Alternating(AbstractGame):
    """n_critic critic updates, then one of the generator, which sees the critic that they have made.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), Algorithm 1.
    """

    name = "alternating"
    claim = Claim(
        "circles",
        "on the bilinear game, with steps h ≤ 2/√n_critic; the volume is preserved",
        "Mescheder et al. 2018 (arXiv 1801.04406), section 2",
    )

    def play(
        self, engine: "AbstractEngine", critic_batches: "Sequence[Batch]", generator_batch: "Batch | None"
    ) -> "Terms":
        """One step after another."""
        terms: Terms = {}
        for batch in critic_batches:
            terms = engine.critic_step(batch)
        return terms | engine.generator_step(generator_batch)
