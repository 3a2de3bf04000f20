"""Entropic optimal transport of a few numbers, in decimal arithmetic of 50 digits."""

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext
from functools import lru_cache

import attrs

from ganreg.errors import ConvergenceError

Numbers = list[Decimal]
Table = list[list[Decimal]]

DIGITS, BIGGEST_EXPONENT, STEPS = 50, 10**12, 1000
SMALL, SEPARATE = Decimal("1e-30"), Decimal("1e-35")
"""What a sum may miss, and below what strength two groups of numbers exchange nothing."""


@attrs.frozen
class Solution:
    """The value of the dual at its maximum, and the plan `n` × `m`."""

    value: Decimal
    plan: Table


@lru_cache(maxsize=256)
def entropic_transport(x: tuple[float, ...], y: tuple[float, ...], power: float, epsilon: float) -> Solution:
    """The most, over u and v, of mean u + mean v − ε·mean exp((uᵢ + vⱼ − cᵢⱼ)/ε) + ε with cᵢⱼ = |xᵢ − yⱼ|ᵖ.

    Solved first for ε so large that nothing is far, then for a quarter of it, until ε is the one asked for: each
    solution is near the next. At the maximum the last two terms cancel. The arguments are taken as exact numbers.
    """
    with localcontext(Context(prec=DIGITS, Emax=BIGGEST_EXPONENT, Emin=-BIGGEST_EXPONENT)):
        costs = [[abs(Decimal(a) - Decimal(b)) ** Decimal(power) for b in y] for a in x]
        u, v, plan = [Decimal(0) for _ in x], [Decimal(0) for _ in y], costs
        for strength in _strengths(Decimal(epsilon), max(map(max, costs))):
            u, v, plan = _maximum(costs, u, v, strength)
        return Solution(_sum(u) / len(u) + _sum(v) / len(v), plan)


def _strengths(epsilon: Decimal, largest: Decimal) -> Numbers:
    strengths = [epsilon]
    while strengths[0] < largest:
        strengths.insert(0, 4 * strengths[0])
    return strengths


def _maximum(costs: Table, u: Numbers, v: Numbers, epsilon: Decimal) -> tuple[Numbers, Numbers, Table]:
    """Newton's method on all potentials together, none of which moves by more than ε in a step."""
    n, m = len(u), len(v)
    for _ in range(STEPS):
        plan = [[((u[i] + v[j] - costs[i][j]) / epsilon).exp() / (n * m) for j in range(m)] for i in range(n)]
        rows, columns = [_sum(row) for row in plan], [_sum(column) for column in zip(*plan, strict=True)]
        missing = [Decimal(1) / n - row for row in rows] + [Decimal(1) / m - column for column in columns]
        if max(map(abs, missing)) <= SMALL:
            return u, v, plan
        step = _solved(_second_derivatives(plan, rows, columns), missing)
        length = epsilon / max([Decimal(1), *map(abs, step)])
        u = [u[i] + length * step[i] for i in range(n)]
        v = [v[j] + length * step[n + j] for j in range(m)]
    raise ConvergenceError(f"The reference's entropic transport has not converged in {STEPS} steps.")


def _second_derivatives(plan: Table, rows: Numbers, columns: Numbers) -> Table:
    """Those of −ε times the dual, in (u, v): the sums on the diagonal, the plan and its transpose beside it."""
    n, m = len(rows), len(columns)
    table = [[Decimal(0)] * (n + m) for _ in range(n + m)]
    for i in range(n):
        table[i][i] = rows[i]
        for j in range(m):
            table[i][n + j] = table[n + j][i] = plan[i][j]
    for j in range(m):
        table[n + j][n + j] = columns[j]
    return table


def _solved(table: Table, right: Numbers) -> Numbers:
    """Gauss's elimination; an unknown that nothing depends on is 0, such as a constant moved from v to u."""
    size, right = len(right), list(right)
    for k in range(size):
        for row in range(k + 1, size):
            if table[k][k] > SEPARATE and table[row][k]:
                factor = table[row][k] / table[k][k]
                table[row] = [a - factor * b for a, b in zip(table[row], table[k], strict=True)]
                right[row] -= factor * right[k]
    solution = [Decimal(0)] * size
    for k in reversed(range(size)):
        if table[k][k] > SEPARATE:
            known = _sum(table[k][j] * solution[j] for j in range(k + 1, size))
            solution[k] = (right[k] - known) / table[k][k]
    return solution


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))
