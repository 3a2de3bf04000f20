"""From what was seen of a whole training step to a verdict: what entered each update, in what order."""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from ganreg.conformance.verification.claim import LOSS, PENALTY, PROJECTION, Claim
from ganreg.conformance.verification.lines import line_of
from ganreg.conformance.verification.observation import Evaluation, Observation, Vector
from ganreg.conformance.verification.penalty import cotangent
from ganreg.conformance.verification.sampling import sampling_of
from ganreg.conformance.verification.scored import at, is_saturated
from ganreg.conformance.verification.updates import CLOSE, Window, fitted_shares, likely_shares, windows
from ganreg.conformance.verification.verdict import DEVIATES, EQUIVALENT, EXACT, Mistake, Verdict
from ganreg.registry import registry

COMPARED = ("what enters each update", "the order", "what is left in .grad")


def judged(claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> Verdict:
    """The verdict on runs that ended well."""
    return _Judge(claim, function, runs, base).verdict()


class _Judge:
    def __init__(self, claim: Claim, function: Any, runs: Sequence[Observation], base: dict[str, Any]) -> None:
        self.claim, self.function, self.base = claim, function, base
        self.runs = [o for o in runs if not _is_saturated(o)] or runs
        alone = claim.kind == PROJECTION
        self.loss = None if alone else claim.component
        self.constraint = claim if alone else claim.constraint
        self.mistakes: dict[str, Mistake] = {}
        self.conventions: list[str] = []
        self.notes: list[str] = []
        self.signs: set[tuple[str, int]] = set()

    def verdict(self) -> Verdict:
        for o in self.runs:
            self._run(o)
        players = {u.player for o in self.runs for u in o.updates}
        if "critic" not in players and not (self.claim.kind == LOSS and players):
            self._mistake("no-step", "the critic's optimizer takes no step", "step")
        self._signs()
        told = dict(self.base)
        notes = tuple(dict.fromkeys([*told.pop("notes", ()), *self.notes, *self.runs[0].notes]))
        word = DEVIATES if self.mistakes else EQUIVALENT if self.conventions else EXACT
        return Verdict(
            word=word, mistakes=tuple(self.mistakes.values()), notes=notes, checked=len(self.runs), compared=COMPARED,
            conventions=tuple(dict.fromkeys(self.conventions)), **told,
        )  # fmt: skip

    def _mistake(self, key: str, words: str, where: str = "step") -> None:
        self.mistakes.setdefault(key, Mistake(key, words, line_of(self.function, where)))

    def _run(self, o: Observation) -> None:
        found = windows(o)
        before: list[tuple[str, Vector]] = []
        for window in found:
            if self.loss is not None:
                before += self._update(o, window, before)
        penalty = self.constraint is not None and self.constraint.kind == PENALTY
        if penalty and o.asked:
            self._sampling(o)
        if self.constraint is not None and self.constraint.kind == PROJECTION:
            self._box(o, found)
        if o.left[1] and not any(u.player == "generator" for u in o.updates):
            self.notes.append(
                "the critic's step leaves gradients in the generator's .grad: detach the generated samples"
            )

    def _sampling(self, o: Observation) -> None:
        assert self.constraint is not None
        asked = [self._with_fake(o, window) for window in windows(o) if window.asked]
        found = sampling_of(asked) if o.size > 2 else None
        if found is not None and found.key not in (self.constraint.points, "epsilon-not-uniform", "elsewhere"):
            self._mistake(found.key, found.words, "sampling")

    def _with_fake(self, o: Observation, window: Window) -> Observation:
        """The penalty's evaluations, beside the samples that the generator had made by then."""
        fake = self._sides(o, window)[1]
        return attrs.evolve(o, evaluations=window.asked, fake=o.fake if fake is None else fake.points)

    def _update(self, o: Observation, window: Window, before: list[tuple[str, Vector]]) -> list[tuple[str, Vector]]:
        """Judge one update; returns its parts, which a later one may hold once more."""
        if window.update.player == "generator":
            self._generator(o, window)
            return [("generator", self._of_generator(o, window))]
        own = [("loss", self._of_loss(o, window)), ("penalty", self._of_penalty(window))]
        own = [(name, part) for name, part in own if np.any(part)]
        got = window.update.gradient
        likely = [self.constraint.weight, *o.own_weight, 1.0] if self.constraint is not None else [1.0]
        weights = likely_shares(got, own, likely)
        weights = fitted_shares(got, own, before) if weights is None else weights
        if weights is None:
            if "gradients-accumulate" not in self.mistakes:
                self._unexplained(window, own)
        else:
            self._judge(window, dict(zip([name for name, _ in own], weights, strict=False)), weights[len(own) :], own)
        return own

    def _unexplained(self, window: Window, own: list[tuple[str, Vector]]) -> None:
        names = " and ".join(name for name, _ in own) or "nothing"
        self._mistake(
            "another-gradient", f"what enters the critic's update is not {names} in any proportion", "backward"
        )

    def _judge(self, window: Window, shares: dict[str, float], old: Vector, own: list[tuple[str, Vector]]) -> None:
        if np.any(np.abs(old) > CLOSE):
            self._mistake(
                "gradients-accumulate",
                "gradients of an earlier backward are in the update: zero_grad() is missing",
                "backward",
            )
            return
        wants_penalty = self.constraint is not None and self.constraint.kind == PENALTY
        loss, penalty = shares.get("loss", 0.0), shares.get("penalty", 0.0)
        no_effect = bool(window.asked) and "penalty" not in shares
        if wants_penalty and abs(loss) < CLOSE and abs(penalty) > CLOSE:
            self._mistake(
                "penalty-in-its-own-step",
                "the penalty has an optimizer step of its own; it belongs into one sum with the loss",
            )
            return
        if wants_penalty and abs(penalty) < CLOSE and not no_effect:
            self._without_penalty(window)
        if abs(loss) > CLOSE:
            self.signs.add(("critic", int(np.sign(loss))))
            if not np.isclose(abs(loss), 1, rtol=CLOSE):
                self.conventions.append(f"the critic's loss has a factor {abs(loss):.4g}")
        if wants_penalty and abs(penalty) > CLOSE and abs(loss) > CLOSE:
            self._weight(penalty / abs(loss))

    def _without_penalty(self, window: Window) -> None:
        if window.asked:
            self._mistake(
                "detached-graph",
                "the penalty's gradient never enters the update (create_graph=True is missing, or it is not added)",
                "gradient",
            )
        elif not any(w.asked for o in self.runs for w in windows(o)):
            self._mistake("no-gradient", "there is no penalty in this step", "backward")
        else:
            self._mistake("penalty-in-its-own-step", "an update is made without the penalty, which has one of its own")

    def _weight(self, share: float) -> None:
        assert self.constraint is not None
        w, own = self.constraint.weight, self.runs[0].own_weight
        if np.isclose(share, w, rtol=CLOSE) or any(np.isclose(share, x, rtol=CLOSE) for x in own):
            return
        if share < 0:
            self._mistake("sign-flipped", "the penalty is subtracted: steep slopes are rewarded", "backward")
        elif np.isclose(share, 1, rtol=CLOSE):
            self._mistake("weight-missing", f"λ is missing: the penalty enters with factor 1, not {w:g}", "backward")
        else:
            self._mistake("other-weight", f"the penalty enters with factor {share:.4g}, not {w:g}", "backward")

    def _of_loss(self, o: Observation, window: Window) -> Vector:
        """The loss's gradient in the critic's weights at the samples that were evaluated."""
        real, fake = self._sides(o, window)
        if real is None or fake is None:
            return np.zeros(1)
        given = _reference().evaluate_loss(self.loss, "critic", real.scores, fake.scores)
        return np.asarray(real.pull_scores(given.real) + fake.pull_scores(given.fake))

    def _sides(self, o: Observation, window: Window) -> tuple[Any, Any]:
        run = window.run(o)
        real, fake = at(run, o.real), at(run, o.fake)
        if fake is None:
            rest = [e for e in run.evaluations if e is not real and e.points.shape == o.fake.shape]
            fake = rest[-1] if rest else None
        return real, fake

    def _of_penalty(self, window: Window) -> Vector:
        if self.constraint is None or self.constraint.kind != PENALTY or not window.asked:
            return np.zeros(1)
        return np.asarray(sum(e.pull_slopes(cotangent(self.constraint, e)) for e in window.asked))

    def _of_generator(self, o: Observation, window: Window) -> Vector:
        """What the generator's backward leaves in the critic."""
        e = self._judged_fake(o, window)
        if e is None:
            return np.zeros(1)
        return np.asarray(e.pull_scores(self._generator_slopes(o, window, e)))

    def _judged_fake(self, o: Observation, window: Window) -> Any:
        return next(
            (e for e in reversed(window.evaluations) if not e.asked and not np.allclose(e.points, o.real)), None
        )

    def _generator_slopes(self, o: Observation, window: Window, e: Evaluation) -> Vector:
        real = at(window.run(o), o.real)
        scores = real.scores if real is not None else np.zeros(len(e.scores))
        return np.asarray(_reference().evaluate_loss(self.loss, "generator", scores, e.scores).fake)

    def _generator(self, o: Observation, window: Window) -> None:
        e = self._judged_fake(o, window)
        if e is None:
            return
        slopes = self._generator_slopes(o, window, e)
        expected = float(np.sum(slopes.reshape(-1, *(1 for _ in e.slopes.shape[1:])) * e.slopes))
        got = float(window.update.gradient[0])
        if abs(expected) < 1e-6 or abs(abs(got / expected) - 1) < 5e-3:
            if abs(expected) >= 1e-6:
                self.signs.add(("generator", int(np.sign(got / expected))))
            return
        if got == 0:
            self._mistake(
                "generator-detached",
                "nothing reaches the generator in its own step: its samples are detached",
                "backward",
            )
        else:
            self._mistake(
                "generator-gradient",
                f"what enters the generator's update is {got:.4g}, where its loss has {expected:.4g}: gradients of the "
                "critic's step are left in its .grad, or its loss is another",
                "backward",
            )

    def _signs(self) -> None:
        critic = {sign for player, sign in self.signs if player == "critic"}
        generator = {sign for player, sign in self.signs if player == "generator"}
        if critic == {-1} and self.claim.kind == LOSS and self.claim.name != "wasserstein":
            self._mistake("sign-flipped", "the critic's loss is maximised", "backward")
        elif critic == {-1} and generator in (set(), {-1}):
            self.conventions.append("the critic's sign is flipped: it is low on real samples")
        elif (critic == {1} and generator == {-1}) or (critic == {-1} and generator == {1}):
            self._mistake(
                "signs-contradict",
                "critic and generator pull in the same direction: one of the signs is wrong",
                "backward",
            )

    def _box(self, o: Observation, found: list[Window]) -> None:
        """Whether the critic is in the box after each of its updates, until it is used again."""
        assert self.constraint is not None
        bound, last = self.constraint.component.bound, [w for w in found if w.update.player == "critic"][-1:]
        outside = [name for name, _, new in o.parameters if np.max(np.abs(new)) > bound * 1.001]
        if not outside or not last:
            return
        far = max(float(np.max(np.abs(new))) for _, _, new in o.parameters) - bound
        if float(np.max(np.abs(last[0].update.before))) <= bound * 1.001 and _changed(o):
            self._mistake(
                "clip-before-the-step",
                f"it clips before the optimizer step, so weights leave the box, here by {far:.3g}",
                "clip",
            )
        elif len(outside) < len(o.parameters) and _clipped(o, bound):
            self._mistake(
                "clips-some-parameters",
                f"{', '.join(outside)} are left alone; every parameter is clipped, biases included",
                "clip",
            )
        else:
            largest = max(float(np.max(np.abs(new))) for _, _, new in o.parameters)
            self._mistake(
                "not-in-the-box", f"after the step weights reach {largest:.3g}, outside [−{bound:g}, {bound:g}]", "clip"
            )


def _is_saturated(o: Observation) -> bool:
    return any(is_saturated(o, (e.scores, e.scores)) for e in o.evaluations)


def _changed(o: Observation) -> bool:
    return any(not np.array_equal(old, new) for _, old, new in o.parameters)


def _clipped(o: Observation, bound: float) -> bool:
    return any(np.isclose(np.max(np.abs(new)), bound, rtol=1e-3) for _, _, new in o.parameters)


def _reference() -> Any:
    return registry().create("backend", "reference")
