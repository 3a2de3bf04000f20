"""The names of a new plugin package, checked before a file is written: distribution, package, component, class."""

import keyword
import re
from importlib.util import find_spec

import attrs

from ganreg.errors import ParameterError

PREFIX = "ganreg-"
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")
"""As packaging tools allow a project's name, beginning with a letter so that Python takes it too."""


@attrs.frozen
class PackageNames:
    """How everything in a package is called.

    Args:
        component: as users ask for it, `soft_clip`.
        class_name: of the component, `SoftClip`.
    """

    component: str
    class_name: str

    @property
    def distribution(self) -> str:
        """As `pip install` takes it, `ganreg-soft-clip`."""
        return PREFIX + self.component.replace("_", "-")

    @property
    def package(self) -> str:
        """As Python imports it, `ganreg_soft_clip`."""
        return "ganreg_" + self.component


def package_names(name: str, kind: str, class_name: str = "") -> PackageNames:
    """The names that follow from one.

    Args:
        name: `soft-clip`, `soft_clip`, or the distribution's, `ganreg-soft-clip`.
        kind: of the component.
        class_name: by default made of the name.

    Raises:
        ParameterError: it is no name, or something that is installed has it already.
    """
    if not WORD.fullmatch(name):
        raise ParameterError(
            f"{name!r} cannot name a package. Expected letters and digits, with single hyphens between: soft-clip."
        )
    component = re.sub(r"[-_.]", "_", name).lower().removeprefix("ganreg_")
    class_name = class_name or "".join(word.capitalize() for word in component.split("_"))
    _check_identifiers(component, class_name)
    names = PackageNames(component, class_name)
    _check_free(names, kind)
    return names


def _check_identifiers(component: str, class_name: str) -> None:
    for word, example in ((component, "soft-clip"), (class_name, "SoftClip")):
        if not word.isidentifier() or keyword.iskeyword(word):
            raise ParameterError(f"{word!r} cannot be a name in Python. Expected one such as {example}.")


def _check_free(names: PackageNames, kind: str) -> None:
    """Raise for a name under which users would get, or could not tell apart, something else."""
    from ganreg.registry import registry

    if names.component in {known.lower().replace("-", "_") for known in registry().names(kind)}:
        entry = registry().find(kind, names.component)
        raise ParameterError(
            f"There is a {kind} {names.component!r} already, from {entry.distribution}: the short name would mean "
            "either, and be refused. Choose another name."
        )
    if find_spec(names.package) is not None:
        raise ParameterError(
            f"There is a Python package {names.package!r} already, and one would hide the other. Choose another name."
        )
