"""What the critic sees in training: noise and transforms of one's own, on every backend, in both players' steps."""

import attrs
import numpy as np
import pytest
from small_gan import SIZE

import ganreg
from ganreg.constraints import AbstractInputTransform, AbstractScorePenalty, InstanceNoise, Real
from ganreg.losses import AbstractLoss

# Noise alone does not bound a Wasserstein critic; here only single steps of one are compared with numbers.
pytestmark = pytest.mark.filterwarnings("ignore:The Wasserstein loss without a constraint")

FADING = {"name": "linear", "start": 0.8, "end": 0.0, "over": 2}


def test_the_noise_has_a_tenth_of_the_generators_range_by_default():
    assert InstanceNoise().transform(np.array([[1.0]]), {"noise": np.array([[2.0]])}, np).tolist() == [[1.2]]


@attrs.frozen(kw_only=True)
class Cubed(AbstractInputTransform):
    """x + ξx³ with one ξ per sample: its derivative depends on where it is taken."""

    def draw(self, stream, shape):
        return {"xi": stream.uniform((shape[0], *(1 for _ in shape[1:])))}

    def transform(self, x, draws, xp):
        return x + draws["xi"] * x**3

    def pullback(self, cotangents, x, draws, xp):
        return cotangents * (1 + 3 * draws["xi"] * x**2)


@attrs.frozen(kw_only=True)
class Smeared(AbstractInputTransform):
    """Each number plus half the one before it: going back looks ahead, and in no other order than it came."""

    def transform(self, x, draws, xp):
        return x + 0.5 * xp.roll(x, 1, axis=1)

    def pullback(self, cotangents, x, draws, xp):
        return cotangents + 0.5 * xp.roll(cotangents, -1, axis=1)


@attrs.frozen(kw_only=True)
class Growing(AbstractInputTransform):
    """(1 + a + t)·x with a from its state and the time t: neither is anything that a schedule could say."""

    factor: float = 1.0

    def initial_state(self):
        return {"a": 0.5}

    def now(self, state, update):
        return attrs.evolve(self, factor=1 + state["a"] + update)

    def transform(self, x, draws, xp):
        return self.factor * x

    def pullback(self, cotangents, x, draws, xp):
        return self.factor * cotangents


@attrs.frozen
class Squares(AbstractLoss):
    """E (f − E r)² for the generator: one that compares with real samples."""

    generator_needs_real = True

    def critic(self, real, fake, xp):
        return xp.mean(fake) - xp.mean(real)

    def critic_gradients(self, real, fake, xp):
        return -xp.ones_like(real) / real.shape[0], xp.ones_like(fake) / fake.shape[0]

    def generator(self, real, fake, xp):
        return xp.mean((fake - xp.mean(real)) ** 2)

    def generator_gradients(self, real, fake, xp):
        return None, 2 * (fake - xp.mean(real)) / fake.shape[0]


@attrs.frozen(kw_only=True)
class ScoreOfReal(AbstractScorePenalty):
    """E f at the real points, as they come to penalties."""

    points = (Real(),)

    def value(self, scores, xp):
        return xp.mean(scores[0])

    def gradients(self, scores, xp):
        return (xp.ones_like(scores[0]) / scores[0].shape[0],)


KINDS = {
    "noise": InstanceNoise(std=0.5),
    "fading noise": InstanceNoise(std=FADING),
    "noise twice, a penalty between": [InstanceNoise(std=0.2), "gp", InstanceNoise(std=0.3)],
    "of one's own": Cubed(),
    "of one's own, with a state": [Growing(), ScoreOfReal()],
    "several": [Cubed(), InstanceNoise(std=0.4), Smeared(), Cubed(), "lecam"],
}


def both_steps(engine, batches):
    terms = {}
    for k in range(2):
        terms |= {f"{name} {k}": value for name, value in engine.critic_step(batches[2 * k]).items()}
        terms |= {f"{name} {k}": value for name, value in engine.generator_step(batches[2 * k + 1]).items()}
    return engine.export_state() | terms


