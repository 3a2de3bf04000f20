"""The plugin is installed in all of these tests."""

import pytest
from free_forms.registered import announced  # noqa: F401


@pytest.fixture(autouse=True)
def installed(announced):  # noqa: F811
    """The plugin's components by name."""
