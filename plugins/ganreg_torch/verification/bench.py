"""Runs a user's function on all probes, in the manner in which it runs."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

import attrs
import numpy as np
import torch

from ganreg.conformance.verification import roles
from ganreg.conformance.verification.observation import Failure, Observation
from ganreg.conformance.verification.signature import Argument, arguments_of
from ganreg.conformance.verification.target import Target
from ganreg_torch.verification import probes
from ganreg_torch.verification.given import Given, Unknown
from ganreg_torch.verification.limits import TooSlow, kept_randomness, time_limit
from ganreg_torch.verification.probes import Probe
from ganreg_torch.verification.stand_ins import constructed, globals_for, own_weights, stand_in
from ganreg_torch.verification.trial import Manner, Run, Trial
from ganreg_torch.verification.witness import FORMS

SAMPLES = ("constants", "attached", "leaves")


@attrs.frozen
class TorchBench:
    """Where functions are run.

    Args:
        target: the user's function.
        claim: the kind of thing that is verified: `gradient penalty`, `loss`, `projection` or `step`.
        weight: λ, as given to the function.
        points: the claim's point set, for a function that is given scores.
        call: how to call it, an expression of `fn`, `D`, `real`, `fake`, …; empty to find out.
        bound: of a clip.
        seconds: how long it may take altogether.
    """

    target: Target
    claim: str
    weight: float
    points: str = "interpolates"
    call: str = ""
    bound: float = 0.01
    seconds: float = 15.0

    def observations(self) -> list[Observation]:
        """What was seen on each probe; where it never runs, on the first one."""
        try:
            with kept_randomness(), time_limit(self.seconds):
                return self._observed()
        except TooSlow:
            failure = Failure(f"it did not end within {self.seconds:g} s of computing", kind="TimeoutError")
            return [Observation(probe="", real=EMPTY, fake=EMPTY, weight=self.weight, failure=failure)]

    def attached(self, manner: Manner, run: Run, probe: Probe) -> Observation:
        """The same with samples that hang on the generator."""
        return self._trial(probe, attrs.evolve(manner, samples="attached")).observe(run, self.target, ())

    def _observed(self) -> list[Observation]:
        first: list[Observation] = []
        for k, chosen in enumerate((probes.usual(), *(probes.of_shape(shape) for shape in probes.FIXED))):
            found = self._manner(chosen, first, FORMS if k == 0 else FORMS[:1])
            if found is not None:
                return self._on(chosen, *found)
            if not any(_may_depend_on_shape(one.failure) for one in first if one.failure is not None):
                break
        return [max((one for one in first if one.failure is not None), key=_how_far)]

    def _manner(
        self, chosen: tuple[Probe, ...], failed: list[Observation], forms: tuple[str, ...]
    ) -> tuple[Run, Manner] | None:
        """How the function is called such that it runs on one of the first probes."""
        forms = forms if self.claim in ("loss", "step") else tuple(f for f in forms if f != "probabilities")
        in_vain: list[tuple[Run, Manner]] = []
        for run, probe in product(self._runs(), chosen[: 4 if len(forms) > 1 else 1]):
            for samples, form in product(SAMPLES, forms):
                manner = Manner(form, samples)
                seen = self._trial(probe, manner).observe(run, self.target, ())
                failed.append(seen)
                if seen.failure is None and not self._in_vain(seen):
                    return run, manner
                if seen.failure is None:
                    in_vain.append((run, manner))
                if seen.failure is not None and not _may_depend_on_manner(seen.failure):
                    break
        return next(iter(in_vain), None)

    def _in_vain(self, seen: Observation) -> bool:
        """Whether another manner of calling may do better."""
        unchanged = all(np.array_equal(old, new) for _, old, new in seen.parameters)
        return {"loss": _is_nan(seen) or _reaches_nothing(seen), "projection": unchanged}.get(self.claim, False)

    def _on(self, chosen: tuple[Probe, ...], run: Run, manner: Manner) -> list[Observation]:
        own = own_weights(self._callable, self._arguments)
        seen = [self._trial(probe, manner).observe(run, self.target, own) for probe in chosen]
        forms = {"leaves": "samples have to require a gradient: call real.requires_grad_() first"}
        forms["attached"] = (
            "it only runs with fake samples that hang on the generator, or require a gradient, and fills their .grad"
        )
        notes = tuple(forms[k] for k in (manner.samples,) if k in forms)
        if manner.form == "probabilities":
            notes += ("it takes probabilities: the sigmoid of the scores was given",)
        reaches = self._reaches(chosen, seen, run, manner)
        return [attrs.evolve(one, notes=(*one.notes, *notes), reaches=reaches) for one in seen]

    def _reaches(self, chosen: tuple[Probe, ...], seen: list[Observation], run: Run, manner: Manner) -> float | None:
        """How much reaches the generator if samples hang on it; None where it does not run with such."""
        probe = next(probe for probe, one in zip(chosen, seen, strict=True) if one.failure is None)
        found = self.attached(manner, run, probe)
        return None if found.failure is not None else max((one.generator for one in found.returned), default=0.0)

    def _trial(self, probe: Probe, manner: Manner) -> Trial:
        takes = {one.role for one in self._arguments} & {roles.SCORES, roles.REAL_SCORES, roles.FAKE_SCORES}
        named = any(word in self.call for word in ("d_out", "d_real", "d_fake"))
        return Trial(probe, manner, self.weight, self.claim, self.points, self.bound, bool(takes) or named)

    @property
    def _arguments(self) -> list[Argument]:
        """The arguments that the function takes, without `self`."""
        function, owner = self.target.function, self.target.owner
        unbound = isinstance(function, type) or (owner is not None and not inspect.ismethod(function))
        return arguments_of(self._callable, self.claim)[1 if unbound else 0 :]

    @property
    def _callable(self) -> Any:
        """The function with the signature: of a class or an object, what calling it calls."""
        function = self.target.function
        if inspect.isroutine(function):
            return function
        cls = function if isinstance(function, type) else type(function)
        own = next((k.__dict__["__call__"] for k in cls.__mro__ if "__call__" in k.__dict__), None)
        is_module = own is torch.nn.Module.__call__ or own is None
        found = cls.forward if is_module and hasattr(cls, "forward") else own
        return found if isinstance(function, type) or found is None else found.__get__(function)

    def _runs(self) -> Iterator[Run]:
        """The ways to call it, the plainest first; last of a clip, as `critic.apply(clip)`."""
        for make in self._makers():

            def run(given: Given, make: Callable[[Given], Any] = make) -> Any:
                with globals_for(self._callable, given):
                    function = make(given)
                    if self.claim == "step":  # what one step leaves behind shows in the next
                        self._called(function, given)
                    return self._called(function, given)

            yield run
            if self.claim == "projection" and len(self._arguments) == 1 and not self.call:
                yield partial(_applied, make)

    def _makers(self) -> Iterator[Callable[[Given], Any]]:
        """From what is given to the callable itself."""
        function, owner = self.target.function, self.target.owner
        if isinstance(function, type):
            yield lambda given: constructed(function, given)
        elif owner is not None and not inspect.ismethod(function):
            yield lambda given: function.__get__(stand_in(owner, given))
            yield lambda given: getattr(constructed(owner, given), function.__name__)
        else:
            yield lambda given: function

    def _called(self, function: Any, given: Given) -> Any:
        if self.call:
            return eval(self.call, {"__builtins__": __builtins__}, Names(function, given))
        wanted = self._arguments
        if any(one.role == roles.IS_REAL and one.required for one in wanted):
            scores = next(one.name for one in wanted if one.role != roles.IS_REAL and one.required)
            flag = next(one.name for one in wanted if one.role == roles.IS_REAL)
            real = function(**{scores: given.of(roles.REAL_SCORES), flag: True})
            return real + function(**{scores: given.of(roles.FAKE_SCORES), flag: False})
        places, names = given.arguments(wanted)
        return function(*places, **names)


EMPTY = np.zeros((0, 1))


class Names(Mapping[str, Any]):
    """The names that an expression of `--call` may use."""

    def __init__(self, function: Any, given: Given) -> None:
        self.function, self.given = function, given

    def __getitem__(self, name: str) -> Any:
        if name == "fn":
            return self.function
        if name == "n":
            return self.given.of(roles.BATCH)
        try:
            return self.given.named(name)
        except Unknown:
            if name == "torch":
                return torch
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _how_far(seen: Observation) -> int:
    """The line of the user's file that a run came to: what stops it last is its cause."""
    line = seen.failure.line.rpartition(":")[2] if seen.failure is not None else ""
    return int(line or 0)


def _is_nan(seen: Observation) -> bool:
    return any(one.value != one.value for one in seen.returned)


def _reaches_nothing(seen: Observation) -> bool:
    """Whether a generator's step has no gradient: its samples may have to hang on it."""
    own = [update for update in seen.updates if update.player == "generator"]
    return bool(own) and not any(np.any(update.gradient) for update in own)


def _may_depend_on_shape(failure: Failure) -> bool:
    return failure.kind in ("RuntimeError", "ValueError", "IndexError", "AssertionError")


def _may_depend_on_manner(failure: Failure) -> bool:
    """Whether other scores or other samples could help."""
    return failure.kind in ("RuntimeError", "ValueError", "IndexError", "TypeError", "AttributeError")


def _applied(make: Callable[[Given], Any], given: Given) -> Any:
    """A clipper, as a critic's `apply` takes it."""
    return given.of(roles.CRITIC).apply(make(given))
