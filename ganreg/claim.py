"""What a component claims of local convergence, for a test to measure."""

import attrs

VERDICTS = ("converges", "circles", "diverges")


@attrs.frozen
class Claim:
    """A verdict on the Dirac-GAN with this component, and under what conditions it holds.

    The Dirac-GAN has one parameter each: data δ₀, generator δ_θ, critic D(x) = ψ·x (Mescheder et al. 2018).

    Args:
        verdict: `converges` (locally, linearly), `circles` (neither approaches nor leaves the equilibrium, or
            approaches it more slowly than any geometric sequence), `diverges`.
        conditions: with which other parts and step sizes, in words.
        source: who showed it; empty where it is measured only.
    """

    verdict: str = attrs.field(validator=attrs.validators.in_(VERDICTS))
    conditions: str = ""
    source: str = ""
