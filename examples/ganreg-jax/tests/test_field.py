"""The pullback of both gradients, which consensus optimization needs: third derivatives of the critic."""

import numpy as np
import pytest
from kit import backend

from ganreg.conformance import Case, Comparison
from ganreg.conformance.case import Pair
from ganreg.networks import MLP, Tanh

OBJECTIVES = {
    "a penalty at interpolates": ("non_saturating", ("gradient_penalty",)),
    "r1 and one of weights": ("least_squares", ("r1", {"name": "orthogonal", "weight": 0.1})),
    "a loss that looks at real samples": ("relativistic", ({"name": "consistency", "augmentation": "jittered"},)),
}


@pytest.mark.parametrize("name", OBJECTIVES)
def test_it_agrees_with_the_reference(name):
    loss, constraints = OBJECTIVES[name]
    smooth = MLP(width=4, depth=2, activation=Tanh())
    real = np.random.default_rng(3).normal(size=(4, 3))
    case = Case(
        real=real, loss=loss, constraints=constraints, critic=smooth, generator=smooth, game="consensus", seed=3
    )
    pair = Pair.of(case, backend())
    batches, draws = (
        {player: make(player) for player in ("critic", "generator")} for make in (lambda _: pair.batch, pair.draw)
    )
    found = pair.candidate.field_pullback(pair.candidate.state, batches, draws)
    expected = pair.reference.field_pullback(pair.reference.state, batches, draws)
    for player in ("critic", "generator"):
        assert found[player].terms == pytest.approx(expected[player].terms, rel=1e-10)
        for key, array in expected[player].params.items():
            own = pair.candidate.to_numpy(found[player].params[key])
            comparison = Comparison(f"{player}/{key}", "gradient", own, pair.reference.to_numpy(array))
            assert comparison.agrees, comparison.describe()
