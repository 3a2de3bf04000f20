"""The checks of how a component is announced: its spec, its parameters, its oracle, and what its plugin imports."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from typing import Any

from ganreg.component import Component, changed, fields_of
from ganreg.conformance.result import PASS, Result
from ganreg.conformance.subject import Subject
from ganreg.conformance.variants import examples_of
from ganreg.constraints.abstract import AbstractPenalty
from ganreg.errors import ParameterError, did_you_mean
from ganreg.params import doc_of
from ganreg.registry import registry
from ganreg.support import parts_of

HEAVY = ("torch", "cupy", "jax", "tensorflow", "scipy", "sklearn", "matplotlib", "pandas", "ot")
"""What a plugin must not import before one of its components is used."""

SECONDS = 60

NO_DOCSTRING = "note: its class has no docstring. Give the formula, shapes and source"


def check_announcement(subject: Subject, checks: Collection[str]) -> Result:
    """The component can be made, says what it is, and its oracle and implementations can be imported.

    Failures are expected of `checks` alone.
    """
    component = subject.make()
    documented = Result("pass", "" if (type(component).__doc__ or "").strip() else NO_DOCSTRING)
    if subject.entry is None:
        return documented
    spec = subject.entry.spec
    for announced in spec.expected_failures:
        name = announced.rpartition(": ")[2]  # what is before it is a backend, which need not be installed
        if name not in checks:
            return Result("fail", f"it expects {name!r} to fail, which is no check.{did_you_mean(name, checks)}")
    for name, target in {"oracle": spec.oracle, **spec.implementations}.items():
        if target is not None and not callable(registry().imported(target, subject.entry)):
            return Result("fail", f"{target!r}, announced as {name}, is not callable. Expected a class or a function.")
    return documented


def check_parameters(component: Component) -> Result:
    """Parameters cannot be changed, and refuse with `ParameterError` what they do not accept.

    As plain data, which is what recipes hold, the component comes back as it was.
    """
    cls = type(component)
    fields = fields_of(cls)
    for field in fields:
        for value in _refused(field):
            if reason := _accepted(component, field, value):
                return Result("fail", reason)
    if reason := _not_due(component):
        return Result("fail", reason)
    if fields and _can_be_set(component, fields[0].name):
        return Result("fail", f"{cls.__name__} is not frozen: engines share it. Decorate it with attrs.frozen.")
    try:
        cls(**{"no_such_parameter": 1})
    except ParameterError:
        return _round_trip(component, [field.name for field in fields if not doc_of(field)])
    except TypeError as error:
        return Result("fail", f"an unknown parameter raises TypeError ({error}), expected ganreg's ParameterError")
    return Result("fail", "an unknown parameter is accepted")


def _refused(field: Any) -> list[Any]:
    known = examples_of(field.validator)
    return [] if known is None else known[1]


def _accepted(component: Component, field: Any, value: Any) -> str:
    """Why a value that its validator refuses was not refused as it should be, or nothing."""
    try:
        changed(component, **{field.alias or field.name: value})
    except ParameterError:
        return ""
    except Exception as error:  # noqa: BLE001 - whatever a stranger's constructor raises
        return f"{field.name}={value!r} raises {type(error).__name__} ({error}), expected ganreg's ParameterError"
    expected = field.validator.describe() if hasattr(field.validator, "describe") else "another value"
    return f"{field.name}={value!r} is accepted, though {expected} was expected"


def _can_be_set(component: Component, name: str) -> bool:
    value = getattr(component, name)
    try:
        setattr(component, name, value)
    except AttributeError:
        return False
    return True


def _not_due(component: Component) -> str:
    """Whether a penalty is left out of updates that are its own, or nothing."""
    if not isinstance(component, AbstractPenalty):
        return ""
    times = [0, 1, component.every - 1, component.every, component.every + 1, 3 * component.every]
    wrong = [update for update in times if component.is_due(update) != (update % component.every == 0)]
    return f"with every={component.every} the penalty is due otherwise at update {wrong[0]}" if wrong else ""


def _round_trip(component: Component, undocumented: list[str]) -> Result:
    entry, plain = registry().entry_of(component), registry().describe(component)
    unknown = [part for part in parts_of(component) if registry().entry_of(part) is None]
    if entry is not None and not unknown and "object" not in repr(plain):
        again = registry().resolve(component.kind, {**plain, "name": entry.full_name})
        if again != component:
            return Result("fail", f"as plain data it comes back as {again!r}")
    if undocumented:
        return Result(
            "pass", f"note: no doc for {', '.join(undocumented)}. Make parameters by ganreg.param(default, doc)"
        )
    return PASS


def check_light_import(subject: Subject) -> Result:
    """In a process of its own, the plugin announces its components without importing a framework."""
    entry = subject.entry
    if entry is None or entry.distribution in ("script", "file", "unknown"):
        return Result("not-run", "it is no installed package")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", _PROBE, entry.distribution, entry.plugin, *HEAVY]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    if found.returncode:
        said = found.stderr.strip().splitlines() or [f"it ends its process with code {found.returncode}"]
        return Result("fail", f"loaded by itself it raises: {said[-1]}")
    heavy = json.loads(found.stdout.strip().splitlines()[-1])
    if heavy:
        return Result("fail", f"announcing imports {', '.join(heavy)}. Name components by 'module:attribute' strings.")
    return PASS


_PROBE = """
import json, sys
from importlib.metadata import distribution
name, plugin, *heavy = sys.argv[1:]
(point,) = [p for p in distribution(name).entry_points if p.group == "ganreg" and p.name == plugin]
value = point.load()
if not isinstance(value, type) and hasattr(value, "ganreg_components"):
    list(value.ganreg_components())
print(json.dumps([module for module in heavy if module in sys.modules]))
"""
