"""The contract with plugins: one hook, which returns data."""

from collections.abc import Iterable

import pluggy

from ganreg.component import Component, ComponentSpec

hookspec = pluggy.HookspecMarker("ganreg")
hookimpl = pluggy.HookimplMarker("ganreg")


@hookspec
def ganreg_components() -> "Iterable[ComponentSpec | type[Component]]":  # type: ignore[empty-body]
    """Announce this plugin's components.

    Called once, when the registry is first asked for a name. Must be light: name components by `"module:attribute"`
    strings, so that nothing heavy is imported before it is used.
    """
