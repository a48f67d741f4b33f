"""Hostile mails: structure without end, headers without end, names and charsets that are something else."""

import base64

from tests.hostile.catalogue import TEXT, Catalogue, Size, headers, multipart, part, text_mail

catalogue = Catalogue()
mail = catalogue.mail

_BODY = TEXT.encode()
_MIXED = {"Content_Type": 'multipart/mixed; boundary="b"'}


def attached(name: str, disposition: str, *, body: bytes = b"Curriculum vitae\r\nAda Example\r\n") -> bytes:
    """An application whose attachment has this Content-Disposition."""
    parts = (
        part(_BODY, "text/plain; charset=utf-8"),
        part(body, "text/plain", f"Content-Disposition: {disposition}\r\n"),
    )
    return headers(name, **_MIXED) + b"\r\n" + multipart(parts)


@mail()
def nested_multiparts(size: Size) -> bytes:
    depth = size(3_000, 10_000)
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return headers("nested-multiparts") + opened + b"Content-Type: text/plain\r\n\r\n" + _BODY


@mail()
def multiparts_of_one_boundary(size: Size) -> bytes:
    opened = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' * size(3_000, 50_000)
    return headers("multiparts-of-one-boundary") + opened + b"\r\n" + _BODY


@mail()
def nested_mails(size: Size) -> bytes:
    opened = b"Content-Type: message/rfc822\r\n\r\nFrom: a@example.net\r\nSubject: x\r\n" * size(3_000, 50_000)
    return headers("nested-mails") + opened + b"\r\n" + _BODY


@mail()
def nested_mails_in_base64(_: Size) -> bytes:
    inner = text_mail("innermost", _BODY)
    for _n in range(30):
        inner = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
            inner[:400_000]
        )
    return headers("nested-mails-in-base64") + inner


@mail("application")
def resume_behind_forty_files(_: Size) -> bytes:
    parts = [
        part(b"x", "image/gif", f"Content-Disposition: attachment; filename={n}.gif\r\n") for n in range(45)
    ]  # fmt: skip
    last = part(b"%PDF-1.4\n", "application/pdf", "Content-Disposition: attachment; filename=cv.pdf\r\n")
    return headers("resume-behind-forty-files", **_MIXED) + b"\r\n" + multipart([*parts, last])


@mail("application")
def thousands_of_attachments(size: Size) -> bytes:
    parts = [part(_BODY, "text/plain")]
    parts += [
        part(b"x", "application/pdf", f"Content-Disposition: attachment; filename=a{n}.pdf\r\n")
        for n in range(size(5_000, 50_000))
    ]
    return headers("thousands-of-attachments", **_MIXED) + b"\r\n" + multipart(parts)


@mail("application")
def thousands_of_text_parts(size: Size) -> bytes:
    return (
        headers("thousands-of-text-parts", **_MIXED)
        + b"\r\n"
        + multipart([part(_BODY, "text/plain")] * size(2_000, 20_000))
    )


@mail("application", "quarantined")
def one_base64_line(size: Size) -> bytes:
    line = base64.b64encode(b"Curriculum vitae " * size(150_000, 1_500_000))
    parts = (
        part(_BODY, "text/plain"),
        part(
            line,
            "text/plain",
            "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=cv.txt\r\n",
        ),
    )
    return headers("one-base64-line", **_MIXED) + b"\r\n" + multipart(parts)


@mail()
def base64_of_nonsense(size: Size) -> bytes:
    return text_mail("base64-of-nonsense", b"=*=A" * size(500_000, 5_000_000), Content_Transfer_Encoding="base64")


@mail()
def quoted_printable_line(size: Size) -> bytes:
    body = b"=C3=A4" * size(200_000, 4_000_000)
    return text_mail("quoted-printable-line", body, Content_Transfer_Encoding="quoted-printable")


@mail()
def soft_breaks_without_end(size: Size) -> bytes:
    body = b"=\r\n" * size(300_000, 5_000_000) + _BODY
    return text_mail("soft-breaks-without-end", body, Content_Transfer_Encoding="quoted-printable")


