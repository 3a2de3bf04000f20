"""Free penalties, score transforms and losses by value: a plugin's own code in JAX, against its oracle in NumPy."""

import attrs
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from kit import backend, statuses
from test_trajectory import gan_of, largest_difference, played

import ganreg
from ganreg.backend import Batch
from ganreg.conformance import Case
from ganreg.constraints import AbstractFreePenalty, AbstractScoreTransform, Euclidean
from ganreg.errors import CombinationError, PluginError, UnsupportedError
from ganreg.losses import AbstractLossByValue
from ganreg.networks import MLP, ClassProjection, Dense, Dropout, Flatten, Sequential, Tanh
from ganreg.params import NON_NEGATIVE


@attrs.frozen(kw_only=True)
class JensenShannon(AbstractFreePenalty):
    """(γ/2)·(E (1 − σ(f(x)))²·‖∇f(x)‖² + E σ(f(x̃))²·‖∇f(x̃)‖²) (Roth et al. 2017, Ω_JS)."""

    name = "js"

    gamma: float = ganreg.param(2.0, "The strength γ.", validator=NON_NEGATIVE, schedulable=True)


class JensenShannonByJax:
    def __init__(self, component):
        self.gamma = component.gamma

    def value(self, critic, real, fake, stream):
        of_real = (1 - jax.nn.sigmoid(critic(real))) ** 2 * squared(critic, real)
        of_fake = jax.nn.sigmoid(critic(fake)) ** 2 * squared(critic, fake)
        return self.gamma / 2 * (jnp.mean(of_real) + jnp.mean(of_fake))


class JensenShannonOracle:
    def __init__(self, component):
        self.gamma = component.gamma

    def value(self, critic, real, fake, stream):
        of_real = [(1 - sigmoid(critic.score(x, i))) ** 2 * square(critic, x, i) for i, x in enumerate(real)]
        of_fake = [sigmoid(critic.score(x, i)) ** 2 * square(critic, x, i) for i, x in enumerate(fake)]
        return self.gamma / 2 * (sum(of_real) / len(real) + sum(of_fake) / len(fake))


@attrs.frozen(kw_only=True)
class Noisy(AbstractFreePenalty):
    """E (‖∇f(εx + (1 − ε)x̃ + n/10)‖ − 1)² with ε ~ U[0, 1] and n ~ N(0, 1): two draws, one after the other."""

    name = "noisy"


class NoisyByJax:
    def __init__(self, component):
        pass

    def value(self, critic, real, fake, stream):
        epsilon = self.epsilon(stream, real)
        points = epsilon * real + (1 - epsilon) * fake + 0.1 * stream.normal(real.shape)
        return jnp.mean((norms(critic, points) - 1) ** 2)

    def epsilon(self, stream, real):
        return stream.uniform((len(real), *[1] * (real.ndim - 1)))


class NoisyOracle:
    def __init__(self, component):
        pass

    def value(self, critic, real, fake, stream):
        epsilon, noise = stream.uniform((len(real),)), 0.1 * stream.normal(real.shape)
        points = [e * x + (1 - e) * y + n for e, x, y, n in zip(epsilon, real, fake, noise, strict=True)]
        return sum((np.sqrt(square(critic, x, i)) - 1) ** 2 for i, x in enumerate(points)) / len(points)


@attrs.frozen(kw_only=True)
class Normalised(AbstractScoreTransform):
    """f(x)/(‖∇ₓf(x)‖ + |f(x)|) (Wu et al. 2021)."""

    name = "normalised"


class NormalisedByJax:
    def __init__(self, component):
        pass

    def scores(self, critic, x):
        f = critic(x)
        return f / (norms(critic, x) + jnp.abs(f))


class NormalisedOracle:
    def __init__(self, component):
        pass

    def score(self, critic, x):
        f = critic.score(x)
        return f / (np.sqrt(square(critic, x)) + (f if np.real(f) > 0 else -f))


@attrs.frozen(kw_only=True)
class Scaled(AbstractScoreTransform):
    """c·f(x), c a schedule."""

    name = "scaled_scores"
    per_sample_gradients = False

    factor: float = ganreg.param(1.0, "The factor c.", validator=NON_NEGATIVE, schedulable=True)


class ScaledByJax:
    def __init__(self, component):
        self.factor = component.factor

    def scores(self, critic, x):
        return self.factor * critic(x)


@attrs.frozen
class ByValue(AbstractLossByValue):
    """E (1 − r)² + E (1 + f)² and E (1 − f)², without their derivatives."""

    name = "by_value"

    def critic(self, real, fake, xp):
        return xp.mean((1 - real) ** 2) + xp.mean((1 + fake) ** 2)

    def generator(self, real, fake, xp):
        return xp.mean((1 - fake) ** 2)


