"""Penalties of pairs of scores with augmentations of one's own, and of scores with their averages, on every backend."""

import attrs
import numpy as np
import pytest
from small_gan import SIZE

from ganreg.constraints import AbstractPointSet, LeCam


@attrs.frozen(kw_only=True)
class Scaled(AbstractPointSet):
    """An augmentation of a user's own: each real sample times a number from U[½, 1½)."""

    def draw(self, stream, shape):
        return {"scale": stream.uniform((shape[0], *(1 for _ in shape[1:])))}

    def points(self, real, fake, draws, xp):
        return (draws["scale"] + 0.5) * real


def negative(x):
    return -x


KINDS = {
    "jitter": {"name": "cr", "augmentation": "jittered"},
    "of one's own": {"name": "cr", "augmentation": Scaled()},
    "a function": {"name": "cr", "augmentation": negative},
    "balanced": {"name": "cr", "augmentation": Scaled(), "balanced": True, "weight": 1.0, "fake_weight": 2.0},
    "balanced, a function": {"name": "cr", "augmentation": negative, "balanced": True, "every": 2},
    "with a schedule": {
        "name": "cr",
        "augmentation": "jittered",
        "weight": {"name": "linear", "start": 1, "end": 0, "over": 3},
    },
    "lecam": {"name": "lecam", "decay": 0.5, "weight": 1.0},
    "lecam, rectified": {"name": "lecam", "decay": 0.8, "weight": 1.0, "rectified": True},
    "lecam, lazy": {"name": "lecam", "every": 2},
    "together": ["lecam", {"name": "cr", "augmentation": Scaled()}, "gp", "instance_noise"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_trains_the_same_everywhere(on_all, batches, kind):
    def steps(engine):
        terms = {}
        for k in range(4):
            terms |= {f"{name} {k}": value for name, value in engine.critic_step(batches[k]).items()}
        return engine.export_state() | terms

    on_all(steps, constraint=KINDS[kind], loss="ns")


def gradients(engine, batch, update=0):
    return engine.gradients("critic", engine.state, batch, engine.draws.at("critic", update))


@pytest.mark.parametrize("kind", ["of one's own", "balanced", "lecam", "lecam, rectified"])
def test_its_weight_gradient_is_the_central_difference_of_the_loss(backend, make_gan, batches, kind):
    engine = make_gan(backend, constraint=KINDS[kind], loss="ns").engine
    engine.critic_step(batches[1])
    start, found = engine.export_state(), gradients(engine, batches[0], 1)
    for name, index in (("1.weight", (0, 1)), ("3.weight", (2, 3)), ("3.bias", (1,))):
        losses = []
        for step in (1e-5, -1e-5):
            moved = start[f"critic/params/{name}"].copy()
            moved[index] += step
            engine.import_state(start | {f"critic/params/{name}": moved})
            losses.append(gradients(engine, batches[0], 1).terms["critic_loss"])
        expected = (losses[0] - losses[1]) / 2e-5
        assert engine.to_numpy(found.params[name])[index] == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_consistency_is_of_each_side_with_draws_of_its_own(backend, make_gan, batches):
    engine = make_gan(backend, constraint=KINDS["balanced"], loss="ns").engine
    draw, x = engine.draws.at("critic", 0), batches[0].x
    fake = engine.sample(draw.stream("latent").normal((SIZE, 2)))
    scales = [draw.stream(f"constraint/0/{place}").uniform((SIZE, 1)) + 0.5 for place in (1, 3)]
    of_real = np.mean((engine.scores(x) - engine.scores(scales[0] * x)) ** 2)
    of_fake = np.mean((engine.scores(fake) - engine.scores(scales[1] * fake)) ** 2)
    assert gradients(engine, batches[0]).terms["consistency"] == pytest.approx(of_real + 2 * of_fake, rel=1e-9)


def test_lecam_holds_scores_to_the_averages_of_the_updates_before(backend, make_gan, batches):
    engine = make_gan(backend, constraint=LeCam(decay=0.5, weight=1.0), loss="ns").engine
    means, terms, expected = [], [], []
    for update in range(3):
        fake = engine.sample(engine.draws.at("critic", update).stream("latent").normal((SIZE, 2)))
        real_scores, fake_scores = engine.scores(batches[update].x), engine.scores(fake)
        if means:
            shares = 0.5 ** np.arange(len(means))[::-1]
            real_average, fake_average = shares @ np.array(means) / shares.sum()
            costs = np.mean((real_scores - fake_average) ** 2), np.mean((fake_scores - real_average) ** 2)
            expected.append(sum(costs))
        means.append((real_scores.mean(), fake_scores.mean()))
        terms.append(engine.critic_step(batches[update])["lecam"])
    assert terms == pytest.approx([0, *expected], rel=1e-9)
    state = engine.export_state()
    assert state["constraint/0/seen"] == 3


def test_lecam_averages_over_the_updates_at_which_it_is_applied(backend, make_gan, batches):
    engine = make_gan(backend, constraint=LeCam(every=2), loss="ns").engine
    seen = []
    for update in range(4):
        engine.critic_step(batches[update])
        seen.append(int(engine.export_state()["constraint/0/seen"]))
    assert seen == [1, 1, 2, 2]