@mail()
def uuencoded_without_end(size: Size) -> bytes:
    return text_mail("uuencoded-without-end", _BODY + b"begin 644 a.txt\r\n#0V%T\r\n" * size(30_000, 500_000))


@mail()
def boundary_lines_without_end(size: Size) -> bytes:
    return headers("boundary-lines-without-end", **_MIXED) + b"\r\n" + b"--b\r\n" * size(200_000, 3_000_000)


@mail()
def boundaries_of_boundaries(_: Size) -> bytes:
    head = headers("boundaries-of-boundaries", Content_Type='multipart/mixed; boundary="b"')
    inner = b'Content-Type: multipart/mixed; boundary="b--"\r\n\r\n--b--\r\n--b----\r\n'
    return head + b"\r\n--b\r\n" + inner + b"--b\r\n\r\n" + _BODY


@mail()
def no_boundary(_: Size) -> bytes:
    return headers("no-boundary", Content_Type="multipart/mixed") + b"\r\n" + multipart([part(_BODY, "text/plain")])


@mail()
def boundary_without_end(size: Size) -> bytes:
    long = "b" * size(100_000, 250_000)
    return headers("boundary-without-end", Content_Type=f'multipart/mixed; boundary="{long}"') + b"\r\n" + _BODY


@mail("application", "correspondence")
def encoded_subject_without_end(size: Size) -> bytes:
    words = "\r\n ".join(["=?utf-8?b?QXBwbGljYXRpb24=?="] * size(7_000, 120_000))
    return text_mail("encoded-subject-without-end", _BODY, Subject=words)


@mail("application", "correspondence")
def subject_in_one_line(size: Size) -> bytes:
    return text_mail("subject-in-one-line", _BODY, Subject="=?utf-8?q?" + "=C3=A4" * size(40_000, 700_000) + "?=")


@mail("application", "correspondence")
def half_encoded_words(size: Size) -> bytes:
    return text_mail("half-encoded-words", _BODY, Subject="=?" * size(50_000, 120_000) + "utf-8?q?")


@mail("application", "correspondence")
def line_break_in_a_subject(_: Size) -> bytes:
    return text_mail("line-break-in-a-subject", _BODY, Subject="=?utf-8?q?x=0D=0ABcc:_victim@example.org=00=1B[2J?=")


@mail("application", "correspondence")
def line_break_in_a_name(_: Size) -> bytes:
    return text_mail("line-break-in-a-name", _BODY, From="=?utf-8?q?Eve=0D=0ASubject:_x?= <eve@example.net>")


@mail("application", "correspondence")
def markup_in_a_name(_: Size) -> bytes:
    return text_mail(
        "markup-in-a-name", _BODY, From='"<script>alert(1)</script>" <markup@example.net>', Subject="{{7*7}}<img src=x>"
    )


@mail("application", "correspondence")
def formula_in_a_name(_: Size) -> bytes:
    return text_mail("formula-in-a-name", _BODY, From="\"=HYPERLINK('http://192.0.2.1')\" <formula@example.net>")


@mail("application", "correspondence")
def turned_name(_: Size) -> bytes:
    return text_mail("turned-name", _BODY, From="\u202egro.elpmaxe@sboj\u202c <turned@example.net>")


@mail("application", "correspondence", "quarantined")
def recipients_without_end(size: Size) -> bytes:
    to = ",\r\n ".join(f"person{n} <p{n}@example.net>" for n in range(size(5_000, 100_000)))
    return text_mail("recipients-without-end", _BODY, To="jobs@example.org", Cc=to)


@mail()
def quotes_in_from(size: Size) -> bytes:
    return text_mail("quotes-in-from", _BODY, From='"' * size(100_000, 200_000) + " <quotes@example.net>")


