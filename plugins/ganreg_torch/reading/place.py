"""Where in a module something is, and how it is refused."""

from typing import NoReturn

import attrs

from ganreg.errors import UnsupportedError

INSTEAD = (
    "Train the module itself on backend='torch', which takes any nn.Module, or write the network as a specification."
)


@attrs.frozen
class Place:
    """A part of a user's module.

    Args:
        path: its name, as `named_modules` gives it; empty for the module itself.
        kind: the name of its class.
        what: the function called there, if it is not the part as a whole.
    """

    path: str
    kind: str
    what: str = ""

    def __str__(self) -> str:
        part = f"{self.path} ({self.kind})" if self.path else f"the module ({self.kind})"
        return f"{self.what} in {part}" if self.what else part

    def refuse(self, why: str, instead: str = INSTEAD, cause: BaseException | None = None) -> NoReturn:
        """Raise `UnsupportedError`: what cannot be read, why, and what to do."""
        raise UnsupportedError(f"read_network cannot read {self}: {why}. {instead}") from cause
