"""The announcement of these layers: data, nothing is imported."""

from ganreg import ComponentSpec

AOL = "Prach and Lampert 2022 (arXiv 2208.03160), theorem 1"
SNAKE = "Ziyin, Hartwig, Ueda 2020 (arXiv 2006.08195), section 4"


def aol(torch="foreign_layers.aol_torch:Rescaled", **details):
    """A layer for torch alone, with a forward formula for an oracle."""
    oracle = {"oracle": "foreign_layers.aol_oracle:Aol"}
    target = {"target": "foreign_layers.aol:Aol", "implementations": {"torch": torch}, "source": AOL}
    return ComponentSpec(**{"kind": "layer", "name": "aol", **target, **oracle, **details})


def snake(**details):
    """An activation for torch and every array backend, with all derivatives by hand."""
    given = {
        "kind": "layer",
        "name": "snake",
        "target": "foreign_layers.snake:Snake",
        "implementations": {"torch": "foreign_layers.snake_torch:Snake", "numpy": "foreign_layers.snake_array:Snake"},
        "oracle": "foreign_layers.snake_oracle:Snake",
        "source": SNAKE,
    }
    return ComponentSpec(**given | details)


def ganreg_components():
    """Both."""
    yield aol()
    yield snake()
