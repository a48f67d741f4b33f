"""Text that was decoded by the wrong charset somewhere on its way ("â€™" for an apostrophe), mended by ftfy.

Only the encoding is mended: quotes, ligatures and widths stay as they are written. Pure: no I/O, no clock.
"""

import ftfy

_ENCODING_ONLY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=True,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


def mend(s: str) -> str:
    """`s` with mojibake undone, line by line; text without any comes back as it is."""
    return s if s.isascii() else ftfy.fix_text(s, _ENCODING_ONLY)
