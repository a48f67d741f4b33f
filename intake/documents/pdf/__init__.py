"""PDF to text in the order of the content stream, on pdfminer.six (the only importer of it).

Resume writers put columns into the content stream in reading order, so the order of drawing is kept and no layout
is guessed. Pure: no I/O, no clock.
"""
