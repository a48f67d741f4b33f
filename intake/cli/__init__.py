"""The command line: one module a command group. It renders and holds no logic."""
