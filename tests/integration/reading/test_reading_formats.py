"""Scans, pictures, archives and old Word files through real children, Tesseract and antiword."""

import io
import struct
import zipfile
from email.message import EmailMessage

import pytest
from PIL import Image

from intake.model.document import Document, DocumentKind, DocumentStatus
from intake.model.policy import ArrivalTimes
from intake.reading import Reader, render

LINES = (
    "Ada Example", "ada@example.org", "EXPERIENCE", "2019 - 2024 Clerk at the library of Example", "EDUCATION",
    "2015 - 2019 BSc Statistics at the university", "SKILLS", "Bookkeeping and the care of tables",
)  # fmt: skip


def text_pdf(*lines: str) -> bytes:
    shown = "".join(f"1 0 0 1 60 {760 - 30 * at} Tm ({line}) Tj " for at, line in enumerate(lines))
    content = f"BT /F 14 Tf {shown}ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n"


def picture(*lines: str) -> Image.Image:
    png = render.raster(text_pdf(*lines), 0, target=2_500_000)
    assert png is not None
    return Image.open(io.BytesIO(png))


def saved(image: Image.Image, form: str, *more: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **({"save_all": True, "append_images": more} if more else {}))
    return out.getvalue()


def is_the_resume(document: Document) -> None:
    assert (document.status, document.extractor) == (DocumentStatus.OCR, "tesseract")
    assert document.kinds[0] is DocumentKind.RESUME
    assert (document.candidate.name, document.candidate.emails) == ("Ada Example", ("ada@example.org",))
    assert document.ocr_confidence is not None
    assert document.ocr_confidence > 80
    assert {"EXPERIENCE", "EDUCATION", "SKILLS"} <= set(document.headings)


@pytest.mark.parametrize(("form", "name"), [("PDF", "scan.pdf"), ("PNG", "photo.png"), ("JPEG", "photo.jpg")])
def test_a_resume_that_is_a_picture_is_read(reader: Reader, form: str, name: str) -> None:
    is_the_resume(reader.read_file(saved(picture(*LINES), form), name))


def test_every_page_of_a_fax_is_read(reader: Reader) -> None:
    document = reader.read_file(
        saved(picture(*LINES).convert("1"), "TIFF", picture("The second page").convert("1")), "x.tif"
    )
    is_the_resume(document)
    assert document.text.endswith("The second page")


def test_a_picture_without_words_has_no_text_and_says_so(reader: Reader) -> None:
    document = reader.read_file(saved(Image.effect_noise((300, 300), 90).convert("L"), "PNG"), "x.png")
    assert document.error is not None
    assert document.status is DocumentStatus.NO_TEXT


def zip_of(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_mails_archive_brings_its_files_as_documents_whose_bytes_can_be_had(reader: Reader) -> None:
    resume = "\n".join(LINES).encode()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@example.org", "jobs@example.net", "Application"
    mail.set_content("Please find everything in the archive.")
    inner = zip_of(**{"x.txt": b"x"})
    packed = zip_of(**{"../../etc/resume.txt": resume, "inner.zip": inner})
    mail.add_attachment(packed, maintype="application", subtype="zip", filename="all.zip")
    raw = mail.as_bytes()
    (attachment,) = reader.read_message(raw, ArrivalTimes())[0].attachments
    first, second = reader.read_documents(raw, attachment)
    assert (first.part, first.filename, first.size) == ("2!1", "resume.txt", len(resume))
    assert first.document.kinds == (DocumentKind.RESUME,)
    assert (second.filename, second.document.status) == ("inner.zip", DocumentStatus.UNSUPPORTED)
    assert reader.payload(raw, "2!1") == resume


def test_an_old_word_file_that_antiword_cannot_read_is_corrupt(reader: Reader) -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<H", 0x3E) * 252
    document = reader.read_file(head + "WordDocument".encode("utf-16-le") + b"\0" * 600, "cv.doc")
    assert (document.media_type, document.status) == ("application/msword", DocumentStatus.CORRUPT)
