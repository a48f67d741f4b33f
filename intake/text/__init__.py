"""Charsets, HTML to text, mojibake, folding and sniffing: shared by message, documents, candidate, postings, matching.

Pure: no I/O, no clock.
"""