def slopes(critic, x):
    return jax.grad(lambda points: critic(points).sum())(x).reshape(len(x), -1)


def squared(critic, x):
    """‖∇f(x)‖² of each sample."""
    return jnp.sum(slopes(critic, x) ** 2, axis=1)


def norms(critic, x):
    """‖∇f(x)‖ of each sample, with derivative 0 where it is 0."""
    return Euclidean().value(slopes(critic, x), jnp)


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def square(critic, x, *label):
    slope = critic.slope(x, *label)
    return np.sum(slope * slope)


FREE = {
    "js": (JensenShannon, JensenShannonByJax, JensenShannonOracle),
    "noisy": (Noisy, NoisyByJax, NoisyOracle),
    "normalised": (Normalised, NormalisedByJax, NormalisedOracle),
}


def announced(name, implementation=None):
    """Register one of these, perhaps with another implementation, and return it."""
    component, own, oracle = FREE[name]
    ganreg.register(component, oracle=oracle, implementations={"jax": implementation or own})
    return component()


def case(constraint, **changes):
    parts = {"real": 0.7 * np.random.default_rng(3).normal(size=(4, 3, 2, 2)), "loss": "non_saturating"}
    parts |= {player: MLP(width=4, depth=2, activation=Tanh()) for player in ("critic", "generator")}
    return Case(constraints=(constraint,), optimizer={"name": "sgd", "lr": 0.005}, **(parts | changes))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", FREE)
def test_it_agrees_with_its_oracle(name, dtype):
    found = statuses(case(announced(name)), backend(dtype=dtype))
    assert found["pass"] >= 11
    assert found["set-aside"] <= (name != "js")  # 0/0 for a constant critic, and the tip of a norm


def test_a_penalty_has_the_labels_of_the_real_samples():
    critic = Sequential((Flatten(), Dense(4), Tanh(), ClassProjection(3)))
    labelled = case(announced("js"), critic=critic, label=np.array([0, 2, 1, 2]), jitter=0.1)
    assert statuses(labelled, backend())["set-aside"] == 0


def test_a_schedule_compiles_nothing_again_and_a_lazy_penalty_draws_when_it_is_due():
    announced("js")
    announced("noisy")
    falling = {"name": "linear", "start": 4.0, "end": 1.0, "over": 3}
    lazy = ({"name": "js", "gamma": falling, "every": 2}, {"name": "noisy", "every": 2})
    assert statuses(attrs.evolve(case("js"), constraints=lazy), backend())["set-aside"] == 0


def test_a_run_without_compilation_is_the_same():
    announced("noisy")
    plain = {"name": "jax", "dtype": "float64", "jit": False}
    own, other = (played(gan_of("wgan-gp", chosen, constraint="noisy"), 1)[0] for chosen in (plain, "jax"))
    assert largest_difference(own, other) < 1e-12


def test_a_transforms_schedule_follows_the_critics_updates():
    ganreg.register(Scaled, implementations={"jax": ScaledByJax})
    falling = {"name": "linear", "start": 3.0, "end": 1.0, "over": 10}
    gan = gan_of("wgan-gp", loss="hinge", constraint={"name": "scaled_scores", "factor": falling})
    state, _ = played(gan, 2)
    raw = gan_of("wgan-gp", loss="hinge", constraint="none").engine
    raw.import_state(state)
    x = np.random.default_rng(0).normal(size=(5, 2))
    for method in ("scores", "slopes"):
        found, expected = (getattr(engine, method)(x) for engine in (gan.engine, raw))
        assert found == pytest.approx((3 - 2 * 4 / 10) * expected, rel=1e-12)


def test_a_loss_is_computed_from_its_values_alone():
    ganreg.register(ByValue)
    assert statuses(case("r1", loss="by_value"), backend())["set-aside"] == 0


class ByNumPy(NoisyByJax):
    """Draws while it is traced: the same numbers ever after."""

    def epsilon(self, stream, real):
        return np.random.default_rng(0).random((len(real), *[1] * (real.ndim - 1)))


class ForTheBatch(NoisyByJax):
    """One ε for all samples."""

    def epsilon(self, stream, real):
        return stream.uniform(())


class Doubled(JensenShannonByJax):
    """γ is twice what was given."""

    def __init__(self, component):
        self.gamma = 2 * component.gamma


class HalfHeld(NormalisedByJax):
    """The norm is held constant."""

    def scores(self, critic, x):
        f = critic(x)
        return f / (jax.lax.stop_gradient(norms(critic, x)) + jnp.abs(f))


