"""The bias of a penalised dual, on the line, where all of it is known."""

import numpy as np
import pytest

from ganreg.benchmark.w1.critic import recipe, train, untrained
from ganreg.benchmark.w1.funnels import Funnels
from ganreg.benchmark.w1.pair import Pair
from ganreg.draws import Draws

LINE = Pair("line", Funnels(np.zeros((1, 1)), np.zeros(1)))
W1 = 2.5 * (1 / 2 - 1 / 9)
WEIGHT, N = 1.0, 2**16


@pytest.fixture(scope="module")
def critic():
    """A critic that is trained with a small weight, so that its bias is large."""
    settings = recipe({"name": "one_sided_gp", "weight": WEIGHT}, 2500)
    gan = untrained(LINE, settings | {"critic": {"name": "mlp", "width": 32, "depth": 2}, "batch_size": 256})
    train(gan, LINE, 2500)
    return gan.engine


def drawn(path):
    return Draws(3).stream(path)


def dual(critic):
    x = LINE.fake(N, drawn("coupled"))
    return float(np.mean(critic.scores(LINE.transported(x)) - critic.scores(x), dtype=np.float64))


def penalty(critic):
    share, fake, real = drawn("share").uniform((N, 1)), LINE.fake(N, drawn("fake")), LINE.real(N, drawn("real"))
    return WEIGHT * float(np.mean(np.maximum(critic.slopes(share * real + (1 - share) * fake) - 1, 0) ** 2))


def test_the_bias_is_twice_the_penalty(critic):
    # On the line the slope is 1 + |F_Q − F_P|/(2λμ) at each point by itself, so that D − 2R = W1 without remainder.
    assert dual(critic) / W1 > 1.2
    assert dual(critic) - 2 * penalty(critic) == pytest.approx(W1, rel=0.02)


def test_a_dual_value_is_w1_times_the_mean_slope_along_the_rays(critic):
    x = LINE.fake(N, drawn("coupled"))
    way = LINE.transported(x) - x
    on_rays = x + drawn("place").uniform((N, 1)) * way
    along = np.sum(critic.input_gradients(on_rays) * np.sign(way), axis=1)
    assert dual(critic) == pytest.approx(np.mean(along * np.abs(way[:, 0])), rel=5e-3)
