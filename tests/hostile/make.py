"""Writes the hostile inputs as mails, for looking at them or sending them elsewhere.

python -m tests.hostile.make [--size small|full] [FOLDER]
"""

import argparse
import sys
from pathlib import Path

from tests.hostile import mails, papers, pdfs
from tests.hostile.catalogue import Input, Size

INPUTS: tuple[Input, ...] = (*mails.catalogue.inputs, *pdfs.catalogue.inputs, *papers.catalogue.inputs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("var/hostile"))
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for made in INPUTS:
        (chosen.folder / f"{made.name}.eml").write_bytes(made.make(Size(chosen.size == "full")))
    sys.stdout.write(f"{len(INPUTS)} mails in {chosen.folder}\n")


if __name__ == "__main__":
    main()
