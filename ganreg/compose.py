"""From names to checked components to a GAN."""

import inspect
from typing import Any

import attrs

from ganreg.advice import warn_of
from ganreg.backend import AbstractBackend
from ganreg.combinations import check_combination
from ganreg.errors import DeviceError, ParameterError, did_you_mean
from ganreg.gan import GAN
from ganreg.objectives import AbstractObjective
from ganreg.optimizers.choice import chosen, rated
from ganreg.published import default_constraint, default_setup, published
from ganreg.recipe import Recipe, as_constraints
from ganreg.registry import registry
from ganreg.support import check_support


def build(
    *,
    recipe: "str | Recipe | None" = None,
    loss: Any = None,
    constraint: Any = None,
    optimizer: Any = None,
    critic_optimizer: Any = None,
    generator_optimizer: Any = None,
    lr: Any = None,
    critic_lr: Any = None,
    generator_lr: Any = None,
    average: Any = None,
    game: Any = None,
    n_critic: Any = None,
    batch_size: int | None = None,
    latent_dim: int | None = None,
    critic: Any = None,
    generator: Any = None,
    init: str | None = None,
    data_shape: tuple[int, ...] | None = None,
    scaling: Any = None,
    backend: Any = None,
    device: str | None = None,
    dtype: str | None = None,
    seed: int | None = None,
    allow: tuple[str, ...] | list[str] = (),
    **unknown: Any,
) -> GAN:
    """Compose a GAN from independent choices.

    Every component is given as a name (`"gp"`), a mapping (`{"name": "gp", "weight": 5}`) or an object
    (`GradientPenalty(weight=5)`). What is not given follows the paper of that (loss, constraint) pair.

    Args:
        recipe: a published set-up, `"gan"`, `"wgan"`, `"wgan-gp"`, `"dcgan"`, `"lsgan"`, `"gan-r1"`, `"sngan"`,
            `"r3gan"`, or a whole `Recipe`; other arguments override it.
        loss: `"minimax"` (`"js"`), `"non_saturating"`, `"wasserstein"`, …; by default Wasserstein.
        constraint: one or a list of `"gp"`, `"clip"`, `"none"`, …; by default `"gp"` for Wasserstein, else `"none"`.
        optimizer: for both players. Of the kind that is the default for the pair (Adam beside a gradient penalty), it
            keeps that one's numbers where none are given: `{"name": "adam", "lr": 1e-3}` has β₁ = 0 as in WGAN-GP.
        critic_optimizer: for the critic alone; takes precedence.
        generator_optimizer: for the generator alone; takes precedence.
        lr: the learning rate of both, a number or a schedule, whatever the optimizer.
        critic_lr: the critic's alone, for two time scales; takes precedence.
        generator_lr: the generator's alone; takes precedence.
        average: of the generator, to sample and export from: `"ema"`, `{"name": "ema", "half_life": 1000}`; by default
            none.
        game: how the players take turns: `"alternating"` (the default), `"simultaneous"`, `"extragradient"`,
            `"consensus"`, `"lookahead"`.
        n_critic: critic updates per generator update: an integer, or a schedule such as `"bursts"`.
        batch_size: samples per batch.
        latent_dim: numbers per latent; by default as many as a sample has, between 2 and 100.
        critic: a network specification, such as `mlp(width=256)`; on `torch` also any `nn.Module`.
        generator: likewise.
        init: how the weights start of networks that are not named: `"he"`, `"glorot"`, `"orthogonal"`, `"dcgan"`,
            `"small"`.
        data_shape: the shape of one sample, if it shall be known before the first `fit`.
        scaling: a `Scaling`, or its mapping; by default worked out from the data.
        backend: `"numpy"` (the default), `"torch"`, `"cupy"`, `"reference"`, or a backend object.
        device: for a backend given by name: `"cpu"`, `"cuda"`, `"cuda:1"`.
        dtype: for a backend given by name: `"float32"` or `"float64"`.
        seed: of every draw; 0 by default.
        allow: refusals to lift, by name: `"batch-norm-with-gp"`, `"penalties-at-odds"`, `"clip-with-gp"`, ….
        **unknown: refused, with the argument that was meant perhaps.

    Raises:
        UnknownNameError, ParameterError, CombinationError, MissingDependencyError, DeviceError, UnsupportedError.

    >>> import ganreg
    >>> gan = ganreg.build(loss="wasserstein", constraint="gp")
    >>> gan.recipe.critic_optimizer
    Adam(lr=0.0001, beta1=0.0, beta2=0.9, epsilon=1e-08)
    """
    if unknown:
        known = [name for name, p in inspect.signature(build).parameters.items() if p.kind is p.KEYWORD_ONLY]
        first = next(iter(unknown))
        raise ParameterError(
            f"build() has no argument {first!r}.{did_you_mean(first, known)} Known: {', '.join(known)}."
        )
    overrides: dict[str, Any] = {
        "batch_size": batch_size,
        "latent_dim": latent_dim,
        "critic": critic,
        "generator": generator,
        "init": init,
        "data_shape": data_shape,
        "scaling": scaling,
        "average": average,
        "game": game,
        "n_critic": n_critic,
        "seed": seed,
        "allow": tuple(allow) or None,
    }
    given = _given(**overrides)
    optimizers = {
        "critic_optimizer": rated(critic_optimizer or optimizer, lr if critic_lr is None else critic_lr),
        "generator_optimizer": rated(generator_optimizer or optimizer, lr if generator_lr is None else generator_lr),
    }
    if lr is not None and critic_lr is not None and generator_lr is not None:
        raise ParameterError(
            f"lr={lr!r} is for nobody: critic_lr and generator_lr are given too. Leave one of them out."
        )
    if isinstance(recipe, Recipe):
        given |= _given(loss=loss, constraints=constraint)
        given |= {name: chosen(value, getattr(recipe, name)) for name, value in optimizers.items()}
        given["backend"] = _other_backend(recipe.backend, backend, device, dtype)
        return GAN(checked(attrs.evolve(recipe, **given)))
    setup = published(recipe) if recipe is not None else None
    chosen_loss = registry().resolve("loss", loss or (setup.loss if setup else "wasserstein"))
    if constraint is None:
        constraint = setup.constraint if setup else default_constraint(chosen_loss)
    constraints = as_constraints(constraint)
    setup = setup or default_setup(chosen_loss, constraints)
    defaults = {name: getattr(setup, name) for name in ("n_critic", "batch_size", "latent_dim", "init")}
    defaults |= {"average": setup.average} if recipe is not None else {}
    whole = Recipe(
        loss=chosen_loss,
        constraints=constraints,
        critic_optimizer=chosen(optimizers["critic_optimizer"], setup.optimizer),
        generator_optimizer=chosen(optimizers["generator_optimizer"], setup.optimizer),
        backend=as_backend("numpy" if backend is None else backend, device, dtype),
        **(defaults | given),
    )
    return GAN(checked(whole))


