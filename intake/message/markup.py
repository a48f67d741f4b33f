"""A mail's HTML as it was sent, for whoever shows it after cleaning: nothing here makes it safe.

Pure: no I/O, no clock.
"""

from intake.message.octets import of_mail
from intake.message.parts import Budget, Place, walk
from intake.model.policy import ReadingPolicy
from intake.text import charsets


def html_of(raw: bytes, policy: ReadingPolicy) -> str:
    """The HTML texts that a mail client would show, in order, at most `limits.html` characters; "" where none is."""
    octets = of_mail(raw, policy.limits.header_block)
    leaves = walk(octets, Place(), Budget(policy.limits)).parts()
    texts = [
        charsets.decode(part.text_octets(), part.charset)
        for part in leaves
        if part.declared_type == "text/html" and part.disposition != "attachment"
    ]
    return "\n".join(texts)[: policy.limits.html]
