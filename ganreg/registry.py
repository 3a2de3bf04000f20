"""Which components there are: look-up by name, clashes, creation with checked parameters."""

import importlib
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from ganreg.announcement import check_class
from ganreg.component import Component, ComponentSpec, check_keywords, fields_of
from ganreg.discovery import KINDS, Disabled, Discovery, Entry, Failure, Loaded
from ganreg.errors import (
    AmbiguousNameError,
    GanregError,
    MissingDependencyError,
    ParameterError,
    PluginError,
    UnknownNameError,
    did_you_mean,
)
from ganreg.told import shown, told

NOUNS = {"points": "point set"}
"""What one component of a kind is called, where it is not the kind's own name."""


class Registry:
    """Finds, checks and creates components. Plugins are loaded when the first name is asked for."""

    def __init__(self) -> None:
        self._discovery = Discovery()
        self._found: dict[type, Entry] = {}

    @property
    def failures(self) -> list[Failure]:
        """The plugins that could not be loaded, with the cause."""
        return self._discovery.failures

    @property
    def loaded(self) -> list[Loaded]:
        """The plugins that were loaded, with the time it took."""
        return self._discovery.loaded

    @property
    def disabled(self) -> list[Disabled]:
        """The plugins that `GANREG_DISABLE_PLUGINS` leaves out."""
        return self._discovery.disabled

    def discover(self) -> None:
        """Load every installed plugin, once; see `Discovery.discover`."""
        self._discovery.discover()

    def load_file(self, path: str | Path) -> None:
        """Register the components of a Python file; see `Discovery.load_file`."""
        self._discovery.load_file(path)

    def register(self, component: "ComponentSpec | type[Component]", name: str = "", **details: Any) -> None:
        """Register a component from a script; see `Discovery.register`."""
        self._discovery.register(component, name, **details)

    # Look-up --------------------------------------------------------------------------------------------------

    def entries(self, kind: str | None = None) -> list[Entry]:
        """All registered components, or those of one kind, in order of registration."""
        self.discover()
        return [entry for entry in self._discovery.entries if kind is None or entry.spec.kind == kind]

    def names(self, kind: str) -> list[str]:
        """All names and aliases of one kind."""
        return [name for entry in self.entries(kind) for name in (entry.spec.name, *entry.spec.aliases)]

    def find(self, kind: str, name: str) -> Entry:
        """The component of that kind and name.

        Raises:
            UnknownNameError: nothing has that name; says what was meant perhaps, and which plugins failed.
            AmbiguousNameError: several have it; lists their full names.
        """
        wanted = name.strip()
        same_kind = self.entries(kind)
        found = [e for e in same_kind if wanted in (e.full_name, e.name_by_distribution)]
        found = found or [e for e in same_kind if _matches(e.spec, wanted)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownNameError(self._unknown(kind, name))
        choices = ", ".join(f"{self.unique_name(e)!r} (from {e.distribution})" for e in found)
        raise AmbiguousNameError(
            f"The {NOUNS.get(kind, kind)} {name!r} is offered by several plugins: {choices}. Use a full name."
        )

    def unique_name(self, entry: Entry) -> str:
        """The name that finds this component and no other, should its short name be another plugin's too."""
        same = [e for e in self.entries(entry.spec.kind) if e.full_name == entry.full_name]
        return entry.full_name if len(same) == 1 else entry.name_by_distribution

    def entry_of(self, component: "Component | type[Component]") -> Entry | None:
        """The entry under which a component's class is registered, or None for an unregistered class."""
        cls = component if isinstance(component, type) else type(component)
        known = self._found.get(cls)
        if any(entry is known for entry in self._discovery.entries):
            return known  # a step asks for the same few again and again
        entry = self._entry_of(cls)
        if entry is not None:
            self._found[cls] = entry
        return entry

    def _entry_of(self, cls: type[Component]) -> Entry | None:
        reference = f"{cls.__module__}:{cls.__qualname__}"
        for entry in self.entries():
            if entry.spec.target is cls or entry.spec.target == reference:
                return entry
        return next((e for e in self.entries() if e.spec.kind == cls.kind and _loaded_target(e.spec) is cls), None)

    def load(self, entry: Entry) -> Any:
        """The component's class, imported on first use.

        Raises:
            MissingDependencyError: a required package is not installed; has the install command.
            PluginError: the plugin's reference does not lead to a component.
        """
        spec = entry.spec
        for requirement in spec.requires:
            _require(requirement.module, requirement.install, f"the {spec.kind} {spec.name!r}")
        target = self.imported(spec.target, entry)
        try:
            check_class(target, spec)
        except PluginError as error:
            raise PluginError(
                f"The plugin {entry.plugin!r} ({entry.distribution}) announces {shown(spec.target)}: {error}"
            ) from error
        return target

    def oracle(self, component: Component) -> Any:
        """The independent formula announced for a component, or None."""
        entry = self.entry_of(component)
        return None if entry is None or entry.spec.oracle is None else self.imported(entry.spec.oracle, entry)

    def implementation(self, component: Component, backend: str) -> Any:
        """What was announced to compute a component on the backend of that name, or None; see `ComponentSpec`."""
        entry = self.entry_of(component)
        target = None if entry is None else entry.spec.implementation_for(backend)
        return None if target is None or entry is None else self.imported(target, entry)

    def imported(self, target: Any, entry: Entry) -> Any:
        """What a `"module:attribute"` string of a plugin leads to; anything else is returned as it is."""
        if not isinstance(target, str):
            return target
        module, _, attribute = target.partition(":")
        try:
            value: Any = importlib.import_module(module)
            for part in attribute.split("."):
                value = getattr(value, part)
        except (GanregError, KeyboardInterrupt):
            raise
        except BaseException as error:  # a stranger's module may do anything, `sys.exit()` too
            raise PluginError(
                f"The plugin {entry.plugin!r} ({entry.distribution}) refers to {target!r}, which cannot be imported: "
                f"{told(error)}. Repair or uninstall {entry.distribution}."
            ) from error
        return value

    # Creation -------------------------------------------------------------------------------------------------

    def create(self, kind: str, name: str, **params: Any) -> Any:
        """A component by name, with parameters.

        Raises:
            ParameterError: a parameter is unknown (did you mean …) or out of range.
        """
        cls = self.load(self.find(kind, name))
        check_keywords(cls, params)
        needed = [f.name for f in fields_of(cls) if f.default is attrs.NOTHING and f.name not in params]
        if needed:
            example = f'{{"name": "{name}", "{needed[0]}": …}}'
            raise ParameterError(
                f"The {kind} {name!r} needs {' and '.join(map(repr, needed))}: give {example} or an object."
            )
        return cls(**params)

    def resolve(self, kind: str, value: Any) -> Any:
        """A component from what a user gave: the object itself, a name, or a mapping with a `name`.

        >>> from ganreg.registry import registry
        >>> registry().resolve("constraint", {"name": "gp", "weight": 5})
        GradientPenalty(every=1, weight=5, target=1.0, one_sided=False, points=Interpolates(), norm=Euclidean())
        """
        if isinstance(value, str):
            return self.create(kind, value)
        if isinstance(value, Mapping) and "name" in value:
            return self.create(kind, value["name"], **{k: v for k, v in value.items() if k != "name"})
        if isinstance(value, Component) and value.kind == kind:
            return value
        if isinstance(value, type) and issubclass(value, Component) and value.kind == kind:
            return value()
        raise ParameterError(
            f"{kind}={value!r} is no {kind}. Expected a name ({', '.join(sorted(self.names(kind)))}), "
            f"a mapping with a 'name', or an object of a {kind} class."
        )

    def name_of(self, component: Component) -> str:
        """The name under which a component is found: the short one unless others have it too."""
        entry, cls = self.entry_of(component), type(component)
        if entry is None:
            return f"{cls.__module__}:{cls.__qualname__}"
        others = [e for e in self.entries(cls.kind) if _matches(e.spec, entry.spec.name)]
        return self.unique_name(entry) if len(others) > 1 else entry.spec.name

    def describe(self, component: Component) -> dict[str, Any]:
        """A component as plain data, `{"name": …, parameter: value}`: what recipes are written from."""
        plain: dict[str, Any] = {"name": self.name_of(component)}
        for field in fields_of(type(component)):
            value = getattr(component, field.name)
            if value is not None and field.metadata.get("described", True):
                plain[field.alias or field.name] = self._plain(value)
        return plain

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Component):
            return self.describe(value)
        if isinstance(value, (tuple, list)):
            return [self._plain(item) for item in value]
        if callable(value):
            return {"object": f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"}
        return value

    def failed(self) -> str:
        """A sentence about the plugins that failed, for errors about names; empty if none did."""
        causes = "; ".join(f"{failure.plugin} ({failure.error})" for failure in self.failures)
        return f" These plugins failed to load: {causes}." if causes else ""

    def _unknown(self, kind: str, name: str) -> str:
        names = self.names(kind)
        message = f"There is no {NOUNS.get(kind, kind)} named {name!r}.{did_you_mean(name, names)}"
        for other in KINDS:
            if other != kind and name in self.names(other):
                message += f" There is {_a(other)} of that name."
        message += f" Installed: {', '.join(sorted(names)) or 'none'}."
        return message + self.failed()


@cache
def registry() -> Registry:
    """The registry of this process."""
    return Registry()


def register(component: "ComponentSpec | type[Component]", name: str = "", **details: Any) -> None:
    """Register a component from a script or notebook, for use by name on every backend; see `Registry.register`."""
    registry().register(component, name, **details)


def load_plugin(path: str | Path) -> None:
    """Register the components of a Python file; see `Registry.load_file`."""
    registry().load_file(path)


def component_converter(kind: str) -> Any:
    """An attrs converter that turns a name or a mapping into a component of that kind."""
    return lambda value: registry().resolve(kind, value)


def _matches(spec: ComponentSpec, name: str) -> bool:
    known = (spec.name, *spec.aliases)
    return name in known or name.lower().replace("-", "_") in {word.replace("-", "_") for word in known}


def _loaded_target(spec: ComponentSpec) -> Any:
    """The class behind a string reference, if its module is loaded already: nothing is imported to find out."""
    if not isinstance(spec.target, str):
        return spec.target
    module, _, attribute = spec.target.partition(":")
    try:
        return getattr(sys.modules.get(module), attribute, None)
    except Exception:  # noqa: BLE001 - a stranger's module may have a __getattr__ that raises anything
        return None


def _require(module: str, install: str, what: str) -> None:
    try:
        importlib.import_module(module)
    except Exception as error:  # one that is installed and broken raises anything
        raise MissingDependencyError(
            f"{what} needs {module!r}, which cannot be imported ({told(error)}). Install it: {install}"
        ) from error


def _a(kind: str) -> str:
    noun = NOUNS.get(kind, kind)
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
