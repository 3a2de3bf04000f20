"""Array computations recorded once, and repeated from memory that is kept.

A formula over the array API is called once with arrays that remember what is done with them. What comes out is a
program: the same operations in the same order, each writing to an array that is already there. Repeating it costs what
the operations cost, and nothing for the Python around them, for new memory, or for views.
"""

from ganreg_array.program.known import SharedResultError
from ganreg_array.program.number import NotRecordable, Number
from ganreg_array.program.program import Program
from ganreg_array.program.recorder import Recorder

__all__ = ["NotRecordable", "Number", "Program", "Recorder", "SharedResultError"]
