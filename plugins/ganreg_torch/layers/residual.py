"""Two paths from the same input, added."""

import torch

from ganreg_torch.layers.chain import Chain
from ganreg_torch.layers.labelled import Labelled


class Sum(Labelled):
    """body(x) + shortcut(x); an empty path is x itself."""

    def __init__(self, body: Chain, shortcut: Chain) -> None:
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x: torch.Tensor, label: torch.Tensor | None = None) -> torch.Tensor:
        """The labels, if there are any, go along both paths."""
        along_body: torch.Tensor = self.body(x, label)
        along_shortcut: torch.Tensor = self.shortcut(x, label)
        return along_body + along_shortcut
