"""`ganreg verify`."""

import json
from pathlib import Path

import pytest

FOREIGN = Path(__file__).parent.parent / "verification" / "foreign"


@pytest.mark.parametrize(("name", "code"), [("with_norm", 0), ("half", 0), ("channels", 1), ("misspelt", 2)])
def test_the_exit_code_is_the_verdict(ganreg, name, code):
    assert ganreg("verify", f"{FOREIGN}/penalties.py:{name}").exit_code == code


def test_a_warning_is_loud_and_strictly_an_error(ganreg):
    target = f"{FOREIGN}/penalties.py:no_guard"
    told = ganreg("verify", target, "--strict")
    assert told.exit_code == 1
    assert "warning" in told.stdout
    assert "NaN where the slope is 0" in " ".join(told.stdout.split())
    assert ganreg("verify", target).exit_code == 0


def test_json_is_nothing_but_json(ganreg, tmp_path):
    file = tmp_path / "loud.py"
    source = (FOREIGN / "penalties.py").read_text(encoding="utf-8")
    file.write_text(source.replace("def half(critic, real, fake):", "def half(critic, real, fake):\n    print('loud')"))
    told = json.loads(ganreg("verify", f"{file}:half", "--as", "gp", "--json").stdout)
    assert told["verdict"] == "equivalent"
    assert told["conventions"] == ["a factor ½"]
