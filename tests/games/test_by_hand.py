"""Each rule written out in NumPy for games with known gradients, and followed step by step.

`linear`: Wasserstein, f(x) = ⟨ψ, x⟩, G(z) = θ, real samples with mean m: ∇_ψ L_c = θ − m and ∇_θ L_g = −ψ.
`logistic`: minimax, one number each, data at 0: L_c = log 2 + softplus(ψθ) and L_g = −softplus(ψθ), with
∇_ψ L_c = θ·σ(ψθ) and ∇_θ L_g = −ψ·σ(ψθ).
"""

import numpy as np
import pytest

H = 0.1
POINT = np.array([0.7, -1.1, 0.4, 0.9])
BATCHES = [np.random.default_rng(seed).normal(size=(3, 2)) for seed in range(8)]
ADAM = {"name": "adam", "lr": 0.05, "beta1": 0.5, "beta2": 0.9}
ITERATIONS = 4


def linear(psi, theta, batch):
    return theta - batch.mean(axis=0), -psi


def logistic(psi, theta, batch):
    weight = 1 / (1 + np.exp(-psi * theta))
    return theta * weight, -psi * weight


GAMES = {
    "linear": (linear, "wasserstein", POINT, BATCHES),
    "logistic": (logistic, "minimax", np.array([0.7, -1.1]), [np.zeros((3, 1))] * 8),
}
each_game = pytest.mark.parametrize("name", GAMES)


def alternating(gradients, psi, theta, batches):
    for batch in batches:
        psi = psi - H * gradients(psi, theta, batch)[0]
    return psi, theta - H * gradients(psi, theta, batches[-1])[1]


def simultaneous(gradients, psi, theta, batches):
    for batch in batches[:-1]:
        psi = psi - H * gradients(psi, theta, batch)[0]
    of_critic, of_generator = gradients(psi, theta, batches[-1])
    return psi - H * of_critic, theta - H * of_generator


def extragradient(gradients, psi, theta, batches):
    for batch in batches[:-1]:
        psi = psi - H * gradients(psi, theta, batch)[0]
    of_critic, of_generator = gradients(psi, theta, batches[-1])
    there = gradients(psi - H * of_critic, theta - H * of_generator, batches[-1])
    return psi - H * there[0], theta - H * there[1]


RULES = {"alternating": alternating, "simultaneous": simultaneous, "extragradient": extragradient}
each_rule = pytest.mark.parametrize("rule", RULES)


@each_rule
@each_game
@pytest.mark.parametrize("n_critic", [1, 2])
def test_a_rule_does_what_is_written_here(toy, rule, name, n_critic):
    gradients, loss, point, batches = GAMES[name]
    game, (psi, theta) = toy(point, loss=loss, game=rule, lr=H), np.split(point, 2)
    for iteration in range(ITERATIONS):
        used = batches[iteration * n_critic : (iteration + 1) * n_critic]
        psi, theta = RULES[rule](gradients, psi, theta, used)
        np.testing.assert_allclose(game.play(used), np.concatenate([psi, theta]), rtol=1e-13, atol=1e-14)


@each_rule
@each_game
def test_lookahead_does_what_is_written_here(toy, rule, name):
    gradients, loss, point, batches = GAMES[name]
    choices = {"game": {"name": "lookahead", "period": 3, "alpha": 0.3, "inner": rule}, "loss": loss, "lr": H}
    game, here, anchor = toy(point, **choices), point, point
    for iteration in range(7):
        here = np.concatenate(RULES[rule](gradients, *np.split(here, 2), batches[iteration : iteration + 1]))
        if iteration in (2, 5):
            here = anchor = 0.7 * anchor + 0.3 * here
        found = game.play(batches[iteration : iteration + 1])
        np.testing.assert_allclose(found, here, rtol=1e-13, atol=1e-14)
        np.testing.assert_allclose(game.anchor, anchor, rtol=1e-13, atol=1e-14)


class AdamByHand:
    """What Adam subtracts; the moments follow every call."""

    def __init__(self):
        self.mean, self.square, self.t = 0.0, 0.0, 0

    def __call__(self, gradient):
        self.t += 1
        self.mean = 0.5 * self.mean + 0.5 * gradient
        self.square = 0.9 * self.square + 0.1 * gradient**2
        corrected = self.mean / (1 - 0.5**self.t), self.square / (1 - 0.9**self.t)
        return 0.05 * corrected[0] / (np.sqrt(corrected[1]) + 1e-8)


@each_game
def test_extragradient_with_adam_runs_the_moments_through_both_evaluations(toy, name):
    # Algorithm 4 of Gidel et al.: the moments of the look-ahead are updated again, from the old parameters
    gradients, loss, point, batches = GAMES[name]
    game, (psi, theta) = toy(point, loss=loss, game="extragradient", optimizer=ADAM), np.split(point, 2)
    of_psi, of_theta = AdamByHand(), AdamByHand()
    for iteration in range(ITERATIONS):
        first = gradients(psi, theta, batches[iteration])
        ahead = psi - of_psi(first[0]), theta - of_theta(first[1])
        second = gradients(*ahead, batches[iteration])
        psi, theta = psi - of_psi(second[0]), theta - of_theta(second[1])
        found = game.play(batches[iteration : iteration + 1])
        np.testing.assert_allclose(found, np.concatenate([psi, theta]), rtol=1e-12, atol=1e-13)
    state = game.engine.state.critic
    assert (state.updates, state.optimizer.step) == (ITERATIONS, 2 * ITERATIONS)


@each_game
def test_lookahead_lets_the_moments_of_adam_run_on(toy, name):
    gradients, loss, point, batches = GAMES[name]
    inner = {"name": "lookahead", "period": 2, "inner": "simultaneous"}
    game, here, anchor = toy(point, loss=loss, game=inner, optimizer=ADAM), point, point
    step = AdamByHand()
    for iteration in range(ITERATIONS):
        here = here - step(np.concatenate(gradients(*np.split(here, 2), batches[iteration])))
        if iteration % 2 == 1:
            here = anchor = (anchor + here) / 2
        found = game.play(batches[iteration : iteration + 1])
        np.testing.assert_allclose(found, here, rtol=1e-12, atol=1e-13)


@each_game
def test_projections_apply_after_the_look_ahead_and_after_the_step(toy, name):
    gradients, loss, point, batches = GAMES[name]
    psi, theta = np.split(point, 2)
    psi, bound = np.clip(psi, -0.7, 0.7), 0.7

    def clipped(array):
        return np.clip(array, -bound, bound)

    game = toy(
        np.concatenate([psi, theta]),
        loss=loss,
        game="extragradient",
        lr=1.5,
        constraint={"name": "clip", "bound": bound},
    )
    for iteration in range(ITERATIONS):
        first = gradients(psi, theta, batches[iteration])
        second = gradients(clipped(psi - 1.5 * first[0]), theta - 1.5 * first[1], batches[iteration])
        psi, theta = clipped(psi - 1.5 * second[0]), theta - 1.5 * second[1]
        found = game.play(batches[iteration : iteration + 1])
        np.testing.assert_allclose(found, np.concatenate([psi, theta]), rtol=1e-12, atol=1e-12)
