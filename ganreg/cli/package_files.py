"""The files of a new plugin package, from the templates beside this file."""

import re
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from string import Template

from ganreg.cli.package_kinds import PackageKind
from ganreg.cli.package_names import PackageNames
from ganreg.errors import ParameterError

COMMON = "package"
PLACES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "workflow.yml": ".github/workflows/test.yml",
    "__init__.py": "src/$package/__init__.py",
    "plugin.py": "src/$package/plugin.py",
    "component.py": "src/$package/$module.py",
    "oracle.py": "src/$package/oracle.py",
    "array.py": "src/$package/array.py",
    "torch.py": "src/$package/torch.py",
    "numbers.py": "src/$package/numbers.py",
    "test_conformance.py": "tests/test_conformance.py",
}
"""Where each template goes. A kind's own folder of templates comes before the common one; not every kind has each."""


def package_files(kind: PackageKind, names: PackageNames) -> dict[str, str]:
    """The text of each file, by its path in the package.

    Raises:
        ParameterError: the template uses the class's name for something else.
    """
    words = _words(kind, names)
    found = {place: _template(kind.kind, name) for name, place in PLACES.items()}
    texts = {place: text for place, text in found.items() if text}
    if any(re.search(rf"(?<![$\w]){names.class_name}\b", text) for text in texts.values()):
        raise ParameterError(
            f"The class name {names.class_name!r} is used in the package for something else. Give --class-name."
        )
    return {Template(place).substitute(words): Template(text).substitute(words) for place, text in texts.items()}


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a package into a folder that is not there yet, or empty.

    Raises:
        ParameterError: something is in the folder already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ParameterError(f"{str(folder)!r} is there already. Choose another name, or another place: --into FOLDER.")
    for place, text in texts.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def requirement(ganreg: str) -> str:
    """The versions of ganreg that a package written now is for: before 1.0 a minor version may break, later a major.

    >>> requirement("0.1.3"), requirement("2.4.0")
    ('ganreg>=0.1,<0.2', 'ganreg>=2.4,<3')
    """
    major, minor = (int(number) for number in ganreg.split(".")[:2])
    return f"ganreg>={major}.{minor},<" + (f"{major + 1}" if major else f"0.{minor + 1}")


def _words(kind: PackageKind, names: PackageNames) -> dict[str, str]:
    """What stands for each placeholder."""
    component = names.component
    return {
        "component": component,
        "class_name": names.class_name,
        "distribution": names.distribution,
        "package": names.package,
        "kind": kind.kind,
        "noun": kind.noun,
        "module": kind.module,
        "source": kind.source,
        "try_it": "ganreg train --data ring --iterations 200 " + kind.try_it.replace("$component", component),
        "requirement": requirement(version("ganreg")),
    }


def _template(kind: str, name: str) -> str:
    """The text of a template, empty if the kind has none."""
    folders = (files("ganreg.cli") / "templates" / of for of in (kind, COMMON))
    paths = (folder / f"{name}.txt" for folder in folders)
    return next((path.read_text(encoding="utf-8") for path in paths if path.is_file()), "")