@mail()
def comments_in_from(size: Size) -> bytes:
    return text_mail("comments-in-from", _BODY, From="(" * size(100_000, 200_000) + " <comments@example.net>")


@mail()
def brackets_in_from(size: Size) -> bytes:
    return text_mail("brackets-in-from", _BODY, From="<" * size(100_000, 200_000) + "brackets@example.net")


@mail()
def groups_in_to(size: Size) -> bytes:
    return text_mail("groups-in-to", _BODY, To="g:" * size(50_000, 100_000) + "jobs@example.org;")


@mail()
def backslashes_in_from(size: Size) -> bytes:
    return text_mail("backslashes-in-from", _BODY, From='"' + "\\" * size(100_000, 200_000) + '" <a@example.net>')


@mail()
def senders_without_end(size: Size) -> bytes:
    return b"".join(b"From: s%d@example.net\r\n" % n for n in range(size(3_000, 9_000))) + text_mail(
        "senders-without-end", _BODY
    )


@mail()
def types_without_end(size: Size) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=x\r\n" * size(1_000, 5_000) + text_mail("types-without-end", _BODY)


@mail("application")
def names_that_climb_out(_: Size) -> bytes:
    return attached("names-that-climb-out", 'attachment; filename="../../../../etc/cron.d/x.txt"')


@mail("application")
def name_with_zero_and_breaks(_: Size) -> bytes:
    return attached("name-with-zero-and-breaks", "attachment; filename*=utf-8''a%00b%0D%0AX:%20y.txt")


@mail("application")
def turned_file_name(_: Size) -> bytes:
    return attached("turned-file-name", "attachment; filename*=utf-8''cv%E2%80%AEfdp.exe")


@mail("application")
def file_name_without_end(size: Size) -> bytes:
    return attached("file-name-without-end", f'attachment; filename="{"x" * size(100_000, 200_000)}.txt"')


@mail("application")
def file_name_in_pieces_without_end(size: Size) -> bytes:
    pieces = ";\r\n ".join(f"filename*{n}=x" for n in range(size(5_000, 10_000)))
    return attached("file-name-in-pieces-without-end", f"attachment; {pieces}")


@mail("application")
def file_name_piece_of_a_billion(_: Size) -> bytes:
    return attached(
        "file-name-piece-of-a-billion", "attachment; filename*999999999=x; filename*0*=utf-16''%FF%FE; filename*1*=%"
    )


@mail("application")
def device_for_a_name(_: Size) -> bytes:
    return attached("device-for-a-name", 'attachment; filename="CON::$DATA"')


_CODECS = (
    "punycode",
    "idna",
    "unicode_escape",
    "raw_unicode_escape",
    "rot13",
    "hex",
    "zlib",
    "bz2",
    "uu",
    "undefined",
    "utf-7",
    "../../etc/passwd",
    "mbcs",
    "palmos",
    "utf-8\x00x",
    "string_escape",
)


def _charset(charset: str, number: int) -> None:
    name = f"charset-{number}"

    def make(size: Size) -> bytes:
        body = b"-abc\\x41\\N{BULLET}+AGE-xn--" * size(8_000, 200_000)
        quoted = charset.replace("\x00", "\\x00")
        return text_mail(
            name, _BODY + body, Content_Type=f'text/plain; charset="{charset}"', Subject=f"=?{quoted}?q?Application?="
        )

    make.__name__ = name
    mail("application", "correspondence")(make)


for _number, _codec in enumerate(_CODECS):
    _charset(_codec, _number)


@mail()
def charset_without_end(size: Size) -> bytes:
    return text_mail("charset-without-end", _BODY, Content_Type=f"text/plain; charset={'x' * size(50_000, 200_000)}")


@mail()
def headers_without_end(size: Size) -> bytes:
    return b"X-A: b\r\n" * size(30_000, 400_000) + text_mail("headers-without-end", _BODY)


@mail()
def header_line_without_end(size: Size) -> bytes:
    return b"X-A: " + b"b" * size(1_000_000, 20_000_000) + b"\r\n" + text_mail("header-line-without-end", _BODY)


