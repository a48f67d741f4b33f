"""Where a blob lies in the archive."""

import os.path


def blob_name(root: str, digest: str) -> str:
    """The file of the blob of this digest, or where it would be: text, since paths took a sixth of a pull's time."""
    name, once = f"{root}/{digest[:2]}/{digest}", f"{root}/{digest[:2]}/{digest[2:4]}/{digest}"
    # Names are text, see above.
    return once if os.path.exists(once) and not os.path.exists(name) else name  # noqa: PTH110
