"""One iteration of a small GAN on a backend, held against the reference. `ganreg doctor` runs this in a process apart.

    python -m ganreg.cli.trial [--plugin=FILE.py] NAME …

For each backend one line of JSON is written as soon as it is known, so that one that takes the process down with it
spoils only its own.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from time import perf_counter
from typing import Any

import attrs

REFERENCE = "reference"
COMPUTES, RUNS, REFUSES, FAILS = "computes", "runs", "cannot run here", "fails"


@attrs.frozen
class Trial:
    """How a backend did.

    Args:
        backend: its full name.
        verdict: `computes` what the reference computes; `runs`, with nothing to compare it to; `cannot run here`, by
            its own word; `fails`.
        text: what it computes, with the largest difference; or the cause.
        seconds: how long the iteration took.
        devices: that are here for it.
    """

    backend: str
    verdict: str
    text: str = ""
    seconds: float = 0.0
    devices: tuple[str, ...] = ()


def tried(name: str) -> Trial:
    """Let a backend compute one iteration. Whatever it raises is the verdict."""
    from ganreg.errors import DeviceError, GanregError, UnsupportedError
    from ganreg.registry import registry
    from ganreg.told import told

    devices: tuple[str, ...] = ()
    try:
        backend = registry().create("backend", name)
        backend.check()
        devices = tuple(map(str, backend.devices()))
        started = perf_counter()
        engine = _after_one_iteration(backend)
        seconds = perf_counter() - started
        verdict, text = _compared(engine)
        return Trial(name, verdict, text, seconds, devices)
    except (DeviceError, UnsupportedError) as refusal:
        return Trial(name, REFUSES, str(refusal), devices=devices)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a stranger's backend raises is what is to be told
        text = str(error) if isinstance(error, GanregError) else told(error)
        return Trial(name, FAILS, text, devices=devices)


def _after_one_iteration(backend: Any) -> Any:
    """A backend's engine after two critic updates and one of the generator: Wasserstein, gradient penalty, SGD."""
    import numpy as np

    import ganreg
    from ganreg.backend import Batch

    # Full names, which no other plugin can take.
    network = {"name": "ganreg/mlp", "width": 8, "depth": 1}
    gan = ganreg.build(
        loss="ganreg/wasserstein",
        constraint="ganreg/gradient_penalty",
        optimizer={"name": "ganreg/sgd", "lr": 0.05},
        critic=network,
        generator=network,
        n_critic=2,
        batch_size=8,
        data_shape=(2,),
        latent_dim=2,
        backend=backend,
        seed=3,
    )
    batches = [Batch(np.random.default_rng(place).normal(size=(8, 2))) for place in range(3)]
    gan.engine.iteration(batches[:2], batches[2])
    return gan.engine


def _compared(engine: Any) -> tuple[str, str]:
    """The verdict on an engine's parameters, beside those of the reference after the same iteration."""
    import numpy as np

    from ganreg.conformance.tolerance import Comparison
    from ganreg.registry import registry

    if engine.recipe.backend.name == REFERENCE:
        return COMPUTES, "what the others are held to"
    if REFERENCE not in registry().names("backend"):
        return RUNS, "with no reference here to compare it to"
    reference = _after_one_iteration(registry().create("backend", REFERENCE))
    # Data and draws are rounded to the backend's precision on one side only: a few eps more, as along a descent.
    dtype = engine.recipe.backend.dtype
    found = Comparison("parameters", "descent", _parameters(engine).astype(dtype), _parameters(reference))
    if not found.agrees:
        return FAILS, f"it computes something else than the reference: {found.describe()}"
    worst = float(np.max(np.abs(found.candidate - found.reference)))
    return COMPUTES, f"what the reference does, to {worst:.0e}"


def _parameters(engine: Any) -> Any:
    import numpy as np

    players = [engine.state.critic.params, engine.state.generator.params]
    return np.concatenate([np.ravel(engine.to_numpy(params[name])) for params in players for name in sorted(params)])


def main(words: Sequence[str]) -> None:
    """Try the named backends, and write one line of JSON for each."""
    from ganreg.registry import load_plugin

    answers = sys.stdout
    with redirect_stdout(sys.stderr):
        for word in words:
            if word.startswith("--plugin="):
                load_plugin(word.removeprefix("--plugin="))
            else:
                print(json.dumps(attrs.asdict(tried(word))), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
