"""Each layer by PyTorch and by the reference, with all that the array backends return of it."""

import numpy as np
import torch
from torch.nn import functional

from ganreg.registry import registry
from ganreg_reference.layers import batch_layer
from ganreg_torch.layers import module_of


def norm_in_torch(layer, x, w, labels):
    running = (w.get("running_mean"), w.get("running_var"))
    u = functional.batch_norm(x, *running, training=running[0] is None, eps=layer.epsilon)
    if "weight" not in w:
        return u
    weight, bias = (w[name] if labels is None else w[name][labels] for name in ("weight", "bias"))
    ones = (1,) * (x.ndim - 2)
    return u * weight.reshape(*weight.shape, *ones) + bias.reshape(*bias.shape, *ones)


def sorted_in_torch(layer, x, w, labels):
    return x.unflatten(1, (-1, layer.size)).sort(dim=2).values.flatten(1, 2)


def path_in_torch(layers, x, w, labels, name):
    for index, layer in enumerate(layers):
        prefix = f"{name}.{index}."
        own = {full.removeprefix(prefix): value for full, value in w.items() if full.startswith(prefix)}
        x = value_in_torch(layer, x, own, labels)
    return x


IN_TORCH = {
    "average_pool": lambda layer, x, w, _: functional.avg_pool2d(x, layer.kernel, layer.stride),
    "batch_norm": lambda layer, x, w, _: norm_in_torch(layer, x, w, None),
    "class_projection": lambda layer, x, w, labels: (
        functional.linear(x, w["weight"], w["bias"]) + (w["embedding"][labels] * x).sum(1, keepdim=True)
    ),
    "conditional_batch_norm": norm_in_torch,
    "constant": lambda layer, x, w, _: torch.stack([w["weight"] + 0 * one.sum() for one in x]),
    "conv2d": lambda layer, x, w, _: functional.conv2d(x, w["weight"], w.get("bias"), layer.stride, layer.padding),
    "conv_transpose2d": lambda layer, x, w, _: functional.conv_transpose2d(
        x, w["weight"], w.get("bias"), layer.stride, layer.padding, layer.output_padding
    ),
    "dense": lambda layer, x, w, _: functional.linear(x, w["weight"], w.get("bias")),
    "elu": lambda layer, x, w, _: functional.elu(x, layer.alpha),
    "embedding": lambda layer, x, w, labels: torch.cat([x, w["weight"][labels]], 1),
    "flatten": lambda layer, x, w, _: x.flatten(1),
    "gelu": lambda layer, x, w, _: functional.gelu(x, approximate="tanh" if layer.approximate else "none"),
    "group_norm": lambda layer, x, w, _: torch.group_norm(
        x, layer.groups, w.get("weight"), w.get("bias"), layer.epsilon
    ),
    "group_sort": sorted_in_torch,
    "layer_norm": lambda layer, x, w, _: functional.layer_norm(
        x, x.shape[1:], w.get("weight"), w.get("bias"), layer.epsilon
    ),
    "leaky_relu": lambda layer, x, w, _: functional.leaky_relu(x, layer.slope),
    "relu": lambda layer, x, w, _: functional.relu(x),
    "reshape": lambda layer, x, w, _: x.reshape(len(x), *layer.shape),
    "residual": lambda layer, x, w, labels: (
        path_in_torch(layer.body, x, w, labels, "body") + path_in_torch(layer.shortcut, x, w, labels, "shortcut")
    ),
    "sigmoid": lambda layer, x, w, _: torch.sigmoid(x),
    "silu": lambda layer, x, w, _: functional.silu(x),
    "softplus": lambda layer, x, w, _: functional.softplus(x, layer.beta, threshold=1e9),
    "tanh": lambda layer, x, w, _: torch.tanh(x),
    "upsample": lambda layer, x, w, _: functional.interpolate(x, scale_factor=layer.scale, mode="nearest"),
}


def value_in_torch(layer, x, weights, labels):
    return IN_TORCH[registry().describe(layer)["name"]](layer, x, weights, labels)


def value_of_module(case, x, weights, labels):
    """What the torch backend's own module makes of x."""
    module = module_of(case.layer, case.shape).double().train(not case.in_use)
    return torch.func.functional_call(module, weights, (x,) if labels is None else (x, labels))


def in_torch(case, given, sets=(slice(None),), value=lambda case, *rest: value_in_torch(case.layer, *rest)):
    """y, ẏ, the derivatives of ȳ·y and those of ȳ·y + ẏ̄·ẏ, by PyTorch's double backward."""
    x, x_dot = (torch.tensor(array, requires_grad=True) for array in (given.x, given.x_dot))
    weights = {name: torch.tensor(value, requires_grad="running" not in name) for name, value in given.weights.items()}
    labels = None if given.labels is None else torch.tensor(given.labels)
    parts = [(x[rows], None if labels is None else labels[rows]) for rows in sets]
    y = torch.cat([value(case, part, weights, own) for part, own in parts])
    trained = {name: value for name, value in weights.items() if value.requires_grad}
    first = ("x_bar", *(f"first {name}" for name in trained))
    second = ("second_x_bar", "x_dot_bar", *(f"second {name}" for name in trained))
    rest = {"materialize_grads": True, "retain_graph": True}
    paired = (torch.tensor(given.y_bar) * y).sum()
    v = torch.tensor(given.y_dot_bar, requires_grad=True)
    pulled = (torch.autograd.grad(y, x, v, create_graph=True)[0] * x_dot).sum()
    found = {"y": y.detach(), "y_dot": torch.autograd.grad(pulled, v, **rest)[0]}
    found |= dict(zip(first, torch.autograd.grad(paired, [x, *trained.values()], **rest), strict=True))
    twice = torch.autograd.grad(paired + pulled, [x, x_dot, *trained.values()], **rest)
    return found | dict(zip(second, twice, strict=True))


def in_reference(case, given, sets=(slice(None),)):
    """The same by the reference; gradients in the weights are summed over the sets."""
    layer, found = batch_layer(case.layer, case.in_use), []
    for rows in sets:
        labels = None if given.labels is None else given.labels[rows]
        at = (given.x[rows], given.weights, labels)
        x_bar, first = layer.backward(*at, given.y_bar[rows])
        rest = (given.x_dot[rows], given.y_bar[rows], given.y_dot_bar[rows])
        second_x_bar, x_dot_bar, second = layer.tangent_backward(*at, *rest)
        arrays = {"y": layer.forward(*at), "x_bar": x_bar, "y_dot": layer.tangent(*at, given.x_dot[rows])}
        arrays |= {"second_x_bar": second_x_bar, "x_dot_bar": x_dot_bar}
        summed = {f"first {name}": value for name, value in first.items()}
        found.append((arrays, summed | {f"second {name}": value for name, value in second.items()}))
    joined = {name: np.concatenate([arrays[name] for arrays, _ in found]) for name in found[0][0]}
    return joined | {name: sum(gradients[name] for _, gradients in found) for name in found[0][1]}


def assert_equal(found, expected):
    """Each number, to 1e-9 of the largest one of its array or of 1."""
    assert set(found) == set(expected)
    for name, value in expected.items():
        scale = max(1.0, np.max(np.abs(np.asarray(value)), initial=0))
        np.testing.assert_allclose(found[name] / scale, value / scale, rtol=0, atol=1e-9, err_msg=name)
