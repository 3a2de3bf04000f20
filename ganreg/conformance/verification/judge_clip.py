"""From what a clip did to a critic's parameters to a verdict."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ganreg.conformance.verification.claim import Claim
from ganreg.conformance.verification.lines import line_of
from ganreg.conformance.verification.observation import Observation
from ganreg.conformance.verification.verdict import DEVIATES, EXACT, Mistake, Verdict

COMPARED = ("every parameter, before and after",)


def judged(claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> Verdict:
    """The verdict on runs that ended well."""
    told = dict(base)
    notes = tuple(dict.fromkeys([*told.pop("notes", ()), *runs[0].notes]))
    mistakes = [Mistake(key, words, line_of(function, "clip")) for key, words in _mistakes(claim, runs)]
    word = DEVIATES if mistakes else EXACT
    return Verdict(word=word, mistakes=tuple(mistakes), notes=notes, checked=len(runs), compared=COMPARED, **told)


def _mistakes(claim: Claim, runs: Sequence[Observation]) -> list[tuple[str, str]]:
    off = [
        (name, old, new, np.asarray(claim.oracle.project(name, old))) for o in runs for name, old, new in o.parameters
    ]
    wrong = [one for one in off if not np.allclose(one[2], one[3], atol=1e-6)]
    if not wrong:
        return []
    if all(np.array_equal(old, new) for _, old, new, _ in off):
        if any(one.weights is not None for o in runs for one in o.returned):
            return [
                ("clips-nothing", "it changes no parameter: it returns new numbers instead of changing them in place")
            ]
        return [
            ("clips-nothing", "it changes no parameter; clipping gradients, or a copy, is not clipping the weights")
        ]
    return [_named(claim, wrong)]


def _named(claim: Claim, wrong: list[tuple[str, Any, Any, Any]]) -> tuple[str, str]:
    """Which mistake leaves these parameters so: name, before, after, and as they should be."""
    bound = claim.component.bound
    untouched = sorted({name for name, old, new, _ in wrong if np.array_equal(old, new)})
    if untouched and all(np.array_equal(old, new) for _, old, new, _ in wrong):
        left = ", ".join(untouched)
        return "clips-some-parameters", f"{left}: left alone; every parameter is clipped, biases included"
    touched = [one for one in wrong if not np.array_equal(one[1], one[2])]
    if untouched and _other_bound(touched) is not None:
        words = f"{', '.join(untouched)}: left alone; and the others are clipped to ±{_other_bound(touched):g}"
        return "clips-some-parameters", words
    factor = _other_bound(wrong)
    if factor is not None:
        return "other-bound", f"it clips to [{-factor:g}, {factor:g}], not to [{-bound:g}, {bound:g}]"
    if all(np.min(new) >= -1e-7 for _, _, new, _ in wrong):
        return "one-sided-clip", f"it clips to [0, {bound:g}], or takes absolute values"
    if any(np.max(np.abs(new)) > bound * 1.001 for _, _, new, _ in wrong):
        return "not-in-the-box", f"weights stay outside [−{bound:g}, {bound:g}]: they are scaled, or half clipped"
    return "another-function", "weights end inside the box, but are not clipped: those inside it have changed"


def _other_bound(wrong: list[tuple[str, Any, Any, Any]]) -> float | None:
    largest = max(float(np.max(np.abs(new))) for _, _, new, _ in wrong)
    same = all(np.allclose(new, np.clip(old, -largest, largest), atol=1e-6) for _, old, new, _ in wrong)
    return largest if same else None
