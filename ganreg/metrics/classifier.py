"""Classifiers learned from labelled data, by scikit-learn."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganreg.data.source import AbstractSource
from ganreg.errors import DataError, MissingDependencyError
from ganreg.metrics.reals import Reals

Classifier = Callable[[NDArray[Any]], NDArray[Any]]


def fitted_labels(source: AbstractSource) -> Classifier:
    """A support vector machine with RBF kernel, from samples `(n, *shape)` to labels `(n,)`.

    Raises:
        DataError: the source has no labels, or no end.
        MissingDependencyError: scikit-learn is not installed.
    """
    x, label = _labelled(source)
    svc = _sklearn("svm").SVC().fit(_flat(x), label)
    return lambda samples: np.asarray(svc.predict(_flat(samples)))


def fitted_probabilities(source: AbstractSource) -> Classifier:
    """A multilayer perceptron of 64 units, from samples `(n, *shape)` to probabilities `(n, classes)`.

    Raises:
        DataError: the source has no labels, or no end.
        MissingDependencyError: scikit-learn is not installed.
    """
    x, label = _labelled(source)
    scale = np.abs(_flat(x)).max() or 1.0
    mlp = _sklearn("neural_network").MLPClassifier((64,), solver="lbfgs", alpha=0.1, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", _sklearn("exceptions").ConvergenceWarning)  # it classifies all the same
        mlp.fit(_flat(x) / scale, label)
    return lambda samples: np.asarray(mlp.predict_proba(_flat(samples) / scale))


def _labelled(source: AbstractSource) -> tuple[NDArray[Any], NDArray[Any]]:
    batch = Reals(source).everything() if source.size is not None else None
    if batch is None or batch.label is None:
        raise DataError(
            "No classifier, and these data have no labels to learn one from. Give classifier=, a function from samples "
            "to labels or probabilities, or labelled data ({'name': 'digits', 'labels': True})."
        )
    return np.asarray(batch.x), np.asarray(batch.label)


def _flat(x: NDArray[Any]) -> NDArray[np.float64]:
    return np.reshape(np.asarray(x, dtype=np.float64), (len(x), -1))


def _sklearn(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"sklearn.{module}")
    except ImportError as error:
        raise MissingDependencyError(
            f'A classifier of the data needs scikit-learn ({error}). Install it: pip install "ganreg[data]"'
        ) from error
