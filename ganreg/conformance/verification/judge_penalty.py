"""From what was seen of a penalty to a verdict."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.claim import Claim
from ganreg.conformance.verification.lines import line_of
from ganreg.conformance.verification.observation import Observation
from ganreg.conformance.verification.penalty import (
    HARMLESS_GUARD,
    Finding,
    claimed_value,
    differing,
    explained,
    gradient_error,
    slopes_of,
    summed,
)
from ganreg.conformance.verification.sampling import Sampling, sampling_of
from ganreg.conformance.verification.verdict import DEVIATES, EQUIVALENT, EXACT, Mistake, Verdict

COMPARED = ("value", "points", "gradient in the weights", "what reaches the generator")


def judged(claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> Verdict:
    """The verdict on runs that ended well."""
    return _Judge(claim, function, runs, base).verdict()


class _Judge:
    def __init__(self, claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> None:
        self.claim, self.function, self.base = claim, function, base
        self.runs = [o for o in runs if o.asked and o.returned]
        self.all = runs
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []
        self.conventions: list[str] = []
        self.notes: list[str] = []

    def verdict(self) -> Verdict:
        if not self.runs:
            return self._told(DEVIATES, *self._no_gradient())
        broken = [o for o in self.runs if not np.isfinite(o.returned[0].value)]
        whole = [o for o in self.runs if o not in broken]
        if not whole:
            self._mistake("not-a-number", "its value is NaN or infinite", "function")
            return self._told(DEVIATES, self.runs[0])
        self.runs = whole
        if any(np.all(slopes_of(e)) for o in broken for e in o.asked):
            self._mistake("not-a-number", f"its value is NaN or infinite on the critic “{broken[0].probe}”", "function")
        elif broken:
            self._nan(f"its value is NaN where the slope is 0 (“{broken[0].probe}”)")
        finding = explained(self.claim, self.runs)
        self._sampling()
        if finding is None:
            self._unknown()
        else:
            self._formula(finding)
            self._gradients(finding)
            self._factor(finding)
        word = DEVIATES if self.mistakes else EQUIVALENT if self.conventions else EXACT
        return self._told(word, self._smallest(finding), finding)

    def _mistake(self, key: str, words: str, where: str) -> None:
        self.mistakes.append(Mistake(key, words, line_of(self.function, where)))

    def _nan(self, words: str) -> None:
        """The formula is right; one sample of slope 0 spoils every weight."""
        cure = "take .norm(2, dim=1), or add 1e-12 inside the root"
        self.warnings.append(Mistake("nan-at-zero-slope", f"{words}; {cure}", line_of(self.function, "root")))

    def _no_gradient(self) -> tuple[Observation]:
        if any(o.asked for o in self.all):
            self._mistake("returns-nothing", "it returns no number, and differentiates none", "gradient")
        else:
            self._mistake("no-gradient", "it takes no gradient of the critic's scores in any samples", "gradient")
        return (self.all[0],)

    def _sampling(self) -> None:
        found: Sampling = sampling_of(self.runs)
        wanted = self.claim.points
        if found.key == wanted or {roles.POINTS, roles.SCORES} & set(self.runs[0].given):
            if found.key == "interpolates" or roles.POINTS in self.runs[0].given:
                given = {roles.EPSILON: "ε", roles.POINTS: "the points"}
                self.notes += [
                    f"{what} is given by the caller" for role, what in given.items() if role in self.runs[0].given
                ]
            return
        words = found.words if found.key not in _RIGHT else f"the gradient is taken {found.words}, not {_RIGHT[wanted]}"
        key = found.key if found.key not in _RIGHT else f"points-{found.key.replace('_', '-')}"
        self._mistake(key, words, "sampling")

    def _unknown(self) -> None:
        self._mistake(
            "another-function", "no factor makes its numbers those of the formula, nor of any known mistake", "function"
        )

    def _formula(self, finding: Finding) -> None:
        for place, key, words in differing(self.claim, finding):
            if place == "aggregate" and key == "sum":
                self.conventions.append("the sum over samples for the mean: divide it by the batch size")
            elif key.startswith("guard") and float(key.partition(" ")[2]) <= HARMLESS_GUARD:
                self.notes.append(f"{words}: less than {RELATIVE_GUARD} of the value, at zero slope; accepted")
            else:
                self._mistake(_name_of(key), words + self._guard(key), _WHERE[place])

    def _guard(self, key: str) -> str:
        if not key.startswith("guard"):
            return ""
        root = float(key.partition(" ")[2]) ** 0.5
        return f"; a slope of 0 counts as {root:.3g}, and the penalty there is {(1 - root) ** 2:.4g}, not 1"

    def _gradients(self, finding: Finding) -> None:
        errors = [
            gradient_error(self.claim, o, finding) if finding.candidate is None else self._crude(o, finding)
            for o in self.runs
        ]
        if finding.candidate is not None and not self.mistakes and not self.conventions:
            errors = [self._crude(o, finding) for o in self.runs]
        kinds = {kind for kind in errors if kind}
        if "nan" in kinds and not self.warnings:
            probe = self.runs[errors.index("nan")].probe
            self._nan(
                f"the weights' gradient is NaN where the slope is 0 (“{probe}”): the root has no derivative there"
            )
        if kinds & {"none", "zero"} and all(e in ("none", "zero", "") for e in errors):
            self._mistake(
                "detached-graph",
                "the penalty is a constant: its gradient never reaches the critic's weights (create_graph=True is "
                "missing, or something is detached)",
                "gradient",
            )
        elif "other" in kinds:
            self._mistake(
                "wrong-gradient", "its value is right, but its gradient in the weights is not the formula's", "gradient"
            )

    def _crude(self, o: Observation, finding: Finding) -> str:
        """What can be said of a gradient without a formula: that it is missing, or NaN."""
        one = o.returned[finding.place]
        if not one.differentiable or one.weights is None:
            return "none"
        return "" if np.all(np.isfinite(one.weights)) else "nan"

    def _factor(self, finding: Finding) -> None:
        if self.mistakes and finding.candidate is not None:
            return
        c, w = finding.fit.factor, self.claim.weight
        if finding.loss:
            sign = "mean f(x̃) − mean f(x)" if finding.loss < 0 else "mean f(x) − mean f(x̃)"
            self.conventions.append(f"the critic's loss {sign} is part of it")
        if c < 0:
            self._mistake("sign-flipped", "the penalty is subtracted: steep slopes are rewarded", "function")
            return
        symbol = "γ" if hasattr(self.claim.component, "gamma") else "λ"
        own = [x for x in self.runs[0].own_weight if not self.claim.stated]
        if _close(c, w) or any(_close(c, x) for x in own):
            if not _close(c, w):
                self.notes.append(f"{symbol} is {c:.6g}, its own; the default here is {w:g}")
            return
        self.conventions.append(_named_factor(c, w, symbol, self.runs[0].own_weight))

    def _smallest(self, finding: Finding | None) -> Observation:
        """The run with the fewest numbers on which the function is off."""
        ordered = sorted(self.runs, key=lambda o: o.real.size)
        value, place, scale = claimed_value(self.claim), finding.place if finding else 0, self._scale(finding)
        off = [o for o in ordered if not np.isclose(o.returned[place].value, scale * summed(o, value), rtol=1e-3)]
        return (off or ordered)[0]

    def _scale(self, finding: Finding | None) -> float:
        """λ, or the function's own factor where it is told."""
        return finding.fit.factor if finding is not None and finding.fit.factor > 0 else self.claim.weight

    def _told(self, word: str, at: Observation, finding: Finding | None = None) -> Verdict:
        told = dict(self.base)
        reaching = [REACHES] if at.reaches and not at.updates else []
        notes = tuple(dict.fromkeys([*told.pop("notes", ()), *self.notes, *at.notes, *reaching]))
        place = finding.place if finding else 0
        numbers: dict[str, Any] = {}
        if word == DEVIATES and at.asked and at.returned:
            expected = self._scale(finding) * summed(at, claimed_value(self.claim))
            numbers = {"yours": at.returned[place].value, "expected": expected, "probe": at.probe}
        vector = at.returned[place].vector if at.returned else ()
        if len(vector) == 1 and vector[0] > 1:
            notes += ("it returns one number per sample: take their mean",)
        return Verdict(
            word=word, warnings=tuple(self.warnings), mistakes=tuple(self.mistakes),
            conventions=tuple(self.conventions) if word != EXACT else (),
            notes=notes, checked=len(self.runs), compared=COMPARED, **numbers, **told,
        )  # fmt: skip


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-3 * abs(other)


