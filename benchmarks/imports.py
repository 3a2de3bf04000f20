"""What `import ganreg` costs beyond `import numpy`, each time in a new process."""

import json
import subprocess
import sys
from typing import Any

CODE = """
import sys, json
import numpy
from time import perf_counter
start = perf_counter()
import ganreg
light = perf_counter() - start
ganreg.build
print(json.dumps([light, perf_counter() - start, [name for name in {frameworks!r} if name in sys.modules]]))
"""
FRAMEWORKS = ("torch", "cupy", "jax", "matplotlib", "sklearn", "scipy", "typer", "rich")


def measure(rounds: int) -> dict[str, Any]:
    """Seconds of `import ganreg`, and with `ganreg.build`, which loads what is behind it; frameworks that came too."""
    once()  # not counted: it may have to compile
    found = [once() for _ in range(rounds)]
    entries = {key: {"seconds": [row[index] for row in found]} for index, key in enumerate(KEYS)}
    frameworks = sorted({name for row in found for name in row[2]})
    return {"entries": {**entries, "a millisecond": {"seconds": [1e-3] * rounds}}, "frameworks": frameworks}


KEYS = ("import ganreg", "import ganreg; ganreg.build")


def once() -> Any:
    """One process's answer."""
    command = [sys.executable, "-c", CODE.format(frameworks=FRAMEWORKS)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
