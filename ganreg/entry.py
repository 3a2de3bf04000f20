"""What is known of plugins: the components that they announce, and how each of them was loaded, left out or failed."""

import attrs

from ganreg.component import ComponentSpec


@attrs.frozen
class Entry:
    """One registered component: its spec, and where it came from.

    Args:
        spec: the announcement.
        plugin: the name of the entry point, the stem of the plugin file, or `script`.
        distribution: what is installed, `file` or `script`.
        version: of the distribution.
        loaded_as: the plugin's whole name, as `Loaded.plugin` has it.
    """

    spec: ComponentSpec
    plugin: str
    distribution: str = "script"
    version: str = ""
    loaded_as: str = ""

    @property
    def full_name(self) -> str:
        """The name that always works, whatever else is installed: `plugin/name`."""
        return f"{self.plugin}/{self.spec.name}"

    @property
    def name_by_distribution(self) -> str:
        """`distribution/name`, for two distributions whose plugins share a name."""
        return f"{self.distribution}/{self.spec.name}"


@attrs.frozen
class Loaded:
    """A plugin that was loaded, and what that cost.

    Args:
        plugin: its whole name, `distribution:entry`, or `file:path`.
        distribution: what it belongs to.
        version: of the distribution.
        seconds: how long it took, imports included.
        heavy: the large packages that were imported by it.
        notes: what else it did that a plugin should not do.
    """

    plugin: str
    distribution: str
    version: str
    seconds: float
    heavy: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@attrs.frozen
class Failure:
    """A plugin that could not be loaded: its name, the cause, and the traceback as text."""

    plugin: str
    error: str
    trace: str
    distribution: str = ""
    version: str = ""


@attrs.frozen
class Disabled:
    """A plugin that `GANREG_DISABLE_PLUGINS` leaves out."""

    plugin: str
    distribution: str
    version: str
