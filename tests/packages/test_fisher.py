"""What somebody does with `examples/ganreg-fisher/`: prove it, train with it by name, remove it again."""

import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from packages.environments import PACKAGES, Environment, pip

(FISHER,) = [package for package in PACKAGES if package.name == "ganreg-fisher"]
TRAIN = ("train", "--data", "ring", "--loss", "wasserstein", "--constraint", "fisher", "--iterations", "3")


@pytest.fixture(scope="session")
def installed(workshop):
    return workshop.environment(FISHER)


def verdicts(report):
    return {one["component"]: one["verdict"] for one in json.loads(report)["subjects"]}


def test_its_wheel_is_typed(workshop):
    with zipfile.ZipFile(workshop.wheel(FISHER)) as archive:
        assert "ganreg_fisher/py.typed" in archive.namelist()


def test_it_is_proven_by_one_command(installed):
    report = json.loads(installed.ok("ganreg", "conform", "ganreg-fisher", "--json", "-"))
    assert report["exit_code"] == 0
    assert verdicts(json.dumps(report)) == {"constraint fisher": "proven"}
    assert {"numpy float64", "strict float32"} <= {check["backend"] for check in report["subjects"][0]["checks"]}


def test_it_trains_by_name_and_leaves_a_run(installed, tmp_path):
    installed.ok("ganreg", *TRAIN, "--set", "constraint.rho=0.1", "--run", tmp_path / "run", "--no-pictures")
    records = [json.loads(line) for line in (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()]
    assert len(records) == 3
    assert all("fisher" in record for record in records)
    assert '{ name = "fisher", every = 1, rho = 0.1, ' in (tmp_path / "run" / "recipe.toml").read_text()


def test_it_trains_without_any_framework(installed):
    code = "import ganreg, sys; ganreg.build(constraint='fisher').fit('ring', 1); sys.exit('torch' in sys.modules)"
    installed.ok("python", "-W", "error", "-c", code)


def test_its_name_comes_and_goes_with_the_package(workshop, tmp_path):
    shutil.copytree(workshop.bare().folder, tmp_path / "copy", symlinks=True)
    environment = Environment(tmp_path / "copy")
    environment.pip("install", "--no-deps", "--no-compile", workshop.wheel(FISHER))
    train = ("-m", "ganreg", *TRAIN, "--no-pictures", "--run")
    environment.ok("python", *train, tmp_path / "with")
    environment.pip("uninstall", "--yes", "ganreg-fisher")
    for command in ((*train, tmp_path / "without"), ("-m", "ganreg", "sample", tmp_path / "with")):
        finished = environment.run("python", *command)
        assert finished.returncode != 0
        assert "There is no constraint named 'fisher'. Installed: " in " ".join(finished.stderr.split())
        assert "Traceback" not in finished.stderr


def test_it_is_proven_on_torch_where_torch_is(workshop, tmp_path):
    pytest.importorskip("torch")
    pip("install", "--no-deps", "--target", tmp_path, workshop.wheel(FISHER))
    command = [sys.executable, "-m", "ganreg", "conform", "ganreg-fisher", "--require", "torch", "--backend", "torch"]
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    variables = os.environ | {"PYTHONPATH": path}
    finished = subprocess.run([*command, "--json", "-"], env=variables, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert verdicts(finished.stdout) == {"constraint fisher": "proven"}
