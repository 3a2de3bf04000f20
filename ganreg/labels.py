"""Labels: one class number per sample, 0 to classes − 1."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ganreg.errors import DataError, UnsupportedError

if TYPE_CHECKING:
    from ganreg.backend import AbstractEngine
    from ganreg.data.source import AbstractSource
    from ganreg.recipe import Recipe


def checked_labels(label: Any, n: int, classes: int | None) -> NDArray[np.int64]:
    """Labels `(n,)` as integers.

    Args:
        label: whole numbers `(n,)`, of any numeric dtype.
        n: how many samples there are.
        classes: labels are 0 to `classes` − 1; None if nobody knows how many there are.

    Raises:
        DataError: labels are missing, not one per sample, no whole numbers, or out of range.
    """
    if label is None:
        raise DataError(f"Labels are missing: the networks tell {_of(classes)}apart, so each sample needs its class.")
    given = np.asarray(label)
    if given.shape != (n,):
        raise DataError(f"Labels of shape {given.shape} for {n} samples, expected ({n},): one class per sample.")
    if given.dtype.kind not in "iu" and not (given.dtype.kind == "f" and np.all(np.mod(given, 1) == 0)):
        raise DataError(f"Labels of dtype {given.dtype} that are no whole numbers, expected classes 0, 1, 2, ….")
    whole = given.astype(np.int64)
    out = whole[(whole < 0) | (whole >= classes)] if classes is not None else whole[whole < 0]
    if out.size:
        last = "" if classes is None else f" to {classes - 1}"
        raise DataError(f"There is a label {out[0]}, but the networks know {_of(classes)}numbered 0{last}.")
    return whole


def _of(classes: int | None) -> str:
    return "classes " if classes is None else f"{classes} classes "


def labels_for(
    engine: "AbstractEngine", player: str, label: Any, n: int, classes: int | None
) -> NDArray[np.int64] | None:
    """The labels of `n` samples for one player's network: one for all becomes one for each.

    Raises:
        DataError: labels are missing, wrong, or not wanted.
    """
    if player not in engine.labelled:
        if label is not None:
            raise DataError(f"There is a label, but this {player} takes none. Leave it out.")
        return None
    if label is None:
        known = "" if classes is None else f", 0 to {classes - 1}"
        raise DataError(f"This {player} tells classes apart: give label=, one for all samples or one for each{known}.")
    return checked_labels(np.full(n, label) if np.ndim(label) == 0 else label, n, classes)


def check_labelled(source: "AbstractSource", recipe: "Recipe", engine: "AbstractEngine") -> None:
    """Find out before training whether the data have the labels that the networks take.

    Raises:
        DataError: they have none, or others.
        UnsupportedError: they have some, and the networks take none.
    """
    label = source.batch(recipe.batch_size, engine.draws, 0).label
    if not engine.labelled:
        if label is not None:
            raise UnsupportedError(
                "The data have labels, but these networks take none. Give samples alone (of a file with labels: "
                "{'path': …, 'labels': False}); labels of an integer type, by which mlp, dcgan and resnet become "
                "conditional; or modules called with (x, label), on 'torch'."
            )
        return
    if label is None:
        raise DataError(
            f"The data have no labels, but this GAN needs some, for its {' and its '.join(engine.labelled)}. Give "
            "(x, labels), or a data set with labels: {'name': 'digits', 'labels': True}, on the command line "
            "--set data.labels=true."
        )
    known = recipe.classes()
    if known is not None:
        checked_labels(label, recipe.batch_size, known)
        if source.classes is not None and source.classes > known:
            raise DataError(
                f"There is a label {source.classes - 1}, but the networks know {known} classes, 0 to {known - 1}."
            )
