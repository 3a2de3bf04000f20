"""Importing ganreg is light, and offers exactly what it says."""

import subprocess
import sys

import pytest

import ganreg

HEAVY = ("torch", "cupy", "matplotlib", "sklearn", "rich", "typer", "scipy", "safetensors")


def loaded_after(code):
    ask = f"{code}\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("code", ["import ganreg", "import ganreg.losses, ganreg.constraints, ganreg.optimizers"])
def test_importing_ganreg_loads_nothing_heavy(code):
    assert loaded_after(code) == []


def test_looking_a_component_up_loads_nothing_heavy():
    assert loaded_after("from ganreg.registry import registry; registry().create('constraint', 'gp')") == []


def test_training_on_numpy_loads_no_framework():
    code = "import ganreg; ganreg.build(batch_size=4).fit('ring', iterations=1)"
    assert set(loaded_after(code)).isdisjoint({"torch", "cupy", "matplotlib", "sklearn", "typer"})


def test_importing_ganreg_itself_imports_not_even_numpy():
    code = "import ganreg, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PUBLIC = [
    "Callback",
    "Component",
    "ComponentSpec",
    "GAN",
    "GanregError",
    "GanregWarning",
    "Pinned",
    "Recipe",
    "Requirement",
    "StopTraining",
    "Support",
    "build",
    "clip_",
    "critic_loss",
    "generator_loss",
    "gradient_penalty",
    "hookimpl",
    "load",
    "load_plugin",
    "objective",
    "param",
    "register",
]


def test_what_is_public_is_exactly_this():
    assert ganreg.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(ganreg, name)
    assert name in dir(ganreg)
    assert value.__doc__ or name == "hookimpl"


def test_every_public_name_can_be_imported_at_once():
    code = "from ganreg import *\nimport ganreg, sys; sys.exit(not set(ganreg.__all__) <= set(globals()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_name_that_is_not_there_is_said_so():
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        _ = ganreg.biuld


def test_functions_are_not_shadowed_by_modules_of_their_name():
    code = "import ganreg, ganreg.compose, ganreg.objectives, ganreg.gan; assert callable(ganreg.objective)"
    subprocess.run([sys.executable, "-c", code], check=True)
