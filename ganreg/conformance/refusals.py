"""The same errors everywhere: what the reference refuses, a backend refuses too, with the same class of error."""

from collections.abc import Iterator

import numpy as np

from ganreg.backend import AbstractBackend, AbstractEngine, Batch
from ganreg.conformance.case import Case
from ganreg.conformance.result import PASS, Result
from ganreg.errors import GanregError
from ganreg.registry import registry


def check_refusals(case: Case, backend: AbstractBackend) -> Result:
    """Batches that no step can take are refused by an error of ganreg's own, that of the reference."""
    reference = registry().create("backend", "reference")
    engines = [one.engine(case.recipe(one)) for one in (backend, reference)]
    for what, batch in _bad(case):
        got, expected = (_refusal(engine, batch) for engine in engines)
        if expected is not None and got is not expected:
            found = "is accepted" if got is None else f"raises {got.__name__}"
            return Result("fail", f"{what} {found}, expected {expected.__name__}")
    return PASS


def _bad(case: Case) -> Iterator[tuple[str, Batch | None]]:
    """Batches for the critic's step, in words."""
    x, label = case.real, case.label
    yield "no batch at all", None
    yield "a batch without samples", Batch(None, label)
    yield "an empty batch", Batch(x[:0], None if label is None else label[:0])
    yield "samples of another shape", Batch(np.concatenate([x, x], axis=-1), label)
    yield "a single sample without its batch axis", Batch(x[0], label)
    yield (
        "labels for networks that take none" if label is None else "missing labels",
        (Batch(x, np.zeros(len(x), dtype=np.int64)) if label is None else Batch(x, None)),
    )


def _refusal(engine: AbstractEngine, batch: Batch | None) -> type[BaseException] | None:
    """The class of the error that a critic's step raises, if any."""
    try:
        engine.gradients("critic", engine.state, batch, engine.draws.at("critic", 0))
    except GanregError as error:
        return type(error)
    except Exception as error:  # noqa: BLE001 - a candidate may raise anything
        return type(error)
    return None
