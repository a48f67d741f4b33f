"""`python -m intake` and the console script: runs a command and turns errors into sentences and exit statuses."""

import os
import sys

from intake import heap
from intake.errors import ConfigError, IntakeError


def main() -> None:
    """Runs the command line; exit status 0 done, 1 an operation failed, 2 command line or configuration wrong."""
    heap.load_undisturbed()
    from intake.cli.main import app

    try:
        app()
    except ConfigError as error:
        for problem in error.problems:
            print(f"intake: {problem}", file=sys.stderr)
        sys.exit(2)
    except IntakeError as error:
        print(f"intake: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has seen enough; the interpreter must not complain while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
