"""Where components come from: installed plugins, plugin files, and scripts.

Everything, ganreg's own components included, comes in through the entry-point group `ganreg`, through
`ganreg.register(...)` in a script, or through a plugin file. A plugin that fails never stops the host: it is kept, with
the cause, and shown where a name is not found.
"""

import importlib.util
import os
import sys
import traceback
from collections.abc import Callable
from importlib.metadata import EntryPoint, distributions, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from ganreg.announcement import KINDS, WORD, checked_spec, is_word
from ganreg.compatibility import OWN, check_compatible
from ganreg.component import Component, ComponentSpec, snake_case
from ganreg.entry import Disabled, Entry, Failure, Loaded
from ganreg.errors import PluginError
from ganreg.hooks import Hooks
from ganreg.told import told
from ganreg.watch import watched

__all__ = ["FILE", "GROUP", "KINDS", "OWN", "Disabled", "Discovery", "Entry", "Failure", "Loaded", "disabled_words"]

GROUP = "ganreg"
SCRIPT = "script"
FILE = "file:"
"""How the whole name of a plugin begins that is a file."""


@attrs.frozen
class _Source:
    """A plugin before it is loaded: its whole name, its entry's name, and its distribution."""

    name: str
    plugin: str
    distribution: str
    version: str = ""


class Discovery:
    """Loads plugins and keeps what they announce, in order of registration, and what failed."""

    def __init__(self) -> None:
        self._hooks = Hooks()
        self._discovered = False
        self.entries: list[Entry] = []
        self.loaded: list[Loaded] = []
        self.failures: list[Failure] = []
        self.disabled: list[Disabled] = []

    def discover(self) -> None:
        """Load every installed plugin once. A plugin that fails is kept in `failures`; the others are unharmed.

        ganreg's own come first, so that a plugin may use them while it is imported. After a Ctrl-C the next call goes
        on with those that are left.
        """
        if self._discovered:
            return
        self._discovered = True
        try:
            for point in sorted(self._points(), key=_place):
                self._load_point(point)
        except KeyboardInterrupt:
            self._discovered = False
            raise

    def load_file(self, path: str | Path) -> None:
        """Register the components of a Python file (`--plugin file.py`): its hook, or its component classes.

        Loading the same file again replaces what it registered before.

        Raises:
            PluginError: the file is missing, does not run, or offers nothing.
        """
        path = Path(path)
        source = _Source(f"{FILE}{path}", path.stem, "file")
        self._forget(source.name)
        error = self._attempt(source, lambda: _import_file(path))
        if error is not None:
            raise PluginError(f"The plugin file {str(path)!r} cannot be used: {self.failures.pop().error}") from error

    def register(self, component: "ComponentSpec | type[Component]", name: str = "", **details: Any) -> None:
        """Register a component from a script or notebook; running the same cell again replaces it.

        Args:
            component: a component class, or a whole `ComponentSpec`.
            name: the short name; by default the class's own.
            details: `aliases`, `source`, `oracle`, `support`, `requires` as in `ComponentSpec`.

        Raises:
            PluginError: it is none of both, its class is abstract, or a field is not what it should be.
            ParameterError: a spec has no such field.
        """
        spec = checked_spec(component, name, **details)
        self.entries = [e for e in self.entries if not (e.plugin == SCRIPT and _same_class(e.spec, spec))]
        self.entries.append(Entry(spec, SCRIPT, SCRIPT, "", SCRIPT))

    def _points(self) -> list[EntryPoint]:
        """The entry points of all distributions but those whose metadata cannot be read."""
        try:
            return list(entry_points(group=GROUP))
        except Exception:  # noqa: BLE001 - one damaged distribution hides all others from that function
            return [point for distribution in distributions() for point in self._points_of(distribution)]

    def _points_of(self, distribution: Any) -> list[EntryPoint]:
        try:
            return list(distribution.entry_points.select(group=GROUP))
        except Exception as error:  # noqa: BLE001 - nothing in a stranger's metadata may stop the host
            if f"[{GROUP}]" in (distribution.read_text("entry_points.txt") or ""):
                cause = f"its entry_points.txt cannot be read ({told(error)}). Expected lines such as huber = pkg:Huber"
                name, version = _named(distribution)
                self._forget(name)
                self.failures.append(Failure(name, cause, traceback.format_exc(), name, version))
            return []

    def _load_point(self, point: EntryPoint) -> None:
        distribution, version = _named(point.dist)
        source = _Source(f"{distribution}:{point.name}", point.name, distribution, version)
        if self._is_known(source.name):
            return
        if {point.name, distribution} & disabled_words() or ("all" in disabled_words() and distribution != OWN):
            self.disabled.append(Disabled(source.name, distribution, version))
        else:
            self._attempt(source, lambda: _import_point(point, distribution))

    def _attempt(self, source: _Source, load: Callable[[], Any]) -> BaseException | None:
        """Load a plugin, whatever it does; why it failed, if it did. Only a person's Ctrl-C goes through."""
        with watched() as watch:
            try:
                specs = self._hooks.specs_of(load(), source.name, source.plugin)
            except KeyboardInterrupt:
                self._forget(source.name)
                raise
            except BaseException as error:  # noqa: BLE001 - `sys.exit()` in a stranger's code must not end the host
                self._forget(source.name)
                trace = traceback.format_exc()
                self.failures.append(Failure(source.name, told(error), trace, source.distribution, source.version))
                return error
        self.entries += [Entry(s, source.plugin, source.distribution, source.version, source.name) for s in specs]
        cost = (watch.seconds, watch.heavy, watch.notes)
        self.loaded.append(Loaded(source.name, source.distribution, source.version, *cost))
        return None

    def _is_known(self, name: str) -> bool:
        known: list[Loaded | Failure | Disabled] = [*self.loaded, *self.failures, *self.disabled]
        return any(plugin.plugin == name for plugin in known)

    def _forget(self, name: str) -> None:
        """Undo the registration of a plugin, whole or half done."""
        self._hooks.forget(name)
        self.entries = [entry for entry in self.entries if entry.loaded_as != name]
        self.loaded = [loaded for loaded in self.loaded if loaded.plugin != name]
        self.failures = [failure for failure in self.failures if failure.plugin != name]