@pytest.mark.parametrize(
    ("name", "wrong", "check"),
    [
        ("noisy", ByNumPy, "critic weight gradients"),
        ("noisy", ForTheBatch, "critic weight gradients"),
        ("js", Doubled, "critic weight gradients"),
        ("normalised", HalfHeld, "scores and slopes"),
    ],
)
def test_a_mistake_is_refused(name, wrong, check):
    with pytest.raises(AssertionError, match=check):
        statuses(case(announced(name, wrong)), backend())


def test_another_implementation_is_another_compilation():
    terms = []
    for implementation in (JensenShannonByJax, Doubled):
        gan = gan_of("wgan-gp", constraint=announced("js", implementation))
        terms.append(gan.engine.critic_step(Batch(np.ones((8, 2))))["js"])
    assert terms[1] == pytest.approx(2 * terms[0], rel=1e-12)


# Refusals -------------------------------------------------------------------------------------------------------------


def returning(found):
    class Wrong(NoisyByJax):
        def value(self, critic, real, fake, stream):
            return found(critic, real, stream)

    return Wrong


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (lambda critic, real, stream: critic(real), r"Wrong\.value, which computes Noisy, returned \(8,\)\. .*mean"),
        (lambda critic, real, stream: 1.0, r"returned float\. Expected a JAX array"),
    ],
)
def test_what_is_no_scalar_is_refused(found, said):
    gan = gan_of("wgan-gp", constraint=announced("noisy", returning(found)))
    with pytest.raises(PluginError, match=said):
        gan.engine.critic_step(Batch(np.ones((8, 2))))


def test_draws_that_change_from_one_trace_to_the_next_are_refused():
    traced = []

    def found(critic, real, stream):
        traced.append(1)
        return jnp.mean(stream.normal((len(traced),))) * jnp.mean(critic(real))

    gan = gan_of("wgan-gp", constraint=announced("noisy", returning(found)))
    with pytest.raises(PluginError, match=r"Draw 0 .* is normal\(2,\).*\('0 normal', \(1,\)\)"):
        gan.engine.critic_step(Batch(np.ones((8, 2))))


def test_a_penalty_that_branches_on_scores_is_explained():
    gan = gan_of(
        "wgan-gp", constraint=announced("noisy", returning(lambda critic, x, _: 1.0 if critic(x)[0] > 0 else 2))
    )
    with pytest.raises(UnsupportedError, match=r"cannot trace.*xp\.where"):
        gan.engine.critic_step(Batch(np.ones((8, 2))))


def test_a_single_sample_has_nobodys_label():
    conditional = {"name": "mlp", "width": 6, "depth": 2, "classes": 3}
    wrong = returning(lambda critic, x, _: critic(x[:1])[0])
    gan = gan_of("wgan-gp", constraint=announced("noisy", wrong), critic=conditional, generator=conditional)
    with pytest.raises(PluginError, match=r"with 1 samples, .* those of the 8 real samples"):
        gan.engine.critic_step(Batch(np.ones((8, 2)), np.arange(8) % 3))


def test_scores_that_are_not_one_for_each_sample_are_refused():
    class Summed(NormalisedByJax):
        def scores(self, critic, x):
            return critic(x).sum()

    gan = gan_of("wgan-gp", loss="hinge", constraint=announced("normalised", Summed))
    with pytest.raises(PluginError, match=r"Summed\.scores returned \(\) for 8 samples"):
        gan.engine.critic_step(Batch(np.ones((8, 2))))


def test_without_an_implementation_for_jax_it_is_refused_by_name():
    ganreg.register(Noisy, implementations={"torch": NoisyByJax})
    with pytest.raises(UnsupportedError, match=r"'noisy' does not train on the 'jax' backend.*torch alone"):
        gan_of("wgan-gp", constraint=Noisy()).engine  # noqa: B018
    ganreg.register(Noisy, implementations={"jax": object})
    with pytest.raises((PluginError, TypeError), match=r"object"):
        gan_of("wgan-gp", constraint=Noisy()).engine  # noqa: B018


@pytest.mark.parametrize("name", ["js", "normalised"])
def test_a_game_that_differentiates_gradients_is_refused(name):
    with pytest.raises(UnsupportedError, match=r"Consensus differentiates gradients.*Use another game"):
        gan_of("wgan-gp", loss="hinge", constraint=announced(name), game="consensus").engine  # noqa: B018


def test_a_critic_that_drops_numbers_is_refused():
    critic = Sequential((Dense(4), Tanh(), Dropout(0.3), Dense(1)))
    with pytest.raises(CombinationError, match="calls the critic as it likes"):
        gan_of("wgan-gp", constraint=announced("js"), critic=critic).engine  # noqa: B018
