"""What the README shows is run."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"


@pytest.mark.skipif(not README.exists(), reason="the tests were copied without the README")
def test_its_python_runs():
    snippets = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    for snippet in snippets:
        exec(snippet, names)
    assert names["samples"].shape == (64, 2)
    assert callable(names["snake"](None))
