"""Single steps, for a loop of one's own."""

import numpy as np
import pytest
from small_gan import BACKENDS, DATA, SIZE, same_bits, samples, small_gan, state, trained

from ganreg.data import Scaling
from ganreg.errors import (
    DataError,
)


@pytest.mark.parametrize("backend", BACKENDS)
def test_steps_by_hand_are_those_of_fit(backend):
    own, fitted = (small_gan(backend=backend, scaling=Scaling(1.0, 2.0)) for _ in range(2))
    fitted.fit(DATA, iterations=1)
    for index in range(2):
        terms = own.critic_step(fitted.source.batch(SIZE, own_draws(own), index).x)
    assert {"critic_loss", "gradient_penalty", "wasserstein_estimate"} <= set(terms)
    assert "generator_loss" in own.generator_step()
    assert same_bits(own, fitted)


def own_draws(gan):
    from ganreg.draws import Draws

    return Draws(gan.recipe.seed)


@pytest.mark.parametrize("wrong", [DATA[0], DATA[:0], [[1.0, np.nan]], [["a", "b"]], [[1j, 2j]], [[1.0], [1.0, 2.0]]])
def test_a_step_refuses_what_is_no_batch(wrong):
    gan = trained()
    before = state(gan)
    for use in (gan.critic_step, gan.scores, gan.slopes):
        with pytest.raises(DataError):
            use(wrong)
    assert all(np.array_equal(value, before[name]) for name, value in state(gan).items())


def test_a_step_refuses_samples_of_another_shape():
    with pytest.raises(DataError, match=r"shape \(4, 3\), expected \(n, 2\)"):
        trained().critic_step(samples(4, (3,)))
