"""Which ganreg an installed plugin was made for: what its distribution requires, as pip reads it."""

import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ganreg.errors import PluginError

OWN = "ganreg"
"""ganreg's own distribution."""

_OF_GANREG = re.compile(r"\s*ganreg(?![\w.-])", re.IGNORECASE)


def check_compatible(distribution: Any) -> None:
    """Raise `PluginError` if a distribution requires another ganreg than the one that is installed.

    Args:
        distribution: as `importlib.metadata` gives it; `Requires-Dist` lines of its metadata count whose environment
            marker holds here, those of extras do not.
    """
    stated = [line for line in getattr(distribution, "requires", None) or () if _OF_GANREG.match(line)]
    if not stated or distribution.name == OWN:
        return
    try:
        installed = version(OWN)
    except PackageNotFoundError:  # a checkout that nobody installed has no version to compare
        return
    for line in stated:
        _check(line, installed, distribution.name)


def _check(line: str, installed: str, plugin: str) -> None:
    # Few plugins state a version; nobody else shall wait for this import.
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(line)
    except InvalidRequirement as error:
        raise PluginError(f"its metadata requires {line!r}, which is no requirement. Repair {plugin}.") from error
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return
    if not requirement.specifier.contains(installed, prereleases=True):
        raise PluginError(
            f"it needs ganreg{requirement.specifier}, but {installed} is installed: upgrade both with "
            f"pip install --upgrade ganreg {plugin}"
        )
