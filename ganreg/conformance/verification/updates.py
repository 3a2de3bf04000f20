"""What led to each update of a training step, and in what shares its parts enter."""

from collections.abc import Iterator
from itertools import product

import attrs
import numpy as np

from ganreg.conformance.verification.observation import Evaluation, Observation, Update, Vector

CLOSE = 2e-3
"""How far a gradient may be from the sum of its parts, on the scale of its largest number."""


@attrs.frozen(eq=False)
class Window:
    """What led to one update: the evaluations since the one before."""

    update: Update
    evaluations: tuple[Evaluation, ...]

    def run(self, o: Observation) -> Observation:
        """The run as if it had had only these evaluations."""
        return attrs.evolve(o, evaluations=tuple(e for e in self.evaluations if not e.asked))

    @property
    def asked(self) -> tuple[Evaluation, ...]:
        """Where a penalty's gradient was taken."""
        return tuple(e for e in self.evaluations if e.asked)


def windows(o: Observation) -> list[Window]:
    """The updates of a run, each with what was evaluated for it."""
    found, since = [], -1
    for update in o.updates:
        found.append(Window(update, tuple(e for e in o.evaluations if since < e.tick < update.tick)))
        since = update.tick
    return found


def likely_shares(got: Vector, own: list[tuple[str, Vector]], weights: list[float]) -> Vector | None:
    """The factors of the claim itself, with either sign of the loss, if they explain an update."""
    best, least = None, CLOSE * max(float(np.max(np.abs(got))), 1e-6)
    for sign, weight in product((1.0, -1.0), weights):
        factors = [weight if name == "penalty" else sign for name, _ in own]
        total = sum((factor * part for factor, (_, part) in zip(factors, own, strict=True)), start=np.zeros(1))
        far = float(np.max(np.abs(total - got)))
        if own and far <= least:
            best, least = np.array(factors), far
    return best


def fitted_shares(got: Vector, own: list[tuple[str, Vector]], before: list[tuple[str, Vector]]) -> Vector | None:
    """The factors with which parts enter an update, with as few earlier ones as will do; None if none will."""
    for earlier in _growing([part for _, part in before if np.any(part)]):
        parts = [*(part for _, part in own), *earlier]
        if not parts:
            return np.zeros(0) if not np.any(got) else None
        matrix = np.stack(parts, axis=1)
        found = np.linalg.lstsq(matrix, got, rcond=None)[0]
        if np.max(np.abs(matrix @ found - got)) <= CLOSE * max(float(np.max(np.abs(got))), 1e-6):
            return np.asarray(found)
    return None


def _growing(parts: list[Vector]) -> Iterator[list[Vector]]:
    yield []
    for k in range(1, len(parts) + 1):
        yield parts[-k:]