@pytest.mark.parametrize("loss", ["ns", Squares()])
@pytest.mark.parametrize("kind", KINDS)
def test_both_players_train_the_same_everywhere(on_all, batches, kind, loss):
    on_all(lambda engine: both_steps(engine, batches), constraint=KINDS[kind], loss=loss)


def gradients(engine, player, batch=None, update=0):
    return engine.gradients(player, engine.state, batch, engine.draws.at(player, update))


@pytest.mark.parametrize("kind", ["noise", "of one's own", "several"])
@pytest.mark.parametrize("player", ["critic", "generator"])
def test_a_players_gradient_is_the_central_difference_of_its_loss(backend, make_gan, batches, kind, player):
    engine = make_gan(backend, constraint=KINDS[kind], loss="ns").engine
    start, found = engine.export_state(), gradients(engine, player, batches[0])
    for name in found.params:
        got, key, losses = engine.to_numpy(found.params[name]), f"{player}/params/{name}", []
        for step in (1e-5, -1e-5):
            moved = start[key].copy()
            moved.reshape(-1)[-1] += step
            engine.import_state(start | {key: moved})
            losses.append(gradients(engine, player, batches[0]).terms[f"{player}_loss"])
        assert got.reshape(-1)[-1] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6, abs=1e-8)


def seen_scores(engine, player, side, samples, std):
    """The scores of samples with the noise of the first update."""
    noise = engine.draws.at(player, 0).stream(f"constraint/0/{side}").normal(samples.shape)
    return engine.scores(samples + std * noise)


def test_the_critic_sees_real_and_fake_samples_with_noise_of_their_own(backend, make_gan, batches):
    engine = make_gan(backend, constraint=InstanceNoise(std=0.5), loss="w").engine
    fake = engine.sample(engine.draws.at("critic", 0).stream("latent").normal((SIZE, 2)))
    real_scores = seen_scores(engine, "critic", "real", batches[0].x, 0.5)
    fake_scores = seen_scores(engine, "critic", "fake", fake, 0.5)
    found = gradients(engine, "critic", batches[0]).terms
    assert found["critic_loss"] == pytest.approx(fake_scores.mean() - real_scores.mean(), rel=1e-9)
    assert found["wasserstein_estimate"] == -found["critic_loss"]


def test_the_generator_is_judged_with_noise_that_is_not_the_critics(backend, make_gan, batches):
    engine = make_gan(backend, constraint=InstanceNoise(std=0.5), loss="w").engine
    fake = engine.sample(engine.draws.at("generator", 0).stream("latent").normal((SIZE, 2)))
    expected = -seen_scores(engine, "generator", "fake", fake, 0.5).mean()
    assert gradients(engine, "generator").terms["generator_loss"] == pytest.approx(expected, rel=1e-9)
    assert expected != pytest.approx(-seen_scores(engine, "critic", "fake", fake, 0.5).mean(), rel=1e-3)


def test_real_samples_pass_through_where_the_generator_is_compared_with_them(backend, make_gan, batches):
    engine = make_gan(backend, constraint=InstanceNoise(std=0.5), loss=Squares()).engine
    fake = engine.sample(engine.draws.at("generator", 0).stream("latent").normal((SIZE, 2)))
    real_scores = seen_scores(engine, "generator", "real", batches[0].x, 0.5)
    expected = np.mean((seen_scores(engine, "generator", "fake", fake, 0.5) - real_scores.mean()) ** 2)
    assert gradients(engine, "generator", batches[0]).terms["generator_loss"] == pytest.approx(expected, rel=1e-9)


