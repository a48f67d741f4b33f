"""Mails as Hypothesis grows them: any tree of parts, with header values and bodies that mean something to a reader."""

from hypothesis import strategies as st

_WORDS = (
    *("text/plain", "text/html", "multipart/mixed", "multipart/alternative", "multipart/related", "multipart/report"),
    *("message/rfc822", "message/delivery-status", "application/pdf", "application/ms-tnef", "text/calendar"),
    *("application/pkcs7-mime", "multipart/signed", "multipart/encrypted", "image/png", "application/octet-stream"),
)
_CHARSETS = ("utf-8", "us-ascii", "iso-8859-1", "utf-16", "utf-7", "gb18030", "iso-2022-jp", "x-unknown", "cp-1252", "")
_ENCODINGS = ("7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "binary", "nonsense", "")
_NAMES = ("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To", "Received")
_MORE_NAMES = (
    "Authentication-Results",
    "Auto-Submitted",
    "List-Id",
    "Precedence",
    "X-Failed-Recipients",
    "Thread-Index",
)
_VALUES = (
    *("Ada Example <ada@example.net>", '"a, b" <c@d>', "=?utf-8?b?w6Q=?= <x@example.net>", "undisclosed-recipients:;"),
    *("Mon, 2 Feb 2026 09:00:00 +0100", "2 Feb 26 25:00 EST", "<a@b> <c@d>", "auto-replied", "Re: Fwd: Application"),
    *("from a by mx.example.org; Mon, 2 Feb 2026 09:00:00 +0100", "mx.example.org; dkim=fail; spf=pass", "bulk"),
)
_BODIES = (
    *(
        "Dear team,\n\nI apply for the position.\n\n-- \nAda",
        "> quoted\n\nOn Mon, Jan wrote:\n> old",
        "<p>Hi<br>there</p>",
    ),
    *(
        "-----Original Message-----\nFrom: a\nSent: x\nTo: b\nSubject: c\n\nold",
        "---------- Forwarded message ---------\n",
    ),
    *(
        "begin 644 a.txt\n#0V%T\n`\nend\n",
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\n",
        "JVBERi0xLjQ=",
        "-----BEGIN PGP MESSAGE-----",
    ),
    *("%PDF-1.4\n", "Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; a@b\n", "https://drive.google.com/x"),
)

_value = st.sampled_from(_VALUES) | st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40)
_header = st.tuples(st.sampled_from((*_NAMES, *_MORE_NAMES)), _value)
_body = st.binary(max_size=120) | st.sampled_from(_BODIES).map(str.encode) | st.text(max_size=120).map(str.encode)
_boundary = st.sampled_from(("b", "b1", "b=2", "", "x" * 80, "b1 "))


@st.composite
def _leaf(draw: st.DrawFn) -> bytes:
    parameters = draw(
        st.sampled_from(("", "; name=a.pdf", "; name*=utf-8''%e4", '; name="=?utf-8?q?a?="', "; format=flowed"))
    )
    head = f"Content-Type: {draw(st.sampled_from(_WORDS))}; charset={draw(st.sampled_from(_CHARSETS))}{parameters}\r\n"
    head += f"Content-Transfer-Encoding: {draw(st.sampled_from(_ENCODINGS))}\r\n"
    if draw(st.booleans()):
        head += "Content-Disposition: " + draw(
            st.sampled_from(("attachment", "inline; filename=x", "attachment; filename*0=a; filename*1=b", ";;"))
        )
        head += "\r\n"
    return head.encode() + b"\r\n" + draw(_body)


def _several(children: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.builds(_together, st.sampled_from(_WORDS), _boundary, st.lists(children, max_size=4), st.booleans())


def _together(kind: str, boundary: str, children: list[bytes], closed: bool) -> bytes:
    head = f'Content-Type: {kind}; boundary="{boundary}"\r\n\r\npreamble\r\n'.encode()
    line = f"--{boundary}\r\n".encode()
    end = f"--{boundary}--\r\n".encode() if closed else b""
    return head + b"".join(line + child + b"\r\n" for child in children) + end


def _nested(children: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    inner = st.builds(_with_headers, st.lists(_header, max_size=4), children)
    return inner.map(lambda mail: b"Content-Type: message/rfc822\r\n\r\n" + mail)


def _with_headers(headers: list[tuple[str, str]], body: bytes) -> bytes:
    return b"".join(f"{name}: {value}\r\n".encode("utf-8", "surrogateescape") for name, value in headers) + body


mails: st.SearchStrategy[bytes] = st.builds(
    _with_headers,
    st.lists(_header, max_size=8),
    st.recursive(_leaf(), lambda children: _several(children) | _nested(children), max_leaves=12),
)
"""Raw mails."""
