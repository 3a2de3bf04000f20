"""Where components come from: installed plugins, plugin files, and scripts.

Everything, ganreg's own components included, comes in through the entry-point group `ganreg`, through
`ganreg.register(...)` in a script, or through a plugin file. A plugin that fails never stops the host: it is kept, with
the cause, and shown where a name is not found.
"""

import importlib.util
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pluggy

from ganreg import hookspecs
from ganreg.component import Component, ComponentSpec, snake_case
from ganreg.errors import PluginError

GROUP = "ganreg"
KINDS = (
    "loss",
    "constraint",
    "points",
    "norm",
    "optimizer",
    "average",
    "game",
    "layer",
    "network",
    "schedule",
    "data",
    "backend",
)


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


class Discovery:
    """Loads plugins and keeps what they announce, in order of registration, and what failed."""

    def __init__(self) -> None:
        self._manager = _Manager("ganreg")
        self._manager.add_hookspecs(hookspecs)
        self._discovered = False
        self.entries: list[Entry] = []
        self.failures: list[Failure] = []

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

        Loading the same file again replaces what it registered before.

        Raises:
            PluginError: the file is missing, does not run, or offers nothing.
        """
        path = Path(path)
        name = f"file:{path}"
        before = len(self.failures)
        self._forget(name, path.stem)
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
        self.entries = [e for e in self.entries if not (e.plugin == "script" and _same_class(e.spec, spec))]
        self.entries.append(Entry(spec, "script"))

    def _attempt(self, plugin_name: str, entry_name: str, distribution: str, version: str, load: Any) -> None:
        try:
            entries = self._load(plugin_name, entry_name, distribution, version, load())
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything, and must not stop the host
            self._forget(plugin_name, entry_name)
            cause = f"{type(error).__name__}: {error}"
            self.failures.append(Failure(plugin_name, cause, traceback.format_exc()))
        else:
            self.entries.extend(entries)

    def _forget(self, plugin_name: str, entry_name: str) -> None:
        """Undo the registration of a plugin, whole or half done."""
        if self._manager.has_plugin(plugin_name):
            self._manager.unregister(name=plugin_name)
            self.entries = [entry for entry in self.entries if entry.plugin != entry_name]

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


def _same_class(one: ComponentSpec, other: ComponentSpec) -> bool:
    def identity(spec: ComponentSpec) -> str:
        target = spec.target
        return target if isinstance(target, str) else f"{target.__module__}:{target.__qualname__}"

    return identity(one) == identity(other) and one.kind == other.kind


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
