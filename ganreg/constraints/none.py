"""No constraint."""

import attrs

from ganreg.claim import Claim
from ganreg.constraints.abstract import AbstractConstraint


@attrs.frozen(kw_only=True)
class NoConstraint(AbstractConstraint):
    """The critic is left free, as in the first GAN paper. With the Wasserstein loss it diverges.

    Source: Goodfellow et al. 2014 (arXiv 1406.2661), Algorithm 1.
    """

    name = "none"
    claim = Claim("circles", "with the non-saturating loss", "Mescheder et al. 2018 (arXiv 1801.04406), section 3")