def test_penalties_see_the_samples_with_their_noise(backend, make_gan, batches):
    engine = make_gan(backend, constraint=[InstanceNoise(std=0.5), ScoreOfReal()], loss="ns").engine
    terms = gradients(engine, "critic", batches[0]).terms
    found = next(value for name, value in terms.items() if name.endswith("ScoreOfReal"))
    assert found == pytest.approx(seen_scores(engine, "critic", "real", batches[0].x, 0.5).mean(), rel=1e-9)


@pytest.mark.parametrize("player", ["critic", "generator"])
def test_transforms_apply_in_the_recipes_order(backend, make_gan, batches, player):
    values = []
    for constraint in ([InstanceNoise(std=1.0), Growing()], [Growing(), InstanceNoise(std=1.0)]):
        values.append(gradients(make_gan(backend, constraint=constraint).engine, player, batches[0]).terms)
    assert values[0][f"{player}_loss"] != pytest.approx(values[1][f"{player}_loss"], rel=1e-6)


def test_both_players_meet_noise_of_the_size_that_the_critics_updates_say(backend, make_gan, batches):
    engine = make_gan(backend, constraint=InstanceNoise(std=FADING), loss="w").engine
    free = make_gan(backend, constraint="none", loss="ns").engine
    losses = []
    for _ in range(3):
        free.import_state(engine.export_state())
        plain = engine.scores(engine.sample(engine.draws.at("generator", 0).stream("latent").normal((SIZE, 2))))
        losses.append(abs(gradients(engine, "generator").terms["generator_loss"] + plain.mean()))
        engine.critic_step(batches[0])
    assert losses[0] > 1e-3
    assert losses[2] == pytest.approx(0, abs=1e-12)
    assert losses[1] > 1e-6


def test_samples_scores_and_slopes_are_those_without_noise(backend, make_gan, batches):
    noisy, free = (make_gan(backend, constraint=c, loss="ns").engine for c in (InstanceNoise(std=5.0), "none"))
    x, z = batches[0].x, np.ones((3, 2))
    for one, other in zip(
        (noisy.scores(x), noisy.slopes(x), noisy.sample(z)),
        (free.scores(x), free.slopes(x), free.sample(z)),
        strict=True,
    ):
        assert np.array_equal(one, other)


def test_noise_of_size_zero_is_none(backend, make_gan, batches):
    silent, free = (make_gan(backend, constraint=c, loss="ns").engine for c in (InstanceNoise(std=0.0), "none"))
    for player in ("critic", "generator"):
        assert gradients(silent, player, batches[0]).terms == gradients(free, player, batches[0]).terms


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["numpy", "torch"])
@pytest.mark.parametrize("saved", [1, 2])
def test_a_run_goes_on_to_the_bit_from_its_checkpoint(name, dtype, saved, make_gan, tmp_path):
    backend, data = {"name": name, "dtype": dtype}, np.random.default_rng(0).normal(size=(40, 3))
    constraint = [
        InstanceNoise(std=FADING),
        "lecam",
        {"name": "cr", "augmentation": "jittered", "balanced": True, "every": 3},
    ]
    make_gan(backend, constraint=constraint, loss="ns").fit(data, iterations=saved).save(tmp_path)
    resumed = ganreg.load(tmp_path).fit(data, iterations=2).engine.export_state()
    whole = make_gan(backend, constraint=constraint, loss="ns").fit(data, iterations=saved + 2).engine.export_state()
    assert list(resumed) == list(whole)
    assert all(np.array_equal(resumed[key], whole[key]) for key in whole)
    assert all(resumed[key].dtype == whole[key].dtype for key in whole)


def test_noise_is_the_same_in_float32_on_both_backends_that_train(make_gan, batches):
    results = []
    for name in ("numpy", "torch"):
        engine = make_gan({"name": name, "dtype": "float32"}, constraint=InstanceNoise(std=0.5), loss="ns").engine
        results.append(both_steps(engine, batches)["critic_loss 1"])
    assert results[0] == pytest.approx(results[1], rel=1e-5)
