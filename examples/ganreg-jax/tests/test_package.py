"""The package as a stranger's: light at discovery, and on ganreg's public contracts alone."""

import ast
import subprocess
import sys
from pathlib import Path

import ganreg_jax

PRIVATE = {"ganreg_array", "ganreg_torch", "ganreg_reference", "torch", "cupy"}
FILES = sorted(Path(ganreg_jax.__file__).parent.rglob("*.py"))


def imported(path):
    """The modules that a file imports, and the names that it takes from them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)


def test_it_knows_no_other_backend():
    found = {module.partition(".")[0] for path in FILES for module, _ in imported(path)}
    assert "jax" in found
    assert not found & PRIVATE


def test_it_uses_nothing_private_of_ganreg():
    used = [(module, name) for path in FILES for module, name in imported(path) if module.startswith("ganreg.")]
    assert used
    assert not [one for one in used if any(part.startswith("_") for part in (*one[0].split("."), one[1]))]


def test_discovery_does_not_import_jax():
    script = (
        "import sys\n"
        "from ganreg.registry import registry\n"
        "assert 'jax' in registry().names('backend'), registry().failures\n"
        "assert 'jax' not in sys.modules and 'ganreg_jax.backend' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
