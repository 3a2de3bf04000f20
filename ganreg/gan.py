"""A GAN: a recipe, the engine that computes it, and what was recorded."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from ganreg.backend import AbstractEngine, Batch, Terms
from ganreg.data import as_source, describe_source
from ganreg.data.samples import checked_samples
from ganreg.data.scaling import Scaling
from ganreg.data.source import AbstractSource
from ganreg.errors import DataError, NetworkError, ParameterError
from ganreg.export import export_generator
from ganreg.inferred import completed
from ganreg.labels import check_labelled, labels_for
from ganreg.metrics.given import as_metrics
from ganreg.params import Range
from ganreg.recipe import Recipe
from ganreg.training.callback import Callback, as_callback
from ganreg.training.history import History
from ganreg.training.loop import train
from ganreg.training.measurement import Measurement
from ganreg.training.progress import ProgressBar, interactive
from ganreg.training.run import RunFolder, RunWriter

Array = NDArray[Any]
SAMPLES_AT_ONCE = 8192
SEED = Range(0, 2**63 - 1, integer=True)


class GAN:
    """Made by `ganreg.build` or `ganreg.load`. Data go in and samples come out in the data's own units."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.history = History()
        self._engine: AbstractEngine | None = None
        self._source: AbstractSource | None = None
        self._folders: set[Path] = set()
        self._sample_calls = 0
        if recipe.data_shape is not None:
            self._bind(recipe.data_shape)

    # Training ---------------------------------------------------------------------------------------------------

    def fit(
        self,
        data: Any = None,
        iterations: int | None = None,
        *,
        callbacks: Iterable[Callback | Callable[..., Any]] = (),
        run: str | Path | None = None,
        checkpoint_every: int = 1000,
        metrics: Any = (),
        metrics_every: int = 1000,
        progress: bool | None = None,
    ) -> Self:
        """Train for so many more generator updates; a second `fit` continues where the first ended.

        Args:
            data: an array `(n, *shape)`, a path to a `.npy` or `.npz` file, a data set's name or object; may be left
                out where a former `fit` or the recipe names it.
            iterations: generator updates to add.
            callbacks: `ganreg.Callback` objects, or functions `f(gan, record)` called after each iteration.
            run: a folder for the recipe, the records and checkpoints.
            checkpoint_every: iterations between checkpoints, where `run` is given.
            metrics: names (`"modes"`), mappings (`{"name": "kid", "subsets": 10}`) or objects, whose scores are added
                to the records.
            metrics_every: iterations between two measurements.
            progress: whether to show a progress bar; by default only in a terminal.

        Raises:
            DataError: the data cannot be trained on, or a metric cannot be measured on them.
            NonFiniteError: a loss or gradient became NaN or infinite; the last good checkpoint stays.
            KeyboardInterrupt: Ctrl-C; a checkpoint of the last whole iteration is left in `run`.
        """
        if isinstance(iterations, bool) or not isinstance(iterations, int) or iterations < 1:
            raise ParameterError(
                f"iterations={iterations!r}, expected the number of generator updates, an integer ≥ 1."
            )
        if isinstance(checkpoint_every, bool) or not isinstance(checkpoint_every, int) or checkpoint_every < 1:
            raise ParameterError(f"checkpoint_every={checkpoint_every!r}, expected an integer ≥ 1.")
        listeners = [as_callback(callback) for callback in callbacks]
        measured = as_metrics(metrics)
        source = self._take_source(data)
        measurement = Measurement([metric.prepared(source) for metric in measured], metrics_every)
        self.recipe = attrs.evolve(self.recipe, iterations=self.iterations + iterations)
        if run is not None:
            listeners.insert(0, RunWriter(RunFolder(run), checkpoint_every))
        listeners.insert(0, measurement)  # whose scores are written, and seen by all others
        if interactive() if progress is None else progress:
            listeners.append(ProgressBar())
        train(self, source, iterations, listeners)
        return self

    def critic_step(self, real: Any, label: Any = None) -> Terms:
        """One critic update on real samples `(batch, *shape)`, for a loop of one's own; returns its terms.

        Networks with classes need the samples' labels `(batch,)`. Without `scaling` in the recipe or a former `fit`,
        samples are taken as they are.
        """
        x = self._taken(real)
        if self._engine is None:
            self._bind(x.shape[1:])
        return self.engine.critic_step(self.scaled(Batch(x, label)))

    def generator_step(self, real: Any = None, label: Any = None) -> Terms:
        """One generator update, for a loop of one's own; `real` only where the loss compares with real samples.

        Networks with classes need labels `(batch,)`: the classes of what is generated.
        """
        if self.recipe.loss.generator_needs_real and real is None:
            raise DataError(f"{type(self.recipe.loss).__name__} compares with real samples: generator_step(real).")
        if real is None and label is None:
            return self.engine.generator_step(None)
        return self.engine.generator_step(self.scaled(Batch(None if real is None else self._taken(real), label)))

    # Use --------------------------------------------------------------------------------------------------------

    def sample(self, n: int, *, label: Any = None, seed: int | None = None, averaged: bool | None = None) -> Array:
        """`n` generated samples `(n, *shape)` in the data's own units.

        Args:
            n: how many, ≥ 1.
            label: for a generator with classes: one for all samples, or one for each, `(n,)`.
            seed: the same number gives the same latents; by default each call gives new ones.
            averaged: whether by the generator's average, or by the generator as it stands; by default by the average
                where the recipe has one.

        Raises:
            ParameterError: a number is out of its range.
            DataError: labels are missing, wrong, or not wanted.
        """
        if isinstance(n, bool) or not isinstance(n, int) or n < 1:
            raise ParameterError(f"n={n!r}, expected the number of samples, an integer ≥ 1.")
        if seed is not None and not SEED.accepts(seed):
            raise ParameterError(f"seed={seed!r}, expected {SEED.describe()}, or None for new samples at each call.")
        engine, labels, averaged = self.engine, self._labels("generator", label, n), self._averaged(averaged)
        if seed is None:
            stream = engine.draws.stream("sample", update=self.iterations, evaluation=self._sample_calls)
            self._sample_calls += 1
        else:
            stream = engine.draws.stream("sample/seeded", evaluation=seed)
        latents = stream.normal((n, self.latent_dim))
        places = [slice(start, start + SAMPLES_AT_ONCE) for start in range(0, n, SAMPLES_AT_ONCE)]
        parts = [engine.sample(latents[rows], None if labels is None else labels[rows], averaged) for rows in places]
        return self.scaling.to_data(np.concatenate(parts))  # type: ignore[no-any-return]

    def scores(self, x: Any, label: Any = None) -> Array:
        """The critic's scores `(n,)` of samples `(n, *shape)` given in the data's own units, perhaps with labels."""
        samples = self.scaling.to_generator(self._taken(x))
        return self.engine.scores(samples, self._labels("critic", label, len(samples)))

    def slopes(self, x: Any, label: Any = None) -> Array:
        """The norms `(n,)` of the critic's gradient at samples, per unit of the generator's range."""
        samples = self.scaling.to_generator(self._taken(x))
        return self.engine.slopes(samples, self._labels("critic", label, len(samples)))

    def save(self, path: str | Path) -> None:
        """Write a run folder: recipe, records, and a checkpoint. `ganreg.load(path)` gives this GAN again."""
        _ = self.engine
        RunFolder(path).save(self)

    def export(self, path: str | Path) -> None:
        """Write the generator to a file that loads without ganreg; the suffix says which kind.

        - `.safetensors`: a PyTorch state dict, with names as in a sequential module (`3.weight`). Its metadata tell the
          layers, and offset and scale of the data's units: samples = offset + scale·G(z).
        - `.onnx`: a graph from `latent` `(n, latent_dim)`, and `label` `(n,)` for a GAN with classes, to `samples` in
          the data's units; needs `pip install "ganreg[onnx]"`, whatever the backend.

        Where the recipe has an average of the generator, that is exported. Batch norm is exported as it is used, with
        its running statistics.

        Raises:
            ParameterError: the suffix says no format.
            MissingDependencyError: PyTorch or ONNX is not installed.
        """
        export_generator(self, path)

    @classmethod
    def load(cls, path: str | Path, **changes: Any) -> Self:
        """The GAN of a run folder, in the state of its newest checkpoint.

        Args:
            path: the folder.
            changes: recipe fields to replace: `backend=` (another backend goes on from the same state), or `critic=`
                and `generator=` where they were objects of your own.

        Raises:
            CheckpointError: the folder is missing, damaged, or does not fit.
        """
        folder = RunFolder(path)
        arrays, iteration = folder.newest()
        gan = cls(Recipe.from_file(folder.recipe_file, **changes))
        gan.engine.import_state(arrays)
        gan.history = folder.read_records(iteration)
        gan.claim_folder(folder.path)
        return gan

    # Facts ------------------------------------------------------------------------------------------------------

    @property
    def engine(self) -> AbstractEngine:
        """What computes this GAN; there once the data's shape is known."""
        if self._engine is None:
            raise NetworkError("This GAN has no networks yet: call fit(data, …) first, or give data_shape= to build.")
        return self._engine

    @property
    def source(self) -> AbstractSource | None:
        """Where the last `fit` took its real samples from; None before the first."""
        return self._source

    @property
    def iterations(self) -> int:
        """Generator updates so far."""
        return 0 if self._engine is None else self._engine.updates("generator")

    @property
    def latent_dim(self) -> int:
        """Numbers per latent."""
        assert self.recipe.latent_dim is not None
        return self.recipe.latent_dim

    def scaled(self, batch: Batch) -> Batch:
        """A batch in the generator's range."""
        return batch if batch.x is None else Batch(self.scaling.to_generator(batch.x), batch.label)

    def belongs_to(self, folder: Path) -> bool:
        """Whether a folder is one that this GAN was saved to or loaded from."""
        return folder.resolve() in self._folders

    def claim_folder(self, folder: Path) -> None:
        """Remember where this GAN is saved."""
        self._folders.add(folder.resolve())

    @property
    def classes(self) -> int | None:
        """How many classes the networks tell apart; None if they take no labels, or are modules of a user's own."""
        return None if self.recipe.data_shape is None else self.recipe.classes()

    @property
    def scaling(self) -> Scaling:
        """From the data's units to the generator's range."""
        return self.recipe.scaling or Scaling()

    def _taken(self, x: Any) -> Array:
        return checked_samples(x, self.recipe.data_shape)

    def _take_source(self, data: Any) -> AbstractSource:
        """The source to train on, checked; binds the networks to its shape if that is not done."""
        if data is None and self._source is None and self.recipe.data is None:
            raise DataError("No data: fit(data, iterations=…) with an array, a file or a data set's name.")
        if data is not None or self._source is None:
            given = self.recipe.data if data is None else data
            source = as_source(given)
            source.check(self.recipe.batch_size)
            shape = self.recipe.data_shape
            if shape is not None and shape != source.shape:
                raise DataError(f"Samples of shape {source.shape}, but the networks are made for {shape}.")
            recipe = completed(self.recipe, source.shape, source) if self._is_open else self.recipe
            engine = self._engine or recipe.backend.engine(recipe)
            check_labelled(source, recipe, engine)
            self._engine, self.recipe = engine, attrs.evolve(recipe, data=describe_source(given))
            self._source = source
        return self._source

    @property
    def _is_open(self) -> bool:
        """Whether something of the recipe is still to be taken from the data."""
        return self._engine is None or self.recipe.scaling is None

    def _averaged(self, averaged: bool | None) -> bool:
        """Whether the generator's average is meant."""
        there = bool(self.engine.state.generator.average)
        if averaged and not there:
            raise ParameterError(
                f"averaged={averaged!r}, but this GAN keeps no average of its generator. Build it with average='ema'."
            )
        return there if averaged is None else averaged

    def _labels(self, player: str, label: Any, n: int) -> NDArray[np.int64] | None:
        return labels_for(self.engine, player, label, n, self.classes)

    def _bind(self, shape: tuple[int, ...]) -> None:
        """Infer what the shape determines, then make the engine."""
        recipe = completed(self.recipe, shape)
        self._engine = recipe.backend.engine(recipe)
        self.recipe = recipe


def load(path: str | Path, **changes: Any) -> GAN:
    """The GAN of a run folder, in the state of its newest checkpoint; see `GAN.load`."""
    return GAN.load(path, **changes)
