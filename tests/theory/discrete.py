"""Small sets of points with weights, and what linear programming says of them: SciPy's HiGHS, where ganreg asks POT."""

import numpy as np
from scipy.optimize import linprog


def points(seed, n=12, m=15, d=2):
    """Two sets of points with uneven weights."""
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(n, d)), random.normal(size=(m, d)) + 0.7
    return x, y, random.dirichlet(np.ones(n)), random.dirichlet(np.ones(m))


def distance(x, y):
    """‖xᵢ − yⱼ‖ as it is written."""
    return np.sqrt(((x[:, None] - y[None]) ** 2).sum(axis=2))


def cheapest(costs, a, b):
    """min Σ P c over plans, as a linear program in n·m variables."""
    n, m = costs.shape
    rows, columns = np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))
    found = linprog(costs.ravel(), A_eq=np.concatenate([rows, columns]), b_eq=np.concatenate([a, b]))
    assert found.status == 0
    return found.fun


def best_critic(x, y, a, b):
    """max E f(x) − E f(y) over the values of f at all points, |f(z) − f(w)| ≤ ‖z − w‖: a program in n + m variables."""
    z = np.concatenate([x, y])
    pairs = [(i, j) for i in range(len(z)) for j in range(len(z)) if i != j]
    slopes = np.zeros((len(pairs), len(z)))
    for row, (i, j) in enumerate(pairs):
        slopes[row, [i, j]] = 1, -1
    bounds = [np.linalg.norm(z[i] - z[j]) for i, j in pairs]
    found = linprog(np.concatenate([-a, b]), A_ub=slopes, b_ub=bounds, bounds=(None, None))
    assert found.status == 0
    return -found.fun
