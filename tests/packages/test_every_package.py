"""Each package of `examples/` is installed from its wheel, beside that of ganreg, into an environment of its own."""

import json
import re
import shlex
import shutil
import zipfile

import pytest
from packages.environments import PACKAGES, ROOT

packages = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)

SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ ganreg ((?:list|train|sample) .*)$", re.MULTILINE)

USED = """
import json, sys
from ganreg.registry import registry
own = [entry for entry in registry().entries() if entry.distribution == sys.argv[1]]
for entry in own:
    registry().load(entry)
print(json.dumps({
    "components": [f"{entry.spec.kind}/{entry.spec.name}" for entry in own],
    "failures": list(map(str, registry().failures)),
    "torch": "torch" in sys.modules,
    "here": sorted({sys.modules[registry().load(entry).__module__].__file__ for entry in own}),
}))
"""


def test_there_are_packages():
    assert "ganreg-fisher" in {package.name for package in PACKAGES}


@packages
def test_its_wheel_is_licensed_and_leaves_the_tests_at_home(workshop, package):
    with zipfile.ZipFile(workshop.wheel(package)) as archive:
        names = archive.namelist()
    assert [name for name in names if name.endswith("/licenses/LICENSE")]
    assert not [name for name in names if name.startswith(("tests/", "src/"))]


@packages
def test_it_is_found_and_imported_from_there_and_imports_no_torch(workshop, package):
    environment = workshop.environment(package)
    said = json.loads(environment.ok("python", "-c", USED, package.name).splitlines()[-1])
    assert said["components"]
    assert said["failures"] == []
    assert not said["torch"]
    assert not [path for path in said["here"] if path.startswith(str(ROOT))]


@packages
def test_it_is_listed_with_its_version(workshop, package):
    listed = json.loads(workshop.environment(package).ok("ganreg", "list", "--json"))
    assert package.name in json.dumps(listed)


@packages
def test_what_its_readme_shows_runs(workshop, package, tmp_path):
    environment, text = workshop.environment(package), (package.folder / "README.md").read_text(encoding="utf-8")
    environment.ok("python", "-c", "\n".join(SNIPPET.findall(text)), cwd=tmp_path)
    for arguments in COMMAND.findall(text):
        environment.ok("ganreg", *shlex.split(arguments), cwd=tmp_path)
    assert SNIPPET.search(text)


@packages
def test_its_own_tests_pass(workshop, package, tmp_path):
    environment = workshop.environment(package)
    shutil.copytree(package.folder / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(package.folder / "pyproject.toml", tmp_path)
    said = environment.ok("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path)
    assert " passed" in said
