"""Intake turns the mail of a hiring mailbox into complete, deadline-judged applications."""

__version__ = "0.1.0"