def disabled_words() -> set[str]:
    """`GANREG_DISABLE_PLUGINS`: a comma-separated list of entries or distributions, or `all` but ganreg itself."""
    return {word.strip() for word in os.environ.get("GANREG_DISABLE_PLUGINS", "").split(",")} - {""}


def _named(distribution: Any) -> tuple[str, str]:
    """Name and version of a distribution, as far as its metadata has them."""
    try:
        return distribution.name or "unknown", distribution.version or ""
    except Exception:  # noqa: BLE001 - metadata may be missing or damaged in many ways
        return "unknown", ""


def _place(point: EntryPoint) -> tuple[bool, str, str]:
    distribution, _ = _named(point.dist)
    return distribution != OWN, distribution, point.name


def _import_point(point: EntryPoint, distribution: str) -> Any:
    if not is_word(point.name):
        raise PluginError(f"its entry point is named {point.name!r}. Expected {WORD}.")
    if point.name in (OWN, SCRIPT) and distribution != OWN:
        raise PluginError(f"its entry point is named {point.name!r}, which is ganreg's own. Give it another name.")
    if point.pattern.match(point.value) is None:
        raise PluginError(f"its entry point says {point.value!r}. Expected 'package.module' or 'package.module:Class'.")
    check_compatible(point.dist)
    spec = getattr(sys.modules.get(point.module), "__spec__", None)
    if getattr(spec, "_initializing", False):
        raise PluginError(
            f"{point.module!r} asks ganreg for a name while it is itself imported. Let it do so in a function."
        )
    return point.load()


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
    try:
        module_spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    if not any(name.startswith("ganreg_") and callable(value) for name, value in vars(module).items()):
        own = [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, Component)]
        own = [v for v in own if v.__module__ == name and not getattr(v, "__abstractmethods__", None)]
        module.ganreg_components = lambda: own  # type: ignore[attr-defined]
    return module
