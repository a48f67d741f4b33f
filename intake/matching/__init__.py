"""A Reading and its Context in, a Decision out: by rules that a works council can read. Pure: no I/O, no clock."""
