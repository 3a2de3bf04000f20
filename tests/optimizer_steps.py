"""Every optimizer with some parameters, and the way that one takes."""

import numpy as np

from ganreg.optimizers import SGD, Adam, AdamW, AMSGrad, Momentum, Nesterov, Optimistic, OptimisticAdam, RMSProp

ALL = [
    SGD(lr=0.1),
    SGD(lr=0.1, momentum=0.9),
    RMSProp(lr=0.01),
    RMSProp(lr=0.01, decay=0.5, epsilon=0.1),
    Adam(lr=0.1),
    Adam(lr=0.01, beta1=0.0, beta2=0.9),
    Adam(lr=0.1, beta1=0.5, beta2=0.75, epsilon=0.5),
    Momentum(lr=0.1),
    Nesterov(lr=0.1, momentum=0.5),
    Nesterov(lr=0.1, momentum=0.0),
    RMSProp(lr=0.01, decay=0.5, epsilon=0.1, centred=True),
    AdamW(lr=0.1),
    AdamW(lr=0.1, beta1=0.5, beta2=0.75, epsilon=0.5, weight_decay=0.3),
    AMSGrad(lr=0.1),
    AMSGrad(lr=0.1, beta1=0.5, beta2=0.25, epsilon=0.5),
    AMSGrad(lr=0.1, beta1=0.5, beta2=0.25, bias_correction=False),
    Optimistic(lr=0.1),
    OptimisticAdam(lr=0.1),
    OptimisticAdam(lr=0.1, beta1=0.5, beta2=0.75, epsilon=0.5),
]


def path(optimizer, gradients, start=1.0, xp=np, dtype="float64"):
    """θ after each step from a start with the given gradients."""
    make = lambda value: {"w": xp.asarray([value], dtype=getattr(xp, dtype))}  # noqa: E731
    params = make(start)
    state, found = optimizer.init(params, xp), []
    for gradient in gradients:
        params, state = optimizer.update(make(gradient), state, params, xp)
        found.append(float(params["w"][0]))
    return found
