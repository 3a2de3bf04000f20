"""What the bench says of a critic is what differences of its scores say."""

import numpy as np
import pytest
import torch
from verification.expected import FOREIGN

from ganreg.backend import Batch
from ganreg.conformance.verification.claim import claim_of
from ganreg.conformance.verification.formulas import spaces
from ganreg.conformance.verification.penalty import cotangent, explained, slopes_of, unit
from ganreg.conformance.verification.sampling import sampling_of
from ganreg.conformance.verification.target import load
from ganreg_torch.verification.bench import TorchBench
from ganreg_torch.verification.probes import usual
from ganreg_torch.verification.witness import Call, evaluated


@pytest.fixture(scope="module")
def runs():
    target = load(f"{FOREIGN}/penalties.py:half")
    return TorchBench(target, "gradient penalty", 10.0).observations()


@pytest.mark.parametrize("k", [0, 1, 3])
def test_weight_gradients_agree_with_differences(k):
    network = usual()[k].network()
    x = usual()[k].batch()[0]
    claim = claim_of("gp", 1.0)
    evaluation = evaluated(Call(x, network(x), network, 0))
    pulled = evaluation.pull_slopes(cotangent(claim, evaluation))

    def value(shift):
        moved = [p.detach().double() + shift * d for p, d in zip(network.parameters(), directions, strict=True)]
        wide = usual()[k].network().double()
        for p, new in zip(wide.parameters(), moved, strict=True):
            p.data.copy_(new)
        return unit(claim).value(slopes_of(evaluated(Call(x, x, wide, 0))))

    generator = torch.Generator().manual_seed(0)
    directions = [torch.randn(p.shape, generator=generator, dtype=torch.float64) for p in network.parameters()]
    along = pulled @ np.concatenate([d.reshape(-1).numpy() for d in directions])
    assert along == pytest.approx((value(1e-5) - value(-1e-5)) / 2e-5, rel=1e-6)


def test_the_claim_agrees_with_the_reference_engine():
    import ganreg

    gan = ganreg.build(constraint="gp", data_shape=(3,), batch_size=4, seed=1, backend="reference")
    engine = gan.engine
    batch = Batch(np.random.default_rng(0).normal(size=(4, 3)))
    terms = engine.gradients("critic", engine.state, batch, engine.draws.at("critic", update=0)).terms
    claim = claim_of("gp")
    assert claim.weight == 10
    assert float(claim.oracle.value(np.array([1.5, 0.5]))) == 2.5
    assert terms["gradient_penalty"] > 0


def test_the_points_are_told(runs):
    assert sampling_of(runs).key == "interpolates"
    assert len(runs) == len(usual())


CLAIM = claim_of("gp")
SPACES = spaces(4, 1.0)


@pytest.mark.parametrize("place", range(4), ids=["score", "norm", "function", "aggregate"])
def test_each_wrong_formula_is_found_by_its_numbers(runs, place):
    """A function that gave a wrong formula's numbers would be named so: no two formulas are taken for one another."""
    import attrs

    centre = [choices[0] for choices in SPACES]
    for coordinate in SPACES[place][1:]:
        if coordinate.key in ("guard 1e-08", "to-one"):  # less than float32 shows; the claim's own target
            continue
        compute = [coordinate if k == place else one for k, one in enumerate(centre)]
        found = explained(CLAIM, [attrs.evolve(o, returned=(_returned(o, compute),)) for o in runs])
        assert found is not None, coordinate.key
        assert found.candidate is not None, coordinate.key
        assert found.candidate.places[place].key == coordinate.key or _alike(found, compute, runs), coordinate.key


def _returned(o, places):
    import attrs

    transform, norm, phi, aggregate = (one.compute for one in places)
    value = sum(aggregate(phi, np.atleast_1d(norm(transform(e)))) for e in o.asked)
    return attrs.evolve(o.returned[0], value=value)


def _alike(found, places, runs):
    """Whether another formula gives the same numbers, up to a factor, and so cannot be told apart."""
    ratios = [_returned(o, found.candidate.places).value / _returned(o, places).value for o in runs]
    return np.allclose(ratios, ratios[0], rtol=1e-3)
