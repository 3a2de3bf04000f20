"""The rule by which a run is said to converge, circle or diverge."""

import numpy as np
import pytest

from ganreg.errors import NonFiniteError
from ganreg.theory import Verdict
from ganreg.theory.linearisation import Linearisation
from ganreg.theory.verdict import STEPS, verdict_of


def turning(radius, angle=0.3):
    """A rotation that also stretches."""
    return radius * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def run_of(step, start=(1.0, 1.0)):
    """The verdict on the iteration of a map of the plane."""

    def points(steps):
        found = [np.array(start)]
        for _ in range(steps):
            found.append(step(found[-1]))
        return np.array(found)

    return verdict_of(lambda: Linearisation.of(step, np.zeros(2)), points)


@pytest.mark.parametrize(
    ("radius", "word"), [(0.9, "converges"), (1 - 1e-5, "converges"), (1.0, "circles"), (1 + 1e-5, "diverges")]
)
def test_the_spectral_radius_decides_where_the_update_is_smooth(radius, word):
    found = run_of(lambda z: turning(radius) @ z)
    assert found.word == word
    assert found.number == pytest.approx(radius, abs=1e-9)
    assert found.measure == ("ratio" if word == "circles" else "spectral radius")


def test_a_slow_approach_still_circles():
    # ṙ = −r³ gives r = 1/√(2t): more slowly than any geometric sequence.
    assert run_of(lambda z: turning(1.0) @ z * (1 - 0.05 * z @ z)).word == "circles"


def test_a_run_decides_where_the_update_jumps_at_the_equilibrium():
    # A step of fixed length towards 0 overshoots it for ever.
    found = run_of(lambda z: z - 0.01 * np.sign(z))
    assert (found.word, found.measure) == ("circles", "ratio")


def test_a_kink_at_the_equilibrium_is_noticed():
    # Differences that are symmetric see the mean of both slopes, 0.95; the true iteration ends at z = (0, 0) or leaves.
    found = run_of(lambda z: np.where(z > 0, 1.1, 0.8) * z)
    assert (found.word, found.measure) == ("diverges", "ratio")


def test_a_kink_between_the_axes_is_noticed():
    assert not Linearisation.of(lambda z: z + 0.1 * np.abs(z[0] * z[1]) ** 0.5, np.zeros(2)).is_smooth


def test_a_run_that_became_infinite_diverges():
    assert (
        verdict_of(lambda: Linearisation.of(np.sign, np.zeros(2)), lambda n: np.full((n + 1, 2), np.inf)).word
        == "diverges"
    )


def test_a_drift_diverges_however_slow():
    assert run_of(lambda z: z + 1e-3).word == "diverges"


def test_a_distance_that_grows_as_a_logarithm_diverges():
    assert run_of(lambda z: z + 0.05 * np.array([1 / (1 + np.exp(z[0])), 0.0])).word == "diverges"


def test_an_equilibrium_elsewhere_is_no_convergence():
    assert run_of(lambda z: z + 0.1 * (0.5 - z)).word == "circles"


def test_a_limit_that_is_reached_in_a_straight_line_is_convergence():
    assert run_of(lambda z: np.sign(z) * np.maximum(np.abs(z) - 0.01, 0)).word == "converges"


@pytest.mark.parametrize("at", ["update", "run"])
def test_numbers_that_overflow_diverge(at):
    def overflow(*_):
        raise NonFiniteError("critic_loss became nan")

    def jump():
        return Linearisation.of(np.sign, np.zeros(2))

    found = verdict_of(jump if at == "run" else overflow, overflow)
    assert found == Verdict("diverges", "ratio", np.inf)


def test_a_run_that_never_leaves_the_equilibrium_converges_only_if_it_is_attracting():
    assert (
        verdict_of(lambda: Linearisation.of(lambda z: z, np.zeros(2)), lambda n: np.zeros((n + 1, 2))).word == "circles"
    )


def test_a_run_is_long_enough_to_tell_sublinear_from_linear():
    decay = 1 / np.arange(1, STEPS + 2)
    found = verdict_of(lambda: Linearisation.of(np.sign, np.zeros(2)), lambda n: np.outer(decay, [1.0, 0.0]))
    assert found.word == "circles"
    assert found.number == pytest.approx(1 / 3, abs=0.01)


def test_a_verdict_says_how_it_was_found():
    assert str(Verdict("converges", "spectral radius", 0.975)) == "converges (spectral radius 0.975)"
    with pytest.raises(ValueError, match="word"):
        Verdict("perhaps", "ratio", 1.0)
