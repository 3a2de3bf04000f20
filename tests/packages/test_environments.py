"""What cannot be built is said once, with what is needed."""

import pytest
from packages.environments import GANREG, Package, Workshop, outside


def test_a_wheel_that_cannot_be_built_says_what_pip_said_and_what_is_needed(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "nothing"\nversion = "0"\n[build-system]\nrequires = 1\n'
    )
    with pytest.raises(RuntimeError, match=r"(?s)wheel --no-deps .* failed\..*need the package index.*pip said:\n.+"):
        Workshop(tmp_path).wheel(Package(tmp_path))


def test_a_failure_is_not_tried_again_by_the_next_worker(tmp_path):
    tried = []

    def build(folder):
        tried.append(folder)
        raise RuntimeError("no index")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="no index"):
            Workshop(tmp_path)._once("environment", build)
    assert len(tried) == 1


def test_what_is_built_is_built_once(tmp_path):
    made = [Workshop(tmp_path)._once("folder", lambda folder: folder.mkdir()) for _ in range(2)]
    assert made == [tmp_path / "folder"] * 2


def test_nothing_leads_back_into_this_checkout(monkeypatch):
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "GANREG_DISABLE_PLUGINS", "PYTEST_ADDOPTS"):
        monkeypatch.setenv(name, "something")
    assert {name for name, value in outside().items() if value == "something"} == set()


def test_the_extra_for_tests_is_taken_from_the_project():
    assert GANREG.requirement("ganreg.whl") == "ganreg.whl[test]"
    assert Package(GANREG.folder / "examples" / "ganreg-fisher").name == "ganreg-fisher"
