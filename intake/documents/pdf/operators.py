"""The operators of a content stream by pattern: each with its operands in one match, as writers mostly write them.

`OPERATOR` always matches where the one before ended: what it does not know it gives as `ODD`, one byte to be read by
`tokens.py`. No pattern goes back over what it has matched, so that none takes more than linear time (ISO 32000-1,
7.8.2; Annex A). Pure: no I/O, no clock.
"""

import re

_GAP = rb"[\s\0]*+"
_NUMBERS = rb"(?:[-+.\d]{1,30}+\s++){0,6}+"
_NAME = rb"[^#/%\[\]()<>{}\s]*+"
_KEYWORD = rb"[A-Za-z]" + _NAME + rb"|['\"]"
_PLAIN_STRING = rb"\((?:[^()\\]++|\\[\s\S])*+\)"
# With parentheses inside, one level of them.
_INSIDE = rb"(?:[^()\\]++|\\[\s\S]|" + _PLAIN_STRING + rb")*+"
_STRING = rb"\(" + _INSIDE + rb"\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_END = rb"(?![^#/%\[\]()<>{}\s])"
# All of a path after its first operator, up to what paints it.
_PATH = rb"(?:\s++(?:" + _NUMBERS + rb"(?:[mlcvy]|re)|h)(?=\s))*+"

OPERATOR = re.compile(
    _GAP
    + rb"(?:("
    + _NUMBERS
    + rb")(?:(m|re)(?=\s)("
    + _PATH
    + rb")|("
    + _KEYWORD
    + rb"))"
    + rb"|\[((?:[^\[\]()<>%/{}]++|"
    + _STRING
    + rb"|"
    + _HEX
    + rb")*+)\]\s*+TJ"
    + _END
    + rb"|\(("
    + _INSIDE
    + rb")\)\s*+Tj"
    + _END
    + rb"|<([0-9A-Fa-f\s]*+)>\s*+Tj"
    + _END
    + rb"|/("
    + _NAME
    + rb")\s++("
    + _NUMBERS
    + rb")("
    + _KEYWORD
    + rb")|/"
    + _NAME
    + rb"\s*+<<((?:[^<>()%]++|"
    + _STRING
    + rb"|"
    + _HEX
    + rb")*+)>>\s*+BDC"
    + _END
    + rb"|(\[)[-+.\d\s]*+\]\s*+[-+.\d]++\s++d"
    + _END
    + rb"|([\s\S])|\Z)"
)

# The groups of OPERATOR, of which the last one that matched tells the form.
NUMBERS, PATH_START, PATH, PLAIN, ARRAY, STRING, HEX, NAME, NAME_NUMBERS, NAMED, TAGGED, DASH, ODD = range(1, 14)

ELEMENTS = re.compile(rb"\(([^()]*+)\)([^(]*+)")
"""Strings of an array without escapes or hexadecimal, each with the number behind it."""

HEX_ELEMENTS = re.compile(rb"<([^>]*+)>([^<]*+)")

MIXED_ELEMENTS = re.compile(rb"(?:\((" + _INSIDE + rb")\)|<([^>]*+)>)([^(<]*+)")
