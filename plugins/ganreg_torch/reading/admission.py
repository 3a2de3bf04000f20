"""What a module may not have, whatever its layers are: things that act behind the forward pass."""

from torch import nn
from torch.nn.parameter import UninitializedParameter
from torch.nn.utils.parametrize import is_parametrized

from ganreg_torch.reading.place import Place

HOOKS = ("_forward_pre_hooks", "_forward_hooks", "_backward_pre_hooks", "_backward_hooks")
PLAIN = "Remove it; a specified network has none, and would be another function."


def admit(module: nn.Module) -> None:
    """Raise `UnsupportedError` for a module that has hooks, reparametrised weights or no weights yet."""
    for path, part in module.named_modules():
        place = Place(path, type(part).__name__)
        if is_parametrized(part):
            place = Place(path, type(part).__bases__[0].__name__)
            kinds = sorted({type(kind).__name__ for row in part.parametrizations.values() for kind in row})
            place.refuse(f"its weights are computed by the parametrization {', '.join(kinds)}", PLAIN)
        for name, weight in part.named_parameters(recurse=False):
            if isinstance(weight, UninitializedParameter):
                place.refuse(f"its {name} has no shape yet", "Call the module once on samples.")
            if weight._backward_hooks:
                place.refuse(f"its {name} has a hook on its gradient", PLAIN)
        for hook in (hook for kind in HOOKS for hook in getattr(part, kind).values()):
            place.refuse(f"it has the hook {_name(hook)}", PLAIN)


def _name(hook: object) -> str:
    return str(getattr(hook, "__qualname__", type(hook).__name__))
