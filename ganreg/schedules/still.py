"""Components without their moving numbers: what a compiled function is compiled for, and what it is called with.

A schedule or a state puts other numbers into a component at each update. Compiled with them, a step would have to be
compiled again each time. So they are taken out, and given to the compiled function as arguments.
"""

from typing import Any

import attrs

from ganreg.schedules.settled import replaced

Numbers = dict[str, Any]


def parted(original: Any, now: Any) -> tuple[Any, Numbers]:
    """A component that stays as it is, and the numbers to put into it: `replaced(still, **numbers)` is `now`.

    Args:
        original: the recipe's component.
        now: the same as it stands at an update, its schedules settled and its state put in.
    """
    numbers, others = {}, {}
    for field in attrs.fields(type(original)):
        before, value = getattr(original, field.name), getattr(now, field.name)
        # What equality does not see must not be compiled in: another component would be taken for this one.
        if _moves(field, value) and (value is not before or not field.eq):
            numbers[field.name] = float(value) if isinstance(value, (int, float)) else value
        elif value is not before and value != before:
            others[field.name] = value
    return (replaced(original, **others) if others else original), numbers


def _moves(field: "attrs.Attribute[Any]", value: Any) -> bool:
    """Whether a field's value is a number or an array that may be an argument; whole numbers count things as a rule."""
    if isinstance(value, (bool, int)):
        return bool(field.metadata.get("schedulable")) and not isinstance(value, bool)
    return isinstance(value, float) or hasattr(value, "dtype")
