"""A plugin's announcements: by its hook, or by being a component class."""

from typing import Any

import pluggy

from ganreg import hookspecs
from ganreg.announcement import announced, check_no_rivals, checked_spec
from ganreg.component import Component, ComponentSpec
from ganreg.errors import PluginError, did_you_mean
from ganreg.told import shown

PREFIX = "ganreg_"
KNOWN = ("ganreg_components",)
"""The hooks that there are."""


class _Manager(pluggy.PluginManager):
    """A plugin manager in which every function named `ganreg_…` is a hook implementation, decorated or not."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        marked = super().parse_hookimpl_opts(plugin, name)
        if marked is None and name.startswith(PREFIX) and callable(getattr(plugin, name)):
            return pluggy.HookimplOpts(
                wrapper=False, hookwrapper=False, optionalhook=False, tryfirst=False, trylast=False, specname=None
            )
        return marked


class Hooks:
    """Calls the hooks of plugins, and refuses what is none."""

    def __init__(self) -> None:
        self._manager = _Manager("ganreg")
        self._manager.add_hookspecs(hookspecs)

    def specs_of(self, value: Any, name: str, entry: str) -> list[ComponentSpec]:
        """What a plugin announces.

        Args:
            value: what its entry point leads to: a module with hooks, or a component class.
            name: the plugin's whole name.
            entry: its entry point's name, which names a component that is announced by its class.

        Raises:
            PluginError: it announces nothing, or nothing that can be used.
        """
        if isinstance(value, type) and issubclass(value, Component):
            return [checked_spec(value, entry)]
        _check_names(value)
        self._manager.register(value, name=name)
        self._manager.check_pending()
        specs = [checked_spec(offered) for offered in self._offered_by(value)]
        if not specs:
            raise PluginError(
                f"it announces no component. Expected a component class, or a module with a function "
                f"`ganreg_components()` that returns component specs; got {shown(value)}."
            )
        check_no_rivals(specs)
        return specs

    def forget(self, name: str) -> None:
        """Undo the registration of a plugin, whole or half done."""
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _offered_by(self, plugin: object) -> list[Any]:
        implementations = self._manager.hook.ganreg_components.get_hookimpls()
        return [
            offered
            for implementation in implementations
            if implementation.plugin is plugin
            for offered in announced(implementation.function())
        ]


def _check_names(value: Any) -> None:
    """Raise `PluginError` for what is named like a hook and is none: it would never be called."""
    for name in dir(value):
        if name in KNOWN and not callable(getattr(value, name)):
            raise PluginError(f"{name} is {shown(getattr(value, name))}. Expected a function that returns it.")
        if name.startswith(PREFIX) and name not in KNOWN and callable(getattr(value, name)):
            raise PluginError(f"{name!r} is no hook.{did_you_mean(name, KNOWN)} Hooks: {', '.join(KNOWN)}.")
