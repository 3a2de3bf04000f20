"""All the checks of components, in order: one generator for pytest, for the command line, and for code."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

import attrs

from ganreg import errors
from ganreg.backend import AbstractBackend
from ganreg.component import Component, Support
from ganreg.conformance.announcement import check_announcement, check_light_import, check_parameters
from ganreg.conformance.case import Case
from ganreg.conformance.checks import ALONE_CHECKS, CHECKS
from ganreg.conformance.claims import check_convergence
from ganreg.conformance.data import check_batches
from ganreg.conformance.examples import examples
from ganreg.conformance.formula_checks import check_derivatives, check_oracle
from ganreg.conformance.independence import check_independence
from ganreg.conformance.invariance import check_invariance
from ganreg.conformance.metrics import check_scores, check_scores_of_oracle
from ganreg.conformance.numbers import check_numbers
from ganreg.conformance.portability import forgiven
from ganreg.conformance.progress import RAISES, Progress, told
from ganreg.conformance.result import Check, Result
from ganreg.conformance.stated import check_points_and_state
from ganreg.conformance.structure import check_structure
from ganreg.conformance.subject import Subject, subjects
from ganreg.conformance.target import Target, targets
from ganreg.conformance.variants import guesses, variants
from ganreg.constraints.abstract import AbstractInputTransform
from ganreg.constraints.free_form import FREE_FORMS
from ganreg.entry import Entry
from ganreg.errors import (
    CombinationError,
    DataError,
    DeviceError,
    GanregError,
    MissingDependencyError,
    NetworkError,
    UnsupportedError,
)
from ganreg.registry import registry
from ganreg.support import OWN

CaseCheck = Callable[[Case, AbstractBackend], Result]
SUPPORT, CONVERGENCE = "support", "claim of convergence"
FIRST = next(iter(CHECKS.values()))
UNCHECKED = ("data", "metric", "backend")
"""Kinds of which no backend computes anything: a data set is its own definition, a metric is compared by itself, and a
backend is what others are compared on.
"""


def iter_checks(given: Any, backends: Iterable[Any] | None = None) -> Iterator[Check]:
    """All checks of some components, in order; each is run by calling it.

    First what no backend takes part in: the announcement, the formulas against oracle, differences and numbers. Then,
    backend by backend, the component at work in small networks. A check that follows a failure is not reached: its
    result is `not-run`, for which it must be called after those before it.

    Args:
        given: components, classes, `"kind/name"`, a package's name or a plugin file; see `subjects`.
        backends: names, mappings or objects; by default every registered backend, in each precision.

    Raises:
        UnknownNameError: nothing of a name is installed.
    """
    chosen = targets(backends)
    for subject in subjects(given):
        yield from checks_of(subject, chosen)


def checks_of(subject: Subject, chosen: list[Target]) -> Iterator[Check]:
    """All checks of one subject on some targets; a backend is checked on itself."""
    return _of_backend(subject) if subject.kind == "backend" else _of_component(subject, chosen)


def _of_component(subject: Subject, chosen: list[Target]) -> Iterator[Check]:
    under_check = _UnderCheck(subject)
    progress = Progress(subject)
    for name, check in under_check.alone():
        yield progress.check(name, check)
    for target in chosen if subject.kind not in UNCHECKED else []:
        yield from _on(target, under_check, progress)
    yield progress.check(CONVERGENCE, lambda: check_convergence(under_check.component))


def _on(target: Target, under_check: "_UnderCheck", progress: Progress) -> Iterator[Check]:
    """The checks on one backend: all of them, or one that says why not."""
    entry, support = under_check.subject.entry, under_check.support(target)
    if not target.is_declared(entry):
        yield progress.check(SUPPORT, partial(_undeclared, target), target.label)
    elif target.backend is None:
        yield progress.check(SUPPORT, lambda: Result("not-run", target.reason), target.label)
    elif support.level != "full":
        declared = f"declared {support.level}: {support.reason}"
        yield progress.check(SUPPORT, partial(under_check.refused, target.backend, declared), target.label)
    else:
        for name, check in under_check.checks().items():
            yield progress.check(name, partial(under_check.on_cases, check, target.backend), target.label)


def _undeclared(target: Target) -> Result:
    return Result("undeclared", f"neither says anything of the other; name {target.name!r} to check it all the same")


def _of_backend(subject: Subject) -> Iterator[Check]:
    """A backend: every component of ganreg's own that it declares, on each of its precisions."""
    progress = Progress(subject)
    yield progress.check("announcement", partial(check_announcement, subject, CHECKS))
    yield progress.check("light import", partial(check_light_import, subject))
    chosen = targets([subject.entry.full_name]) if subject.entry else targets([subject.make()])
    for entry in registry().entries():
        if _is_own(entry) and entry.spec.kind not in UNCHECKED:
            (own,) = subjects(entry)
            for target in chosen:
                yield from _on(target, _UnderCheck(own), Progress(own))


