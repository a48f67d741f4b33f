"""Bytes to a Document: what it says, what kind it is, or the status that says why it could not be read.

`read.py` is the way in; one small module a format. Pure: no I/O, no clock.
"""
