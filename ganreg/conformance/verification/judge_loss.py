"""From what was seen of a loss to a verdict."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.claim import Claim
from ganreg.conformance.verification.fit import Fit, fitted
from ganreg.conformance.verification.guarded import guarded_logs
from ganreg.conformance.verification.judge_penalty import REACHES
from ganreg.conformance.verification.lines import line_of
from ganreg.conformance.verification.observation import Observation, Vector
from ganreg.conformance.verification.scored import at, is_saturated, scores_of, with_sum
from ganreg.conformance.verification.scores import LINKS, Known, Scores, as_sum, fit_known, known_losses
from ganreg.conformance.verification.verdict import DEVIATES, EQUIVALENT, EXACT, Mistake, Verdict

COMPARED = ("value", "gradients in the scores")
LARGE = 12.0
"""Scores from which on probabilities in float32 lose their digits."""
ENOUGH = 5
"""Runs that tell losses apart."""


FIRST_TERMS: dict[str, Any] = {
    "logistic": lambda t: np.logaddexp(0, -t),
    "hinge": lambda t: np.maximum(0, 1 - t),
    "least squares": lambda t: (t - 1) ** 2,
}


@attrs.frozen
class _Found:
    known: Known
    fit: Fit
    place: int
    summed: bool


def judged(claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> Verdict:
    """The verdict on runs that ended well."""
    return _Judge(claim, function, runs, base).verdict()


class _Judge:
    def __init__(self, claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> None:
        self.claim, self.function, self.base = claim, function, base
        told = [(with_sum(o), scores_of(o)) for o in runs if o.returned]
        pairs = [(o, scores) for o, scores in told if scores is not None and not is_saturated(o, scores)]
        self.runs, self.scores = [o for o, _ in pairs], [scores for _, scores in pairs]
        self.mistakes: list[Mistake] = []
        self.warnings: list[Mistake] = []
        self.conventions: list[str] = []
        self.notes: list[str] = [note for o in runs[:1] for note in o.notes]

    def verdict(self) -> Verdict:
        if not self.runs:
            self._mistake("returns-nothing", "it returns no number that is made of the critic's scores")
            return self._told(None)
        if self._not_finite():
            return self._told(None)
        found = self._found() or self._found_at_small_scores()
        if found is None:
            self._unknown()
        else:
            self._named(found)
            self._gradients(found)
        return self._told(found)

    def _mistake(self, key: str, words: str, where: str = "function") -> None:
        self.mistakes.append(Mistake(key, words, line_of(self.function, where)))

    def _not_finite(self) -> bool:
        for o, (r, f) in zip(self.runs, self.scores, strict=True):
            if not np.isfinite(o.returned[0].value):
                largest = max(np.max(np.abs(r)), np.max(np.abs(f)))
                self._mistake(
                    "not-a-number",
                    f"its value is NaN or infinite at scores up to ±{largest:.3g}: use softplus or logits",
                )
                return True
        return False

    def _found(self) -> _Found | None:
        """The least unusual explanation by a registered loss: the claimed one first."""
        places = range(min(len(o.returned) for o in self.runs))
        sizes = np.array([o.size for o in self.runs], dtype=float)
        for known in known_losses(self.claim.component, self.claim.name):
            for place in places:
                values = np.array([o.returned[place].value for o in self.runs])
                for summed, numbers in ((False, values), (True, values / sizes)):
                    fit = fit_known(known, numbers, self.scores)
                    if fit.fits:
                        return _Found(known, fit, place, summed)
        return None

    def _found_at_small_scores(self) -> _Found | None:
        """An explanation that holds until probabilities are rounded to 0 and 1: of BCE after a sigmoid."""
        if self._guarded():
            return None
        whole = self.runs, self.scores
        small = [k for k, pair in enumerate(self.scores) if np.max(np.abs(np.concatenate(pair))) <= LARGE]
        self.runs, self.scores = [self.runs[k] for k in small], [self.scores[k] for k in small]
        found = self._found() if len(small) >= ENOUGH else None
        if found is None:
            self.runs, self.scores = whole
            return None
        words = (
            f"beyond scores of ±{LARGE:g} its numbers are no longer the formula's: probabilities are rounded to 0 and 1"
        )
        line = line_of(self.function, "function")
        self.warnings.append(Mistake("rounded-probabilities", f"{words}; use the loss with logits", line))
        return found

    def _guarded(self) -> str:
        return guarded_logs(np.array([o.returned[0].value for o in self.runs]), self.scores)

    def _named(self, found: _Found) -> None:
        known, c = found.known, found.fit.factor
        if known.link == "sigmoid":
            self._mistake("sigmoid-twice", LINKS["sigmoid"][0])
        if known.name != self.claim.name and not self._same_player(known):
            self._mistake(
                f"computes-{known.name.replace('_', '-')}",
                f"it is the {known.player}'s loss of {known.name}, not of {self.claim.name}",
            )
        if c < 0:
            self._sign(known, c)
        elif known.link == "flipped":
            self.conventions.append(LINKS["flipped"][0])
        self.notes.append(f"it is the {known.player}'s loss")
        self._reach(known.player)
        self._factor(found, abs(c))
        if known.name == self.claim.name and known.component != self.claim.component:
            own = ", ".join(
                f"{f.name}={getattr(known.component, f.name)!r}" for f in attrs.fields(type(known.component))
            )
            self.conventions.append(f"other parameters of the same loss: {own}")

    def _reach(self, player: str) -> None:
        """What reaches generated samples that the function evaluates itself."""
        o = self.runs[0]
        if roles.CRITIC not in o.given or o.reaches is None or roles.FAKE not in o.given:
            return
        if player == "generator" and o.reaches == 0:
            self._mistake(
                "detached-graph", "its gradient never reaches the generated samples: they are detached", "detach"
            )
        elif player == "critic" and o.reaches > 0:
            self.notes.append(REACHES)

    def _same_player(self, known: Known) -> bool:
        """Whether another loss is the claimed one for this player: minimax and non-saturating share the critic's."""
        mine = Known(self.claim.component, self.claim.name, known.player, known.link)
        return all(np.isclose(mine.value(*pair), known.value(*pair)) for pair in self.scores)

    def _sign(self, known: Known, c: float) -> None:
        if self._same_but_flipped(known):
            self.conventions.append(
                "the sign is the opposite: the critic is low on real samples, or it is to be maximised"
            )
        else:
            self._mistake("sign-flipped", f"the sign is the opposite: minimising it does the contrary (factor {c:.3g})")

    def _same_but_flipped(self, known: Known) -> bool:
        """Whether the negative of a loss is that of a critic with the opposite sign, as where scores enter linearly."""
        flipped = attrs.evolve(known, link="flipped")
        return all(np.isclose(known.value(*pair), -flipped.value(*pair)) for pair in self.scores)

    def _factor(self, found: _Found, c: float) -> None:
        if found.summed:
            self.conventions.append("the sum over samples for the mean: divide it by the batch size")
        if not np.isclose(c, 1, rtol=1e-3):
            named = {
                0.5: "a factor ½",
                2.0: "without the factor ½" if self.claim.name == "least_squares" else "a factor 2",
            }
            close = [words for factor, words in named.items() if np.isclose(c, factor, rtol=1e-3)]
            self.conventions.append(close[0] if close else f"a constant factor {c:.4g}")

    def _unknown(self) -> None:
        values = np.array([o.returned[0].value for o in self.runs])
        found = as_sum(values, self.scores)
        twice, guarded = self._first_term_twice(values), self._guarded()
        if guarded:
            words = f"it is {guarded}: at large scores its value is wrong and its gradient 0; use softplus or logits"
            self._mistake("log-of-sigmoid-with-epsilon", words)
        elif twice:
            self._mistake("first-term-twice", twice)
        elif found is None:
            self._mistake("another-function", "its numbers are those of no known loss, whatever the factor")
        elif "label" in found.real + found.fake or "0.9" in found.real:
            self._mistake("label-smoothing", f"labels are smoothed: it is {found.words}")
        else:
            key = "hinge-without-margin" if self.claim.name == "hinge" and found.constant else "other-terms"
            self._mistake(key, f"it is {found.words}")

    def _first_term_twice(self, values: Vector) -> str:
        """The known mistake of relativistic average losses, that of their author's first program."""
        for words, term in FIRST_TERMS.items():
            numbers = np.array([np.mean(term(r - np.mean(f))) for r, f in self.scores])
            if fitted(values, numbers, np.ones(len(values))).fits:
                return f"the second term is the first once more, with ℓ {words}: fakes count by their mean alone"
        return ""

    def _gradients(self, found: _Found) -> None:
        errors = [self._error(o, pair, found) for o, pair in zip(self.runs, self.scores, strict=True)]
        if any(error == "none" for error in errors):
            what = "generated samples" if found.known.player == "generator" else "critic"
            self._mistake("detached-graph", f"its gradient never reaches the {what}: something is detached", "detach")
        elif "nan" in errors:
            self._mistake("not-a-number", "its gradient is NaN")
        elif "other" in errors:
            self._mistake("wrong-gradient", "its value is right, but its gradient is not the formula's")

    def _error(self, o: Observation, pair: Scores, found: _Found) -> str:
        """What is wrong with the gradients of a run: empty, `none`, `nan` or `other`."""
        one = o.returned[found.place]
        factor = found.fit.factor * (o.size if found.summed else 1)
        expected = [factor * g for g in found.known.gradients(*pair)]
        if found.known.link == "sigmoid":
            return ""
        if not one.differentiable:
            return "none"
        got, wanted = self._vectors(o, one, expected)
        if got is None:
            return "none" if np.any(np.abs(wanted) > 1e-9) else ""
        if not np.all(np.isfinite(got)):
            return "nan"
        scale = float(np.max(np.abs(wanted), initial=0.0))
        if np.all(np.abs(got - wanted) <= 1e-3 * scale + 1e-7):
            return ""
        missing = any(np.any(e) and not np.any(o_) for e, o_ in self._halves(one, expected))
        return "none" if missing or not np.any(got) else "other"

    def _halves(self, one: Any, expected: list[Vector]) -> list[tuple[Vector, Vector]]:
        if not one.scores:
            return []
        return [(expected[0], one.scores[roles.REAL_SCORES]), (expected[1], one.scores[roles.FAKE_SCORES])]

    def _vectors(self, o: Observation, one: Any, expected: list[Vector]) -> tuple[Vector | None, Vector]:
        """The gradient found and the one expected: in given scores, or in the critic's weights."""
        if roles.CRITIC not in o.given:
            return np.concatenate([one.scores[r] for r in (roles.REAL_SCORES, roles.FAKE_SCORES)]), np.concatenate(
                expected
            )
        pulled = sum(
            e.pull_scores(g) for samples, g in zip((o.real, o.fake), expected, strict=True) if (e := at(o, samples))
        )
        return one.weights, np.asarray(pulled)

    def _told(self, found: _Found | None) -> Verdict:
        told = dict(self.base)
        notes = tuple(dict.fromkeys([*told.pop("notes", ()), *self.notes]))
        word = DEVIATES if self.mistakes else EQUIVALENT if self.conventions else EXACT
        conventions = tuple(self.conventions) if word != EXACT else ()
        numbers = self._numbers(found) if word == DEVIATES and self.runs else {}
        return Verdict(
            word=word, mistakes=tuple(self.mistakes), warnings=tuple(self.warnings),
            conventions=conventions, notes=notes, checked=len(self.runs),
            compared=COMPARED, **numbers, **told,
        )  # fmt: skip

    def _numbers(self, found: _Found | None) -> dict[str, Any]:
        player = found.known.player if found else "critic"
        known = Known(self.claim.component, self.claim.name, player)
        k = min(range(len(self.runs)), key=lambda k: self.runs[k].size)
        value = self.runs[k].returned[found.place if found else 0].value
        return {"yours": value, "expected": known.value(*self.scores[k]), "probe": self.runs[k].probe}
