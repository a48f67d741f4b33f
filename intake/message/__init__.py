"""Bytes of a mail to a `Message`: headers, parts, text, kind, forwards; `parse.parse_message` is the way in.

Pure: no I/O, no clock.
"""