@mail()
def folds_without_end(size: Size) -> bytes:
    return text_mail("folds-without-end", _BODY, Subject="x" + "\r\n " * size(50_000, 80_000) + "y")


@mail()
def no_headers(_: Size) -> bytes:
    return b"\r\n" + _BODY


@mail()
def only_breaks(size: Size) -> bytes:
    return b"\r\n" * size(500_000, 10_000_000)


@mail()
def only_zero_bytes(size: Size) -> bytes:
    return b"\0" * size(500_000, 20_000_000)


@mail()
def zero_bytes_in_headers(_: Size) -> bytes:
    return text_mail("zero-bytes-in-headers", b"\0" + _BODY).replace(b"Hostile", b"Hos\0tile")


@mail()
def bare_carriage_returns(_: Size) -> bytes:
    return text_mail("bare-carriage-returns", _BODY).replace(b"\r\n", b"\r")


@mail()
def mixed_line_ends(_: Size) -> bytes:
    return b"\xef\xbb\xbf\r\nFrom x\n" + text_mail("mixed-line-ends", _BODY).replace(b"\r\n", b"\n\r")


@mail()
def hops_without_end(size: Size) -> bytes:
    hop = b"Received: from a (b [192.0.2.1]) by mx.example.org with SMTP; Wed, 1 Dec 2021 09:00:00 +0000\r\n"
    return hop * size(2_000, 100_000) + text_mail("hops-without-end", _BODY)


@mail()
def references_without_end(size: Size) -> bytes:
    ids = "\r\n ".join(f"<{n}@example.net>" for n in range(size(8_000, 100_000)))
    return text_mail("references-without-end", _BODY, References=ids)


_DATES = (
    "Wed, 1 Dec 99999 09:00:00 +0000",
    "Wed, 31 Dec 9999 23:59:59 -2359",
    "1 Jan 0001 00:00:00 +9999",
    "0" * 90_000,
    "Wed, 1 Dec 2021 09:00:00 +99999999999",
    "-1",
    "Mon, 00 Foo 0000 99:99:99 XXX",
)


def _dated(date: str, number: int) -> None:
    name = f"date-{number}"

    def make(_: Size) -> bytes:
        return text_mail(name, _BODY, Date=date)

    make.__name__ = name
    mail("application", "correspondence")(make)


for _number, _date in enumerate(_DATES):
    _dated(_date, _number)


@mail()
def quotes_without_end(size: Size) -> bytes:
    return text_mail(
        "quotes-without-end", _BODY + b"> " * size(200_000, 3_000_000) + b"x\r\n" + b">\r\n" * size(100_000, 500_000)
    )


@mail()
def forward_marks_without_end(size: Size) -> bytes:
    mark = b"-----Original Message-----\r\nFrom: a@example.net\r\nSent: x\r\nTo: b\r\nSubject: c\r\n\r\n"
    return text_mail("forward-marks-without-end", _BODY + mark * size(5_000, 200_000))


@mail()
def addresses_in_a_bounce(size: Size) -> bytes:
    body = b"".join(
        b"Final-Recipient: rfc822; p%d@example.net\r\nAction: failed\r\n\r\n" % n for n in range(size(5_000, 200_000))
    )
    parts = (part(b"failed", "text/plain"), part(body, "message/delivery-status"))
    head = headers("addresses-in-a-bounce", Content_Type='multipart/report; report-type=delivery-status; boundary="b"')
    return head + b"\r\n" + multipart(parts)


@mail()
def calendar_without_end(size: Size) -> bytes:
    body = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nSUMMARY:x\r\n" * size(20_000, 500_000)
    return text_mail("calendar-without-end", body, Content_Type="text/calendar; method=REQUEST")