def objective(
    *,
    loss: Any = "wasserstein",
    constraint: Any = None,
    backend: Any = "torch",
    allow: tuple[str, ...] | list[str] = (),
) -> AbstractObjective:
    """One verified loss with its constraints, as differentiable functions for a loop of one's own.

    Args:
        loss: a loss by name, mapping or object.
        constraint: one or a list; by default that of the loss's paper.
        backend: one that can differentiate a critic of your own: `"torch"`.
        allow: refusals to lift, by name.

    Raises:
        UnsupportedError: the backend cannot differentiate, or does not compute a component.
    """
    chosen_loss = registry().resolve("loss", loss)
    constraints = as_constraints(default_constraint(chosen_loss) if constraint is None else constraint)
    chosen_backend = as_backend(backend)
    check_support(chosen_backend, (chosen_loss, *constraints))
    check_combination(constraints, tuple(allow))
    return chosen_backend.objective(chosen_loss, constraints, allow=tuple(allow))


def as_backend(backend: Any, device: str | None = None, dtype: str | None = None) -> AbstractBackend:
    """A backend that can run here, from a name (with device and precision), a mapping or an object."""
    options = _given(device=device, dtype=dtype)
    if isinstance(backend, str):
        resolved = _named_backend(backend, options)
    elif options:
        raise ParameterError(f"device and dtype belong to a backend given by name; {backend!r} has its own.")
    else:
        resolved = registry().resolve("backend", backend)
    assert isinstance(resolved, AbstractBackend)
    resolved.check()
    return resolved


def _named_backend(name: str, options: dict[str, Any]) -> Any:
    """A backend by name; one that has a single device or precision takes that one without further ado."""
    cls = registry().load(registry().find("backend", name))
    fields = {field.name for field in attrs.fields(cls)}
    chosen = {option: value for option, value in options.items() if option in fields}
    resolved = registry().create("backend", name, **chosen)
    if options.get("device", "cpu") != "cpu" and "device" not in fields:
        raise DeviceError(
            f"The {name!r} backend computes on the CPU, not on {options['device']!r}. Use 'torch' or 'cupy'."
        )
    if options.get("dtype", resolved.dtype) != resolved.dtype:
        raise ParameterError(f"The {name!r} backend computes in {resolved.dtype}, not in {options['dtype']!r}.")
    return resolved


def checked(recipe: Recipe) -> Recipe:
    """The recipe, after refusing what cannot be computed and warning of what the papers found unstable."""
    check_support(recipe.backend, recipe.parts())
    check_combination(recipe.constraints, recipe.allow)
    warn_of(recipe, stacklevel=3)
    return recipe


def _other_backend(own: Any, backend: Any, device: str | None, dtype: str | None) -> AbstractBackend:
    """A whole recipe's backend, or the one that shall take its place."""
    if backend is not None:
        return as_backend(backend, device, dtype)
    return as_backend(attrs.evolve(own, **_given(device=device, dtype=dtype)))


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