class _UnderCheck:
    """A subject and what its checks need, made once."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    @cached_property
    def component(self) -> Component:
        """The component."""
        return self.subject.make()

    @cached_property
    def variants(self) -> list[Component]:
        """The component, and others that differ in one parameter."""
        return [self.component, *variants(self.component)]

    @cached_property
    def guesses(self) -> list[Component]:
        """Others still, with values that nobody says are accepted."""
        return guesses(self.component)

    @cached_property
    def cases(self) -> list[Case]:
        """The examples, one more with a single sample, and one for each variant."""
        found = examples(self.subject.kind, self.component)
        others = [case for one in self.variants[1:] for case in self._examples(one)[1:2]]
        return [*found, *map(_single, found[1:2]), *others]

    def _examples(self, variant: Component) -> list[Case]:
        """The examples of a variant, unless it takes no samples such as theirs, or no such number of channels."""
        try:
            return examples(self.subject.kind, variant)
        except (CombinationError, NetworkError):
            return []

    def checks(self) -> Mapping[str, CaseCheck]:
        """What is checked on each backend: against the reference, or against itself if nothing stands beside it."""
        try:
            return CHECKS if self._has_reference() else ALONE_CHECKS
        except Exception:  # noqa: BLE001 - its first check says why
            return CHECKS

    def _has_reference(self) -> bool:
        """Whether the reference computes the component: one without formulas it knows by its oracle alone."""
        if not (isinstance(self.component, FREE_FORMS) or self.subject.kind == "layer"):
            return True
        return _is_own(self.subject.entry) or registry().oracle(self.component) is not None

    @property
    def names(self) -> list[str]:
        """The names of all checks."""
        at_work = dict.fromkeys((*CHECKS, *ALONE_CHECKS))
        return [*(name for name, _ in self.alone()), SUPPORT, *at_work, CONVERGENCE]

    def support(self, target: Target) -> Support:
        """What a target is declared to compute; of what cannot be made, everything: its first check says why."""
        try:
            return target.support(self.component)
        except MissingDependencyError as error:
            return Support(level="none", reason=str(error))
        except Exception:  # noqa: BLE001 - see `Progress`
            return Support()

    def alone(self) -> Iterator[tuple[str, Callable[[], Result]]]:
        """What is checked without a backend, by name."""
        spec = self.subject.entry.spec if self.subject.entry else None
        yield "announcement", lambda: check_announcement(self.subject, self.names)
        yield "light import", partial(check_light_import, self.subject)
        yield "parameters", lambda: check_parameters(self.component)
        yield "structure of the formulas", self._each(check_structure)
        yield "independence of the oracle", lambda: check_independence(self.component)
        if self.subject.kind == "metric":
            yield "scores", self._each(check_scores)
        against = check_scores_of_oracle if self.subject.kind == "metric" else check_oracle
        yield "formulas against the oracle", self._each(against)
        yield "points and state", lambda: check_points_and_state(self.component)
        yield "published numbers", lambda: check_numbers(self.component, spec.numbers if spec else ())
        yield "derivatives by hand", self._each(check_derivatives)
        yield "invariance", self._each(check_invariance)
        if self.subject.kind == "data":
            yield "batches", lambda: check_batches(self.component)

    def _each(self, check: Callable[[Component], Result]) -> Callable[[], Result]:
        """A check of the component and of each variant; a guess may be refused in any way."""

        def run() -> Result:
            found = [check(self.component)]
            if found[0].status == "fail":
                return found[0]
            for others, one in ((self.variants[1:], check), (self.guesses, _guarded(check))):
                for component in others:
                    found.append(result := one(component))
                    if result.status == "fail":
                        return attrs.evolve(result, reason=f"with {component!r}: {result.reason}")
            counts = {name: sum(getattr(result, name) for result in found) for name in ("passed", "aside")}
            return attrs.evolve(found[0], **counts)

        return run

    def refused(self, backend: AbstractBackend, declared: str) -> Result:
        """Whether a backend that is declared not to compute the component refuses it."""
        for case in self.cases[:1]:
            try:
                backend.engine(case.recipe(backend))
            except GanregError:
                continue
            return Result("fail", f"{declared}; yet it is computed. Declare it, or refuse it.")
        return Result("not-run", declared)

    def on_cases(self, check: CaseCheck, backend: AbstractBackend) -> Result:
        """One check on all cases: the first failure, or how many passed."""
        passed, others, raised = [], [], []
        for case in self.cases:
            result = _on_case(check, case, backend)
            if result.status == "fail":
                failure = attrs.evolve(result, reason=f"{result.reason} [{_told(case)}]")
                if not (isinstance(self.component, FREE_FORMS) and _is_of_its_own(result)):
                    return failure
                raised.append(failure)  # it may be made for images alone: what it gives there decides
                continue
            if result.status == "pass":
                passed.append(case)
            else:
                others.append(result)
        aside = sum(result.status == "set-aside" for result in others) + len(raised)
        if any(len(case.real) > 1 for case in passed):
            note = f"note: on some samples {raised[0].reason}" if raised and check is FIRST else ""
            return Result("pass", note, passed=len(passed), aside=aside)
        if raised:
            return raised[0]
        if not others:
            return Result("not-run", "the kit has no example of it")
        return Result("not-run", others[0].reason, aside=aside)


def _guarded(check: Callable[[Component], Result]) -> Callable[[Component], Result]:
    """A check that sets aside what raises."""

    def run(component: Component) -> Result:
        try:
            return check(component)
        except Exception as error:  # noqa: BLE001 - nobody says that such a component can be used
            return Result("set-aside", f"{component!r} raises {type(error).__name__}")

    return run


def _on_case(check: CaseCheck, case: Case, backend: AbstractBackend) -> Result:
    """One check on one case; an example that does not suit the component is set aside."""
    try:
        return check(case, backend)
    except (AttributeError, TypeError) as error:
        reason = forgiven(error)
        return Result("set-aside", reason) if reason else Result("fail", told(error) + _shapes_hint(case))
    except (DeviceError, MissingDependencyError):
        raise
    except UnsupportedError as refusal:
        return Result("fail", f"declared to be computed, but refused: {refusal}")
    except (NetworkError, DataError, CombinationError) as refusal:
        return Result("set-aside", f"the kit's example does not suit it: {refusal}")
    except GanregError as error:
        return Result("fail", told(error))
    except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
        return Result("fail", told(error) + _shapes_hint(case))


def _is_of_its_own(failure: Result) -> bool:
    """Whether an implementation raised an error that is none of ganreg's."""
    word, _, rest = failure.reason.partition(RAISES)
    return not word and bool(rest) and not hasattr(errors, rest.partition(":")[0])


def _shapes_hint(case: Case) -> str:
    """What to do if a formula of one's own takes samples of some shapes alone."""
    free = any(isinstance(one, (*FREE_FORMS, AbstractInputTransform)) for one in case.constraints)
    return ". If it takes samples of some shapes alone, refuse others by check(shape)" if free else ""


def _is_own(entry: Entry | None) -> bool:
    return entry is not None and entry.distribution == OWN


def _single(case: Case) -> Case:
    label = None if case.label is None else case.label[:1]
    return attrs.evolve(case, real=case.real[:1], label=label)


def _told(case: Case) -> str:
    """Where a check failed, in a few words."""
    parts = [case.loss, *case.constraints]
    words = [repr(part) if isinstance(part, Component) else str(part) for part in parts]
    return f"samples {case.real.shape}; {'; '.join(words)}"
