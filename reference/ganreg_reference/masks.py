"""The factors of dropout for one set of samples after another."""

from ganreg.draws import StepDraws
from ganreg_reference.network import ReferenceNetwork
from ganreg_reference.weights import Array, Weights


def masked(network: ReferenceNetwork, weights: Weights, samples: str, n: int, draw: StepDraws) -> Weights:
    """The weights, with factors for one pass of n samples in training: each 0 with probability p, else 1/(1 − p).

    Args:
        network: in training.
        weights: its trained ones.
        samples: whose pass it is: `critic/real`, `critic/fake`, `critic/constraint/0/1` or `generator/generated`.
        n: how many samples there are.
        draw: the draws of this evaluation; those of layer 3 at real samples come from `dropout/critic/real/3`.
    """
    factors: dict[str, Array] = {}
    for name, spec in network.factors.items():
        stream = draw.stream(f"dropout/{samples}/{name.rpartition('.')[0]}")
        factors[name] = stream.bernoulli(1.0 - spec.rate, (n, *spec.shape)) * (1.0 / (1.0 - spec.rate))
    return {**weights, **factors}
