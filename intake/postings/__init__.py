"""Careers pages and posting files to postings, each field with its source words, and the rounds that they open.

The way through: `page` (what sort of page is it) -> `markdown` or `markup` (blocks) -> `outline` (which headings
are postings) -> `fields` (one posting of its sections) -> `rounds`. Pure: no I/O, no clock.
"""
