"""Frozen values and enums, one module a noun. They import nothing of Intake but `errors`."""
