"""Which components there are: discovery of plugins, look-up by name, clashes and failures.

Everything, ganreg's own components included, comes in through the entry-point group `ganreg`, through
`ganreg.register(...)` in a script, or through a plugin file.
"""

import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pluggy

from ganreg import hookspecs
from ganreg.component import Component, ComponentSpec, check_keywords, snake_case
from ganreg.errors import (
    AmbiguousNameError,
    MissingDependencyError,
    ParameterError,
    PluginError,
    UnknownNameError,
    did_you_mean,
)

GROUP = "ganreg"
KINDS = ("loss", "constraint", "points", "norm", "optimizer", "layer", "network", "schedule", "data", "backend")


@attrs.frozen
class Entry:
    """One registered component: its spec, and where it came from."""

    spec: ComponentSpec
    plugin: str
    distribution: str = "script"
    version: str = ""

    @property
    def full_name(self) -> str:
        """The name that always works, whatever else is installed: `plugin/name`."""
        return f"{self.plugin}/{self.spec.name}"


@attrs.frozen
class Failure:
    """A plugin that could not be loaded: its name, the cause, and the traceback as text."""

    plugin: str
    error: str
    trace: str


class _Manager(pluggy.PluginManager):
    """A plugin manager in which every function named `ganreg_…` is a hook implementation, decorated or not."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        marked = super().parse_hookimpl_opts(plugin, name)
        if marked is None and name.startswith("ganreg_") and callable(getattr(plugin, name)):
            return pluggy.HookimplOpts(
                wrapper=False, hookwrapper=False, optionalhook=False, tryfirst=False, trylast=False, specname=None
            )
        return marked


class Registry:
    """Finds, checks and creates components. Plugins are loaded when the first name is asked for."""

    def __init__(self) -> None:
        self._manager = _Manager("ganreg")
        self._manager.add_hookspecs(hookspecs)
        self._entries: list[Entry] = []
        self._discovered = False
        self.failures: list[Failure] = []

    # Discovery ------------------------------------------------------------------------------------------------

    def discover(self) -> None:
        """Load every installed plugin once. A plugin that fails is kept in `failures`; the others are unharmed."""
        if self._discovered:
            return
        self._discovered = True
        points = sorted(entry_points(group=GROUP), key=lambda point: (_distribution(point)[0], point.name))
        for point in points:
            distribution, version = _distribution(point)
            if not _disabled(distribution, point.name):
                self._attempt(f"{distribution}:{point.name}", point.name, distribution, version, point.load)

    def load_file(self, path: str | Path) -> None:
        """Register the components of a Python file (`--plugin file.py`): its hook, or its component classes.

        Raises:
            PluginError: the file is missing, does not run, or offers nothing.
        """
        path = Path(path)
        name = f"file:{path}"
        before = len(self.failures)
        self._attempt(name, path.stem, "file", "", lambda: _import_file(path))
        if len(self.failures) > before:
            raise PluginError(f"The plugin file {str(path)!r} cannot be used: {self.failures.pop().error}")

    def register(self, component: "ComponentSpec | type[Component]", name: str = "", **details: Any) -> None:
        """Register a component from a script or notebook; running the same cell again replaces it.

        Args:
            component: a component class, or a whole `ComponentSpec`.
            name: the short name; by default the class's own.
            details: `aliases`, `source`, `oracle`, `support`, `requires` as in `ComponentSpec`.
        """
        spec = _checked_spec(component, name, **details)
        self._entries = [e for e in self._entries if not (e.plugin == "script" and _same_class(e.spec, spec))]
        self._entries.append(Entry(spec, "script"))

    def _attempt(self, plugin_name: str, entry_name: str, distribution: str, version: str, load: Any) -> None:
        try:
            entries = self._load(plugin_name, entry_name, distribution, version, load())
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything, and must not stop the host
            plugin = self._manager.unregister(name=plugin_name) if self._manager.has_plugin(plugin_name) else None
            del plugin
            cause = f"{type(error).__name__}: {error}"
            self.failures.append(Failure(plugin_name, cause, traceback.format_exc()))
        else:
            self._entries.extend(entries)

    def _load(self, plugin_name: str, entry_name: str, distribution: str, version: str, value: Any) -> list[Entry]:
        if isinstance(value, type) and issubclass(value, Component):
            offered: Iterable[Any] = [_checked_spec(value, entry_name)]
        else:
            self._manager.register(value, name=plugin_name)
            self._manager.check_pending()
            offered = _offered_by(self._manager, value)
        entries = [Entry(_checked_spec(spec), entry_name, distribution, version) for spec in offered]
        if not entries:
            raise PluginError(
                f"it announces no component. Expected a component class, or a module with a function "
                f"`ganreg_components()` that returns component specs; got {value!r}."
            )
        return entries

    # Look-up --------------------------------------------------------------------------------------------------

    def entries(self, kind: str | None = None) -> list[Entry]:
        """All registered components, or those of one kind, in order of registration."""
        self.discover()
        return [entry for entry in self._entries if kind is None or entry.spec.kind == kind]

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
        found = [e for e in same_kind if wanted in (e.full_name, f"{e.distribution}/{e.spec.name}")]
        found = found or [e for e in same_kind if _matches(e.spec, wanted)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise UnknownNameError(self._unknown(kind, name))
        choices = ", ".join(f"{e.full_name!r} (from {e.distribution})" for e in found)
        raise AmbiguousNameError(f"The {kind} {name!r} is offered by several plugins: {choices}. Use a full name.")

    def entry_of(self, component: "Component | type[Component]") -> Entry | None:
        """The entry under which a component's class is registered, or None for an unregistered class."""
        cls = component if isinstance(component, type) else type(component)
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
        if not (isinstance(target, type) and issubclass(target, Component) and target.kind == spec.kind):
            raise PluginError(
                f"The plugin {entry.plugin!r} ({entry.distribution}) announces {spec.target!r} as a {spec.kind}, "
                f"but it is {target!r}. Expected a subclass of ganreg's abstract {spec.kind}."
            )
        return target

    def oracle(self, component: Component) -> Any:
        """The independent formula announced for a component, or None."""
        entry = self.entry_of(component)
        return None if entry is None or entry.spec.oracle is None else self.imported(entry.spec.oracle, entry)

    def imported(self, target: Any, entry: Entry) -> Any:
        """What a `"module:attribute"` string of a plugin leads to; anything else is returned as it is."""
        if not isinstance(target, str):
            return target
        module, _, attribute = target.partition(":")
        try:
            value: Any = importlib.import_module(module)
            for part in attribute.split("."):
                value = getattr(value, part)
        except (ImportError, AttributeError) as error:
            raise PluginError(
                f"The plugin {entry.plugin!r} ({entry.distribution}) refers to {target!r}, which cannot be imported: "
                f"{error}. Repair or uninstall {entry.distribution}."
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
        needed = [f.name for f in attrs.fields(cls) if f.init and f.default is attrs.NOTHING and f.name not in params]
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
        GradientPenalty(every=1, weight=5, target=1.0, one_sided=False, points=Interpolates())
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

    def describe(self, component: Component) -> dict[str, Any]:
        """A component as plain data, `{"name": …, parameter: value}`: what recipes are written from."""
        entry = self.entry_of(component)
        cls: Any = type(component)
        plain: dict[str, Any] = {"name": entry.spec.name if entry else f"{cls.__module__}:{cls.__qualname__}"}
        if entry and len([e for e in self.entries(cls.kind) if _matches(e.spec, entry.spec.name)]) > 1:
            plain["name"] = entry.full_name
        for field in attrs.fields(cls):
            value = getattr(component, field.name)
            if field.init and value is not None:
                plain[field.alias or field.name] = self._plain(value)
        return plain

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Component):
            return self.describe(value)
        if isinstance(value, (tuple, list)):
            return [self._plain(item) for item in value]
        return value

    def _unknown(self, kind: str, name: str) -> str:
        names = self.names(kind)
        message = f"There is no {kind} named {name!r}.{did_you_mean(name, names)}"
        for other in KINDS:
            if other != kind and name in self.names(other):
                message += f" There is a {other} of that name."
        message += f" Installed: {', '.join(sorted(names)) or 'none'}."
        if self.failures:
            failed = "; ".join(f"{failure.plugin} ({failure.error})" for failure in self.failures)
            message += f" These plugins failed to load: {failed}."
        return message


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


