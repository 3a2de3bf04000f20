"""What NumPy's, CuPy's and PyTorch's arrays have in common beyond the array API."""

METHODS = frozenset({"all", "any", "clip", "flatten", "max", "mean", "min", "prod", "ravel", "reshape", "sum"})
"""Methods that all three have, with the function's name, for a whole array: `norms.mean()`."""

STRICT = "strict"
"""The backend that shows portability, and on which nobody trains."""


def forgiven(error: BaseException) -> str:
    """What a formula uses that array-api-strict refuses and every backend of ganreg has, in words; or nothing."""
    name = getattr(error, "name", None)
    if isinstance(error, AttributeError) and name in METHODS and _is_strict(getattr(error, "obj", None)):
        return f"it uses the method .{name}(), which the array API has as a function xp.{name}(…) only"
    return ""


def _is_strict(array: object) -> bool:
    return type(array).__module__.partition(".")[0] == "array_api_strict"
