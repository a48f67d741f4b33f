"""A careers page in the child: bytes to postings.

Pure: no I/O, no clock.
"""

from intake.model.posting import PostingPage
from intake.postings.page import read_page


def read_posting_page(data: bytes, filename: str) -> PostingPage:
    """Every posting of a page or posting file; `filename` gives the format's hint and perhaps the page's date."""
    return read_page(data, filename)
