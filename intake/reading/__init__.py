"""Bytes to values in child processes: nothing that a stranger sent is read anywhere else (security.md).

`Reader` is the way in. The modules that run in the child (message, document, page, render) call the pure packages.
"""

from intake.reading.endings import ReadersUnavailable
from intake.reading.layers import Layer
from intake.reading.profiles import SandboxSettings
from intake.reading.reader import READERS_VERSION, Reader

__all__ = ["READERS_VERSION", "Layer", "Reader", "ReadersUnavailable", "SandboxSettings"]