def _named_factor(c: float, w: float, symbol: str, own: tuple[float, ...]) -> str:
    """A constant factor by its name."""
    half = symbol == "γ"
    names = {
        1.0: f"{symbol} outside: multiply the result by it",
        2 * w if half else w / 2: "without the factor ½" if half else "a factor ½",
        2.0 if half else 0.5: f"{symbol}/2 outside: multiply the result by it"
        if half
        else f"a factor ½, and {symbol} outside",
    }
    for factor, words in names.items():
        if _close(c, factor):
            return words
    if any(_close(c, x) for x in own):
        return f"{symbol} is {c:.6g}, not {w:g}"
    return f"a constant factor: {c / w:.6g} times the formula with {symbol} = {w:g}"


REACHES = "given fake samples that hang on the generator, its gradients reach them: give fake.detach()"
RELATIVE_GUARD = "3e-4"
_RIGHT = {
    "interpolates": "between real and generated samples",
    "real": "at real samples",
    "fake": "at generated samples",
    "both": "at real and generated samples",
    "perturbed_real": "around real samples",
}
_WHERE = {"score": "gradient", "norm": "norm", "function": "function", "aggregate": "function"}
_KEYS = {
    "axes (1,)": "norm-over-channels",
    "batch": "norm-over-the-batch",
    "elements": "no-norm",
    "absolute": "no-norm",
    "rms": "mean-of-squares",
    "squared": "root-missing",
    "inside": "root-missing",
    "l1": "l1-norm",
    "linf": "linf-norm",
    "sigmoid": "gradient-of-sigmoid",
    "log-sigmoid": "gradient-of-sigmoid",
    "mean-score": "gradient-of-mean-score",
    "of-mean": "square-of-mean",
    "unsquared": "no-square",
    "signed": "no-square",
    "hinged": "no-square",
    "one-sided": "one-sided",
    "two-sided": "two-sided",
    "zero": "target-0",
    "to-one": "target-1",
    "plus": "target-added",
    "below": "wrong-side",
    "norm": "norm-not-squared",
    "largest": "largest-only",
    "root": "root-of-mean",
    "first": "first-sample-only",
} | {f"guard {g:g}": "epsilon-inside-the-root" for g in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)}


def _name_of(key: str) -> str:
    """The name of a mistake from the choice that it is."""
    some = "norm-over-some-axes" if key.startswith(("axes", "last")) else key.replace(" ", "-")
    return _KEYS.get(key, some)
