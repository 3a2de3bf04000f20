"""`--label`: the classes of what is generated."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ganreg.errors import ParameterError
from ganreg.gan import GAN

MOST_NAMED = 10
"""More classes than that are counted, not listed."""


def labels_of(gan: GAN, chosen: Sequence[int] | None, count: int) -> NDArray[np.int64] | None:
    """One class per sample: those that were chosen, or else all; None for a generator without classes.

    Raises:
        ParameterError: classes were chosen that cannot be had, or none where all are not known.
    """
    if "generator" not in gan.engine.labelled:
        if chosen:
            raise ParameterError(f"--label {chosen[0]}: this generator tells no classes apart. Leave --label out.")
        return None
    known = gan.classes
    if not chosen and known is None:
        raise ParameterError("This generator takes labels, and its run does not say how many: choose with --label.")
    if chosen and known is not None and not all(0 <= label < known for label in chosen):
        wrong = next(label for label in chosen if not 0 <= label < known)
        raise ParameterError(f"--label {wrong}: this generator knows {known} classes, 0 to {known - 1}.")
    if chosen and len(chosen) > count:
        raise ParameterError(f"--count {count}: fewer samples than the {len(chosen)} classes of --label.")
    return shared_out(chosen or range(known or 1), count)


def shared_out(classes: Sequence[int], count: int) -> NDArray[np.int64]:
    """One class per sample: all of the first class, then all of the second, evenly.

    >>> shared_out([3, 7], 5).tolist()
    [3, 3, 3, 7, 7]
    """
    return np.array(classes, dtype=np.int64)[np.arange(count) * len(classes) // count]


def named(label: NDArray[np.int64]) -> str:
    """The classes among labels, in words.

    >>> named(np.array([3, 3, 7])), named(np.array([4, 4])), named(np.arange(30) // 3), named(np.arange(20) * 2)
    ('classes 3 and 7', 'class 4', 'classes 0 to 9', '20 classes')
    """
    *others, last = list(dict.fromkeys(label.tolist()))
    if not others:
        return f"class {last}"
    if len(others) > 1 and [*others, last] == list(range(others[0], last + 1)):
        return f"classes {others[0]} to {last}"
    if len(others) >= MOST_NAMED:
        return f"{len(others) + 1} classes"
    return f"classes {', '.join(map(str, others))} and {last}"
