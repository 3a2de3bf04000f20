"""One seeded critic step and one generator step on every backend, held against the reference.

    python examples/same_step_everywhere.py

The optimizer is plain gradient descent, so that weights move by their gradients, the penalty's second-order part
included. What is compared: both losses, and by how much each step changed the weights.
"""

import numpy as np

import ganreg
from ganreg.errors import DeviceError, MissingDependencyError
from ganreg.networks import mlp

PLACES = [("numpy", "cpu"), ("torch", "cpu"), ("torch", "cuda"), ("cupy", "cuda")]
COLUMNS = ("critic loss", "critic weights", "generator loss", "generator weights")
ALLOWED = 64  # eps of the precision, as in the conformance checks

real = np.random.default_rng(1).normal(size=(16, 6))


def step(**backend: str) -> list[np.ndarray]:
    """Both losses, and both players' changes of weights, of one critic and one generator step."""
    gan = ganreg.build(
        constraint="gp",
        optimizer={"name": "sgd", "lr": 0.1},
        critic=mlp(width=32, depth=2),
        generator=mlp(width=32, depth=2),
        data_shape=(6,),
        batch_size=16,
        seed=7,
        **backend,
    )
    before = gan.engine.export_state()
    losses = gan.critic_step(real)["critic_loss"], gan.generator_step()["generator_loss"]
    change = {name: after.astype("float64") - before[name] for name, after in gan.engine.export_state().items()}
    critic, generator = ([change[k].ravel() for k in change if k.startswith(p)] for p in ("critic/p", "generator/p"))
    return [np.array(losses[0]), np.concatenate(critic), np.array(losses[1]), np.concatenate(generator)]


reference = step(backend="reference")

print(f"{'largest difference / largest value':36s}" + "".join(f"{name:>19s}" for name in (*COLUMNS, "allowed")))
for backend, device, dtype in [(*place, dtype) for place in PLACES for dtype in ("float64", "float32")]:
    label = f"{backend} {device} {dtype}"
    try:
        found = step(backend=backend, device=device, dtype=dtype)
    except (DeviceError, MissingDependencyError) as reason:
        print(f"{label:36s}  not run: {str(reason).split('. ')[0]}")
        continue
    pairs = zip(found, reference, strict=True)
    worst = [np.max(np.abs(got - expected)) / np.max(np.abs(expected)) for got, expected in pairs]
    allowed = ALLOWED * np.finfo(dtype).eps
    print(f"{label:36s}" + "".join(f"{number:19.1e}" for number in (*worst, allowed)))
    assert max(worst) <= allowed, f"{label} does not take the reference's step"
