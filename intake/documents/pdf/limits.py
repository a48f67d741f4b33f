"""What one document or page may draw, whichever interpreter reads it.

Pure: no I/O, no clock.
"""

# Of drawing operators, in bytes: the own interpreter needs about half a second for a megabyte of the costliest, and
# pdfminer's, which is asked where the own one fails, two seconds. A page of text has 30 kB.
MAX_CONTENT = 10_000_000
MAX_REFERENCE = 3_000_000
# A page of small print has some 10,000 glyphs.
MAX_PAGE_GLYPHS = 100_000
# A form that draws forms that draw forms multiplies: an honest page has some hundred.
MAX_FIGURES = 5_000
# Forms in forms; honest writers nest some five.
MAX_FORMS = 20
# Saved graphics states; ISO 32000-1, Annex C, asks readers for 28.
MAX_SAVED = 5_000
# More areas than this are vector art, behind and before which anything may be.
MAX_PAINTS = 3_000


class LimitReached(Exception):
    """A limit on what one document may draw or hold; what was read until then is kept."""
