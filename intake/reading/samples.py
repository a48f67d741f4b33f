"""Small mails, documents and a page of our own, by which the zygote warms up before it forks.

Python 3.11 specialises a function's code after several calls. What the zygote did not call often enough each child
would specialise for itself, in pages that it then has to copy: so the samples take the ways that most mails take.
Everybody in them is invented. Pure: no I/O, no clock.
"""

import io
import zipfile
from functools import cache

import phonenumbers

MAILS = (
    b"""\
Return-Path: <ada@example.net>
Received: from mail.example.net (mail.example.net [192.0.2.1]) by mx.example.org with ESMTPS id 1;
 Mon, 2 Feb 2026 09:00:03 +0100 (CET)
Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ada@example.net; dkim=pass header.d=example.net
From: =?utf-8?q?Ada_Ex=C3=A4mple?= <ada@example.net>
To: Jobs <jobs@example.org>, "Office, the" <office@example.org>
Cc: clerk@example.org
Subject: Application: =?utf-8?b?QsO8cm8=?= assistant
Date: Mon, 2 Feb 2026 09:00:00 +0100
Message-ID: <1.sample@example.net>
In-Reply-To: <0.sample@example.org>
References: <0.sample@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Dear Ms Sample,

I am writing to apply for the position of office assistant. For six years I have kept the accounts of a=
 library, and I would be glad to do the same with you. My resume is attached.

Yours sincerely
Ada Ex=C3=A4mple
+49 30 901820, https://ada.example.net

On Sun, 1 Feb 2026 at 10:00, Jobs <jobs@example.org> wrote:
> Please send your resume.
--=20
Ada
--inner
Content-Type: text/html; charset=utf-8

<html><body><p>Dear Ms Sample,</p><p>I am writing to apply for the <b>position</b>.</p>
<ul><li>Accounts</li></ul><table><tr><td>2020</td><td>Clerk</td></tr></table><a href="https://ada.example.net">Me</a>
<blockquote>Please send your resume.</blockquote></body></html>
--inner--
--outer
Content-Type: application/pdf; name="resume.pdf"
Content-Disposition: attachment; filename*=utf-8''resume%20Ex%C3%A4mple.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--outer--
""",
    b"""\
From: jan@example.net
To: jobs@example.org
Subject: Bewerbung
Date: Mon, 2 Feb 2026 09:00:00 +0100
Message-ID: <2.sample@example.net>
MIME-Version: 1.0
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: 8bit

<div>Sehr geehrte Damen und Herren,</div><div>hiermit bewerbe ich mich um die Stelle als B\xfcrokraft. Ich habe zehn
Jahre in einem Verlag gearbeitet und freue mich auf ein Gespr\xe4ch.</div><p>Mit freundlichen Gr\xfc\xdfen<br>Jan</p>
""",
    b"""\
From: Mail Delivery System <MAILER-DAEMON@example.org>
To: jobs@example.org
Subject: Undelivered Mail Returned to Sender
Date: Mon, 2 Feb 2026 09:00:00 +0100
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; nobody@example.net
Action: failed
Status: 5.1.1
--b
Content-Type: message/rfc822

From: jobs@example.org
To: nobody@example.net
Subject: Re: Application

Thank you.
--b--
""",
    b"""\
From: Mei Example <mei@example.net>
To: jobs@example.org
Subject: Fwd: question

Hello, is the position of clerk still open? I could start on 1 March.
""",
)

RESUME = """\
Ada Example
ada@example.net, +49 30 901820, linkedin.com/in/ada-example

Curriculum vitae

Work experience
2018 - 2021  Support engineer, Example Library, Berlin

Education
2012 - 2015  BSc Computer Science, Sample University

Languages
English, German
"""

_DRAWN = rb"""q 1 0 0 1 10 60 cm 0.5 w 0 J 1 0 0 RG 0 0 m 80 0 l S Q 0 g 0 G
BT /F1 12 Tf 10 70 Td (Ada Example, ada@example.org, CV) Tj ET
BT /F2 9 Tf 1 0 0 1 10 44 Tm [(W)40(ork experience)]TJ 0 -12 Td [(2019)-300(Clerk, Example W)30(orks)]TJ ET
q 0.9 g 10 10 80 8 re f Q /Span <</MCID 1>> BDC BT /F1 9 Tf 10 12 Td (Education \(school\)) Tj ET EMC"""
_MAP = b"begincmap 1 beginbfrange <20> <7e> <0020> endbfrange 1 beginbfchar <80> <20AC> endbfchar endcmap"
PDF = b"""\
%%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] /Contents 4 0 R /Annots [8 0 R]
/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >> endobj
4 0 obj << /Length %d >> stream
%b
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> endobj
6 0 obj << /Type /Font /Subtype /TrueType /BaseFont /Sample-Bold /FirstChar 32 /LastChar 34 /Widths [250 300 400]
/ToUnicode 7 0 R /Encoding << /Differences [128 /Euro] >> >> endobj
7 0 obj << /Length %d >> stream
%b
endstream endobj
8 0 obj << /Type /Annot /Subtype /Link /Rect [10 66 90 80] /A << /S /URI /URI (mailto:ada@example.org) >> >> endobj
trailer << /Root 1 0 R >>
""" % (len(_DRAWN), _DRAWN, len(_MAP), _MAP)

PAGE = b"# Clerk\n\nApply by 31 March 2030 to jobs@example.org.\n\n## Your tasks\n\n* Keep the accounts\n"

# Each region's patterns are a module of their own, loaded when its first number is read.
_REGIONS = (
    *("AE", "AR", "AT", "AU", "BD", "BE", "BG", "BR", "CA", "CH", "CN", "CO", "CZ", "DE", "DK", "EE", "EG", "ES", "FI"),
    *("FR", "GB", "GR", "HR", "HU", "ID", "IE", "IL", "IN", "IT", "JP", "KE", "KR", "LT", "LU", "LV", "MA", "MX", "MY"),
    *("NG", "NL", "NO", "NZ", "PH", "PK", "PL", "PT", "RO", "RU", "SE", "SG", "SI", "SK", "TH", "TR", "UA", "US", "ZA"),
)
# Numbers that nobody has: to find out, all regions that share the code are asked.
_NOBODYS = (
    "+1 555 010 0199",
    "+44 1632 960001",
    "+7 999 000 00 00 00",
    "+39 000 0000",
    "+47 00 00 00 00",
    "+61 0 0000 0000",
)

CODECS = ("utf-16-be", "utf-16-le", "iso2022_jp", "koi8-r", "utf-7")
"""What files and mails are written in that none of the samples is; the strings of a PDF are often UTF-16."""

_DOCX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>Ada Example, curriculum vitae</w:t></w:r></w:p></w:body></w:document>",
}


@cache
def docx() -> bytes:
    """The smallest Word document that readers take for one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in _DOCX.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def phones() -> str:
    """A resume of nothing but phone numbers, one of each region that candidates write from."""
    numbers = (phonenumbers.example_number(region) for region in _REGIONS)
    spelled = (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL) for number in numbers if number
    )
    return "Curriculum vitae\n" + "\n".join(f"Phone: {number}" for number in (*spelled, *_NOBODYS))