@mail()
def parts_of_a_mail_elsewhere(_: Size) -> bytes:
    kind = 'message/external-body; access-type=URL; URL="http://192.0.2.1/cv.pdf"'
    body = multipart([part(_BODY, "text/plain"), part(b"Content-Type: application/pdf\r\n\r\n", kind)])
    return headers("parts-of-a-mail-elsewhere", **_MIXED) + b"\r\n" + body


@mail()
def piece_of_a_mail(_: Size) -> bytes:
    return text_mail("piece-of-a-mail", _BODY, Content_Type="message/partial; id=x; number=1; total=999999999")


@mail()
def winmail_of_four_gigabytes(_: Size) -> bytes:
    data = bytes.fromhex("789f3e220100") + bytes.fromhex("0106900800ffffffff") * 2_000
    body = multipart(
        [
            part(_BODY, "text/plain"),
            part(
                base64.encodebytes(data),
                "application/ms-tnef; name=winmail.dat",
                "Content-Transfer-Encoding: base64\r\n",
            ),
        ]
    )
    return headers("winmail-of-four-gigabytes", **_MIXED) + b"\r\n" + body


def _smime(name: str, data: bytes) -> bytes:
    head = headers(
        name,
        Content_Type="application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        Content_Transfer_Encoding="base64",
    )
    return head + b"\r\n" + base64.encodebytes(data)


@mail()
def signature_nested_without_end(size: Size) -> bytes:
    return _smime("signature-nested-without-end", b"\x30\x80" * size(50_000, 1_000_000))


@mail()
def signature_of_endless_length(_: Size) -> bytes:
    return _smime(
        "signature-of-endless-length",
        b"\x30\x84\xff\xff\xff\xff\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x88" + b"\xff" * 500,
    )


@mail()
def armour_without_end(size: Size) -> bytes:
    return text_mail("armour-without-end", b"-----BEGIN PGP MESSAGE-----\r\n" * size(30_000, 500_000))


def _html_mail(name: str, body: bytes) -> bytes:
    return text_mail(name, body, Content_Type="text/html; charset=utf-8")


@mail()
def html_mail_without_end(size: Size) -> bytes:
    return _html_mail("html-mail-without-end", b"<p>" + _BODY + b"<div><blockquote>" * size(30_000, 1_000_000))


@mail()
def html_mail_that_fetches(_: Size) -> bytes:
    return _html_mail(
        "html-mail-that-fetches",
        b"<p>" + _BODY + b"</p><img src=http://192.0.2.1/pixel.png><script>x</script>"
        b"<base href=//192.0.2.1/><form action=//192.0.2.1/><link rel=prefetch href=//192.0.2.1/>",
    )


@mail()
def html_mail_with_a_comment(size: Size) -> bytes:
    return _html_mail("html-mail-with-a-comment", _BODY + b"<!--" * size(200_000, 900_000))


@mail()
def links_without_end(size: Size) -> bytes:
    return text_mail("links-without-end", _BODY + b"https://drive.example.net/" * size(20_000, 300_000))


@mail()
def threads_that_lie(_: Size) -> bytes:
    return text_mail(
        "threads-that-lie", _BODY, Thread_Index="!" * 50_000, In_Reply_To="<" * 20_000, References="> <" * 20_000
    )


@mail()
def results_that_lie(size: Size) -> bytes:
    value = "mx.example.org; " + "dkim=pass (((" * size(10_000, 15_000)
    return text_mail("results-that-lie", _BODY, Authentication_Results=value)


@mail()
def runs_without_end(size: Size) -> bytes:
    """Every run that some pattern once followed to its end from each of its characters."""
    runs = (" " * 118 + "x", "<" * 380 + " wrote:", "On " + "wrote " * 60 + ":", "a." * 190, "99.99." * 60, "(" * 390)
    lines = "\r\n".join(run for _n in range(size(20, 300)) for run in runs)
    long = "".join(run * 100 for run in (" ", "_", "a'", "- ", "a@", "=~", "apply to "))
    return text_mail("runs-without-end", _BODY + f"{lines}\r\n{long * size(20, 300)}\r\n".encode())
