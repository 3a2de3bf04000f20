"""The formulas of a constraint of each kind; norms include 0, 1 and large ones, batches 1 and more than a few."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from ganreg.conformance.formulas.formula import Formula, Named
from ganreg.conformance.formulas.oracle import array, given_oracle, made
from ganreg.conformance.formulas.samples import accepted, placed
from ganreg.constraints.abstract import AbstractConstraint
from ganreg.constraints.selection import is_excluded
from ganreg.draws import Draws
from ganreg.errors import ParameterError
from ganreg.schedules import settled

NORMS = (
    [0.4],
    [0.7, 1.6, 1.2],
    [0.25, 3.0, 0.9, 12.0, 1.1],
    [1.7, 1.7],
    [0.0, 2.0],
    [0.0],
    [1e4, 0.5],
    [140.0, 0.3, 650.0, 33.0],
    list(0.2 + np.linspace(0.0, 1.9, 8)),
    list(1.5 + np.sin(np.arange(30.0))),
)


def _stages(constraint: AbstractConstraint) -> Iterator[Any]:
    """A constraint as it stands at the first update, and with its parameters as given: a state may switch it off."""
    first, given = constraint.now(constraint.initial_state(), 0), settled(constraint, 0)
    yield first
    if given != first:
        yield given


def of_gradient_penalty(penalty: Any, oracle: Any) -> Iterator[Formula]:
    """φ of norms, and its derivative."""
    for stage in _stages(penalty):
        yield from _of_norms(stage, made(oracle, stage))


def _of_norms(penalty: Any, given: Any) -> Iterator[Formula]:
    width = _per_sample(penalty.points)
    for norms in (norms for norms in NORMS if len(norms) % width == 0):
        yield Formula(
            name="value",
            arguments={"norms": array(norms)},
            value=lambda a, xp: {"value": penalty.value(a["norms"], xp)},
            pullback=lambda a, c, xp: {"norms": c["value"] * penalty.derivative(a["norms"], xp)},
            oracle_value=given_oracle(given, lambda a: {"value": given.value(a["norms"])}),
            oracle_pullback=given_oracle(
                given, lambda a, c: {"norms": c["value"] * array(given.derivative(a["norms"]))}
            ),
            over_samples=True,
            mean=True,
            shapes={"value": ()},
        )


def _per_sample(points: Any) -> int:
    """How many points a set has for each real sample."""
    sample = np.zeros((1, *next(accepted(points, ((1, 5), (1, 1, 8, 8))))[1:]))
    found = points.points(sample, sample, points.draw(Draws(0).stream("constraint/0"), sample.shape), np)
    if not len(found):
        raise ParameterError(f"{points!r} gives no point for a sample, expected at least one.")
    return len(found)


def _of_term(penalty: Any, oracle: Any, examples: Callable[[], Any], pack: Any) -> Iterator[Formula]:
    """A penalty with `value` and `gradients`, whose arguments `pack` makes of named arrays."""
    for stage in _stages(penalty):
        yield from _of_arrays(stage, made(oracle, stage), examples(), pack)


def _of_arrays(penalty: Any, given: Any, examples: Iterable[Mapping[str, Any]], pack: Any) -> Iterator[Formula]:
    def pulled(of: Any, arguments: Named, cotangents: Named, *xp: Any) -> Named:
        gradients = _flat(of.gradients(*pack(arguments), *xp))
        return {name: cotangents["value"] * gradients.get(name, 0 * arguments[name]) for name in arguments}

    for arguments in examples:
        yield Formula(
            name="value",
            arguments=arguments,
            value=lambda a, xp: {"value": penalty.value(*pack(a), xp)},
            pullback=partial(pulled, penalty),
            oracle_value=given_oracle(given, lambda a: {"value": given.value(*pack(a))}),
            oracle_pullback=given_oracle(given, partial(pulled, given)),
            shapes={"value": ()},
        )


def _flat(gradients: Any) -> dict[str, Any]:
    """Arrays by name: of a mapping, of a tuple `0`, `1`, …, of a pair of tuples scores and features."""
    if isinstance(gradients, Mapping):
        return dict(gradients)
    if gradients and isinstance(gradients[0], tuple):
        return {f"{of}{k}": g for of, part in zip("sf", gradients, strict=True) for k, g in enumerate(part)}
    return {f"s{k}": gradient for k, gradient in enumerate(gradients)}


def _sets(n_sets: int, width: int = 0) -> Iterator[dict[str, Any]]:
    random = np.random.default_rng(5)
    for n, size in ((1, 1.5), (3, 1.5), (4, 1.5), (3, 70.0), (12, 2.0)):
        scores = {f"s{k}": size * random.normal(size=n) for k in range(n_sets)}
        yield scores | {f"f{k}": size * random.normal(size=(n, width)) for k in range(n_sets if width else 0)}


def of_score_penalty(penalty: Any, oracle: Any) -> Iterator[Formula]:
    """A term of one score vector per point set."""
    n = len(penalty.points)
    return _of_term(penalty, oracle, lambda: _sets(n), lambda a: (tuple(a[f"s{k}"] for k in range(n)),))


def of_feature_penalty(penalty: Any, oracle: Any) -> Iterator[Formula]:
    """A term of scores and features per point set."""
    n = len(penalty.points)
    return _of_term(
        penalty, oracle, lambda: _sets(n, 3), lambda a: tuple(tuple(a[f"{of}{k}"] for k in range(n)) for of in "sf")
    )


def of_weight_penalty(penalty: Any, oracle: Any) -> Iterator[Formula]:
    """A term of the weights."""
    return _of_term(penalty, oracle, _weights, lambda a: (a,))


def _weights() -> list[dict[str, Any]]:
    random = np.random.default_rng(6)
    shapes: dict[str, tuple[int, ...]] = {
        "0.weight": (4, 3),
        "0.bias": (4,),
        "2.weight": (2, 4, 2, 2),
        "4.weight": (1, 5),
        "6.weight": (7, 9),
    }
    return [{name: size * random.normal(size=shape) for name, shape in shapes.items()} for size in (0.3, 1.5, 40.0)]


def of_projection(projection: Any, oracle: Any) -> Iterator[Formula]:
    """The map of the weights."""
    for stage in _stages(projection):
        given = made(oracle, stage)
        yield from (_projected(stage, given, weights) for weights in _weights())


def _projected(projection: Any, given: Any, weights: Mapping[str, Any]) -> Formula:
    return Formula(
        name="project",
        arguments=weights,
        value=lambda a, xp: {name: projection.project(name, value, xp) for name, value in a.items()},
        oracle_value=given_oracle(given, lambda a: {name: given.project(name, value) for name, value in a.items()}),
        shapes={name: array.shape for name, array in weights.items()},
        untouched=tuple(name for name in weights if is_excluded(name, getattr(projection, "exclude", ()))),
    )


def of_reparametrisation(constraint: Any, oracle: Any) -> Iterator[Formula]:
    """W̃ from W, and the pullback."""
    given = made(oracle, constraint)
    return (_reparametrised(constraint, given, weights) for weights in _weights())


def _reparametrised(constraint: Any, given: Any, weights: Mapping[str, Any]) -> Formula:
    state = constraint.start(weights, Draws(3).stream("constraint/0"))
    own = None if given is None else given.start(weights, Draws(3).stream("constraint/0"))
    now = constraint.now(state, 0)
    return Formula(
        name="effective",
        arguments=weights,
        value=lambda a, xp: {**a, **now.effective(a, placed(state, a, xp), xp)},
        pullback=lambda a, c, xp: {**c, **now.pullback(a, placed(state, a, xp), c, xp)},
        is_exact=now.is_exact,
        oracle_value=given_oracle(given, lambda a: {**a, **given.effective(a, own)}),
        oracle_pullback=given_oracle(given, lambda a, c: {**c, **given.pullback(a, own, c)}),
        shapes={name: array.shape for name, array in weights.items()},
        untouched=tuple(name for name in weights if is_excluded(name, getattr(constraint, "exclude", ()))),
    )


def of_input_transform(transform: Any, oracle: Any) -> Iterator[Formula]:
    """T(x; ξ), and the pullback."""
    for stage in _stages(transform):
        given = made(oracle, stage)
        yield from (_transformed(stage, given, shape) for shape in ((1, 5), (3, 5), (9, 2), (2, 1, 4, 4), (2, 3, 4, 6)))


def _transformed(transform: Any, given: Any, shape: tuple[int, ...]) -> Formula:
    draws = transform.draw(Draws(2).stream("constraint/0"), shape)
    own = None if given is None else given.draw(Draws(2).stream("constraint/0"), shape)
    return Formula(
        name="transform",
        arguments={"x": np.random.default_rng(4).normal(size=shape)},
        value=lambda a, xp: {"x": transform.transform(a["x"], placed(draws, a, xp), xp)},
        pullback=lambda a, c, xp: {"x": transform.pullback(c["x"], a["x"], placed(draws, a, xp), xp)},
        oracle_value=given_oracle(given, lambda a: {"x": given.transform(a["x"], own)}),
        oracle_pullback=given_oracle(given, lambda a, c: {"x": given.pullback(a["x"], own, c["x"])}),
        rowwise=True,
        shapes={"x": shape},
    )
