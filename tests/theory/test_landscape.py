"""How many bad minima the generator's points have: n^n − n! where scores are judged one by one, none where in pairs.

n distinct data points x and n generated ones y; the critic is free, so that it is known what each arrangement is worth.
A generated point off the data may be moved a little without any change: strict minima have all points on data.

Source: Sun, Fang, Schwing 2020 (arXiv 2011.04926): the separable GAN has n^n − n! strict bad local minima, the
relativistic paired one none. Here by enumeration, for n = 2 and 3 on the line.
"""

from itertools import product
from math import factorial, log

import numpy as np
import pytest
from scipy.optimize import minimize

from ganreg.losses.relativistic import Relativistic
from ganreg.theory import best_value

sizes = pytest.mark.parametrize("n", [2, 3])


def separable(n, y):
    """max V(D, G) of data 0, …, n − 1 and generated y."""
    places = sorted({*range(n), *y})
    return best_value([place in range(n) for place in places], [list(y).count(place) for place in places])


def paired(y):
    """sup of mean log σ(f(xᵢ) − f(yᵢ)): log ½ for each pair whose steps from xᵢ to yᵢ lead back to it, else 0."""
    return -log(2) * sum(_returns(i, y) for i in range(len(y))) / len(y)


def _returns(i, y):
    at = i
    for _ in y:
        at = y[at] if at in range(len(y)) else None
        if at == i:
            return True
    return False


def arrangements(n):
    """All n^n ways to put the generated points on data points, and whether each has one."""
    return [(y, len(set(y)) == n) for y in product(range(n), repeat=n)]


def neighbours(y):
    """A step of any of the points, off the data; how far does not matter, nor does the way on the line."""
    for moved in product((False, True), repeat=len(y)):
        if any(moved):
            yield tuple(at + 0.01 * (i + 1) if move else at for i, (at, move) in enumerate(zip(y, moved, strict=True)))


@sizes
def test_the_separable_game_has_so_many_strict_bad_minima(n):
    best = separable(n, range(n))
    bad = 0
    for y, is_right in arrangements(n):
        value = separable(n, y)
        assert all(separable(n, other) > value + 1e-3 for other in neighbours(y))  # each is a strict minimum
        bad += value > best + 1e-3
        assert is_right == (abs(value - best) < 1e-12)
    assert bad == n**n - factorial(n)


@sizes
def test_the_paired_game_has_none(n):
    best = paired(tuple(range(n)))
    for y, is_right in arrangements(n):
        value = paired(y)
        if is_right:
            assert value == pytest.approx(best, abs=1e-15)
            assert all(paired(other) > value + 1e-3 for other in neighbours(y))
        else:
            assert value > best + 1e-3
            assert any(paired(other) <= value for other in neighbours(y))


@pytest.mark.parametrize("y", [(0, 1, 2), (1, 0, 2), (1, 2, 0), (0, 0, 0), (1, 0, 0), (0.5, 0, 0)])
def test_the_paired_value_is_what_the_best_critic_reaches(y):
    places = sorted({0, 1, 2, *y})
    real, fake = [places.index(i) for i in range(3)], [places.index(at) for at in y]
    found = minimize(lambda f: Relativistic().critic(f[real], f[fake], np), np.zeros(len(places)), tol=1e-9)
    assert -found.fun == pytest.approx(paired(y), abs=1e-3)
