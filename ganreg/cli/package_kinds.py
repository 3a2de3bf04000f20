"""The kinds of component of which a first package can be written, and what its texts say of each."""

import attrs

from ganreg.discovery import KINDS
from ganreg.errors import ParameterError, did_you_mean


@attrs.frozen
class PackageKind:
    """What differs from kind to kind outside of the templates themselves.

    Args:
        kind: as a plugin announces it.
        noun: what one is called.
        source: where the template's own formula is published.
        try_it: the options of `ganreg train` with which it takes part.
    """

    kind: str
    noun: str
    source: str
    try_it: str

    @property
    def module(self) -> str:
        """The file of the component, without `.py`."""
        return self.kind


GIVEN = {
    one.kind: one
    for one in (
        PackageKind(
            "constraint",
            "constraint",
            "Petzka et al. 2018, arXiv 1709.08894, eq. 8",
            "--constraint $component --set constraint.weight=5",
        ),
        PackageKind("loss", "loss", "Mao et al. 2017, arXiv 1611.04076, eq. 8", "--loss $component"),
        PackageKind(
            "points",
            "point set",
            "Gulrajani et al. 2017, arXiv 1704.00028, Algorithm 1",
            "--constraint gp --set constraint.points=$component",
        ),
        PackageKind(
            "norm",
            "norm",
            "Gulrajani et al. 2017, arXiv 1704.00028, eq. 3, over √d",
            "--constraint gp --set constraint.norm=$component",
        ),
        PackageKind(
            "optimizer",
            "optimizer",
            "Kingma and Ba 2015, arXiv 1412.6980, Algorithm 1, first moment",
            "--constraint gp --optimizer $component --lr 0.01",
        ),
        PackageKind(
            "layer",
            "layer",
            "Ziyin et al. 2020, arXiv 2006.08195, section 4",
            "--constraint gp --set critic.activation=$component",
        ),
        PackageKind(
            "average", "average", "Yazıcı et al. 2019, arXiv 1806.04498", "--constraint gp --average $component"
        ),
        PackageKind(
            "metric",
            "metric",
            "Székely and Rizzo 2013, eq. 2 and 3",
            "--constraint gp --metric $component --metrics-every 100",
        ),
    )
}


def package_kind(kind: str) -> PackageKind:
    """The kind that somebody asks for.

    Raises:
        ParameterError: there is none of that name, or no template; says which there are.
    """
    if kind in GIVEN:
        return GIVEN[kind]
    there = ", ".join(GIVEN)
    if kind not in KINDS:
        raise ParameterError(
            f"There is no kind of component {kind!r}.{did_you_mean(kind, KINDS)} Expected one of {there}."
        )
    raise ParameterError(
        f"There is no template of a package for the kind {kind!r}; there are some for {there}. Take one of those: its "
        "pyproject.toml, plugin.py and tests stay as they are but for the kind. The documentation for plugin authors "
        "(docs/plugins/) has an example of each kind."
    )