def _distribution(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist is not None else ("unknown", "")


def _disabled(distribution: str, name: str) -> bool:
    """`GANREG_DISABLE_PLUGINS`: a comma-separated list of entries or distributions, or `all` but ganreg itself."""
    disabled = {word.strip() for word in os.environ.get("GANREG_DISABLE_PLUGINS", "").split(",")}
    return name in disabled or distribution in disabled or ("all" in disabled and distribution != "ganreg")


def _offered_by(manager: pluggy.PluginManager, plugin: object) -> Iterator[Any]:
    for implementation in manager.hook.ganreg_components.get_hookimpls():
        if implementation.plugin is plugin:
            offered: Any = implementation.function()
            yield from offered


def _checked_spec(offered: Any, name: str = "", **details: Any) -> ComponentSpec:
    if isinstance(offered, ComponentSpec):
        spec = attrs.evolve(offered, name=name or offered.name, **details)
    elif isinstance(offered, type) and issubclass(offered, Component):
        if not hasattr(offered, "kind"):
            raise PluginError(f"{offered.__name__} has no kind: derive it from an abstract class such as AbstractLoss.")
        spec = ComponentSpec.from_class(offered, name, **details)
    else:
        raise PluginError(f"{offered!r} is neither a ComponentSpec nor a component class.")
    if spec.kind not in KINDS:
        raise PluginError(f"{spec.name!r} is announced as a {spec.kind!r}. Expected one of {', '.join(KINDS)}.")
    for word in (spec.name, *spec.aliases):
        if not word or any(c.isspace() or c in "/," for c in word):
            raise PluginError(f"{word!r} cannot be a component's name: it is empty or has a space, a comma or a slash.")
    return spec


def _matches(spec: ComponentSpec, name: str) -> bool:
    known = (spec.name, *spec.aliases)
    return name in known or name.lower().replace("-", "_") in {word.replace("-", "_") for word in known}


def _same_class(one: ComponentSpec, other: ComponentSpec) -> bool:
    def identity(spec: ComponentSpec) -> str:
        target = spec.target
        return target if isinstance(target, str) else f"{target.__module__}:{target.__qualname__}"

    return identity(one) == identity(other) and one.kind == other.kind


def _loaded_target(spec: ComponentSpec) -> Any:
    """The class behind a string reference, if its module is loaded already: nothing is imported to find out."""
    if not isinstance(spec.target, str):
        return spec.target
    module, _, attribute = spec.target.partition(":")
    return getattr(sys.modules.get(module), attribute, None)


def _require(module: str, install: str, what: str) -> None:
    try:
        importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"{what} needs {module!r}, which cannot be imported ({error}). Install it: {install}"
        ) from error


def _import_file(path: Path) -> ModuleType | type[Component]:
    if not path.is_file():
        raise PluginError(f"there is no file {str(path)!r}.")
    name = f"ganreg_plugin_{snake_case(path.stem)}"
    module_spec = importlib.util.spec_from_file_location(name, path)
    if module_spec is None or module_spec.loader is None:
        raise PluginError(f"{str(path)!r} is no Python file.")
    module = importlib.util.module_from_spec(module_spec)
    sys.modules[name] = module
    module_spec.loader.exec_module(module)
    if not any(name.startswith("ganreg_") and callable(value) for name, value in vars(module).items()):
        own = [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, Component)]
        own = [v for v in own if v.__module__ == name and not getattr(v, "__abstractmethods__", None)]
        module.ganreg_components = lambda: own  # type: ignore[attr-defined]
    return module
