"""The control words of RTF that reading its text needs (Rich Text Format 1.9.1): what they stand for or begin.

Pure: no I/O, no clock.
"""

SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "softline": "\n",
    "tab": "\t", "cell": "\t", "nestcell": "\t",
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "ltrmark": "", "rtlmark": "", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
"""Words that stand for text."""

SYMBOLS = {"~": "\u00a0", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n", "\t": "\t"}
"""Signs after a backslash that stand for text."""

ENDS_PARAGRAPH = frozenset({"par", "sect", "page", "row", "nestrow"})

SKIPPED = frozenset(
    {
        "colortbl", "info", "pict", "object", "objdata", "themedata", "colorschememapping", "datastore", "latentstyles",
        "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator", "xmlnstbl", "pntext", "listtext",
        "nonshppict", "shprslt", "datafield", "bkmkstart", "bkmkend", "atnid", "atnauthor", "annotation", "filetbl",
        "fontemb", "fontfile", "private", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "pgptbl", "xe", "tc", "userprops",
    }
)  # fmt: skip
"""Destinations whose content nobody sees in the text."""

SHOWN = frozenset({"shptxt", "fldrslt", "dptxbxtext"})
"""Destinations that are seen though they stand inside one that is not."""

CODEPAGES = {
    0: "cp1252", 1: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp437",
}  # fmt: skip
"""A font's \\fcharset to the codec of its bytes; 2 (symbol) has none."""

CODECS = frozenset(
    {
        "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850",
        "cp852", "cp866", "cp874", "cp932", "cp936", "cp949", "cp950", "mac-roman",
    }
)  # fmt: skip
"""What \\ansicpg may name; anything else is taken for windows-1252."""
