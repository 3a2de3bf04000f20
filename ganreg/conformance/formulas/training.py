"""The formulas of optimizers and averages, over a few steps."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.formulas.oracle import given_oracle, made

STEPS = 12
"""Rules may begin with a few steps of another kind, such as a warm-up."""


def of_optimizer(optimizer: Any, oracle: Any) -> Iterator[Formula]:
    """Parameters and moments after a few steps."""
    given = made(oracle, optimizer)

    def stepped(rule: Any, arguments: Named, *xp: Any) -> Named:
        params = {name: arguments[name] for name in ("w", "b")}
        state = rule.init(params, *xp)
        for k in range(STEPS):
            grads = {name: arguments[f"{name} gradient {k}"] for name in params}
            params, state = rule.update(grads, state, params, *xp)
        moments = {f"{name} of {of}": array for name, arrays in state.moments.items() for of, array in arrays.items()}
        return {**params, **moments}

    for size in (1.0, 1e-3, 50.0):
        random = np.random.default_rng(9)
        arguments = {"w": random.normal(size=(3, 2)), "b": random.normal(size=2)}
        for k in range(STEPS):
            arguments |= {
                f"{name} gradient {k}": size * random.normal(size=arguments[name].shape) for name in ("w", "b")
            }
        yield Formula(
            name="update",
            arguments=arguments,
            value=partial(stepped, optimizer),
            oracle_value=given_oracle(given, partial(stepped, given)),
            kind="step",
            shapes={name: arguments[name].shape for name in ("w", "b")},
            damage=partial(_damage, optimizer, arguments),
        )


def _damage(optimizer: Any, arguments: Named) -> str:
    """Which moments a step changes in place; a state that somebody kept would no longer be that state."""
    params = {"w": arguments["w"].copy()}
    _, state = optimizer.update({"w": arguments["w gradient 0"]}, optimizer.init(params, np), params, np)
    before = {name: arrays["w"].copy() for name, arrays in state.moments.items()}
    optimizer.update({"w": arguments["w gradient 1"]}, state, params, np)
    changed = [name for name, array in before.items() if not np.array_equal(array, state.moments[name]["w"])]
    return f"a step changes {', '.join(changed)} of the state before it in place" if changed else ""


def of_average(average: Any, oracle: Any) -> Iterator[Formula]:
    """The average after a few updates."""
    given = made(oracle, average)

    def averaged(rule: Any, arguments: Named, *xp: Any) -> Named:
        kept: Any = {"w": arguments["start"]}
        for k in range(STEPS):
            kept = rule.updated(kept, {"w": arguments[f"params {k}"]}, k, *xp)
        return kept  # type: ignore[no-any-return]

    random = np.random.default_rng(9)
    yield Formula(
        name="updated",
        arguments={name: random.normal(size=(3, 2)) for name in ("start", *(f"params {k}" for k in range(STEPS)))},
        value=partial(averaged, average),
        oracle_value=given_oracle(given, partial(averaged, given)),
        kind="step",
        shapes={"w": (3, 2)},
    )
