"""Everything that ganreg's conformance kit checks, on every backend that is installed."""

import subprocess
import sys

from ganreg.conformance import parametrize_with_checks


@parametrize_with_checks("ganreg-fisher")
def test_fisher_conforms(check):
    check()


def test_announcing_it_imports_no_constraint():
    code = "import ganreg_fisher.plugin, sys; sys.exit('ganreg_fisher.constraint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
