"""Text files without a declared charset are read as they were written."""

import pytest

from intake.text.guessing import decode_unlabelled
from intake.text.sniff import media_type

GERMAN = "Berufserfahrung: Geschäftsführer für größere Märkte, Ausbildung in Köln, Straße 5"
FRENCH = "Expérience professionnelle : chargé d’études à Besançon, diplômé de l’école, année 2012"
POLISH = "Doświadczenie zawodowe: księgowa, Łódź, umiejętności i języki, wykształcenie wyższe średnie"
CZECH = "Vzdělání a zkušenosti: správce sítě, Příbram, čeština, angličtina, řidičský průkaz, květen"
HUNGARIAN = "Tapasztalat: könyvelő, Győr, szűrők fejlesztése, képzettség: főiskola, nyelvtudás: német"
TURKISH = "Deneyim: yazılım geliştirici, İzmir, eğitim: Boğaziçi, yabancı diller: İngilizce, çalışma şekli"
LATVIAN = "Darba pieredze: grāmatvede, Rīga, izglītība, valodas: latviešu, krievu, angļu, prasmes, ģimene"
RUSSIAN = "Опыт работы: инженер-программист, Москва. Образование: высшее. Языки: русский, английский."
UKRAINIAN = "Досвід роботи: інженер, Київ. Освіта: вища. Мови: українська, англійська, її знання"
GREEK = "Επαγγελματική εμπειρία: μηχανικός στην Αθήνα. Σπουδές: πανεπιστήμιο. Γλώσσες: ελληνικά"
HEBREW = "ניסיון תעסוקתי: מהנדסת תוכנה בתל אביב. השכלה: אוניברסיטה. שפות: עברית, אנגלית"
ARABIC = "الخبرات العملية: مهندس برمجيات في القاهرة. التعليم: جامعة. اللغات: العربية والإنجليزية"
THAI = "ประสบการณ์ทำงาน วิศวกรซอฟต์แวร์ กรุงเทพ การศึกษา มหาวิทยาลัย ภาษาไทย ภาษาอังกฤษ"
JAPANESE = "職務経歴：株式会社でシステムの開発を担当しました。学歴：大学を卒業。日本語と英語ができます。"
CHINESE = "工作经历：在公司担任软件工程师，负责系统的开发和维护。教育背景：大学本科。语言：中文和英语。"
TRADITIONAL = "工作經歷：在公司擔任軟體工程師，負責系統的開發和維護。教育背景：大學本科。語言：中文和英語。"
KOREAN = "경력: 서울에 있는 회사에서 소프트웨어를 개발하고 관리하였다. 학력: 대학교. 언어: 한국어와 영어"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (GERMAN, "cp1252"),
        (GERMAN, "mac_roman"),
        (GERMAN, "cp850"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (POLISH, "cp852"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859-2"),
        (HUNGARIAN, "cp1250"),
        (HUNGARIAN, "iso8859-2"),
        (TURKISH, "cp1254"),
        (LATVIAN, "cp1257"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "mac_cyrillic"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8_u"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859-7"),
        (HEBREW, "cp1255"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (THAI, "cp874"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (KOREAN, "euc_kr"),
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
    ],
)
def test_text_without_a_declared_charset_is_read(text: str, charset: str) -> None:
    shown = text if charset not in {"iso8859-2", "cp852", "iso8859-7", "iso8859-6", "cp850"} else text.replace("’", "'")
    data = (shown + "\r\n").encode(charset)
    assert decode_unlabelled(data) == shown + "\r\n"
    assert media_type(data, "resume.txt") == "text/plain"


def test_damaged_utf_8_stays_utf_8() -> None:
    assert decode_unlabelled((GERMAN * 3).encode()[:-1] + b"\xff") == (GERMAN * 3)[:-1] + "5\ufffd"[1:]


def test_a_text_cut_within_a_sign_is_read_to_there() -> None:
    assert decode_unlabelled(JAPANESE.encode("cp932")[:-1]).startswith(JAPANESE[:-2])


def test_ascii_and_nothing_are_themselves() -> None:
    assert (decode_unlabelled(b"plain"), decode_unlabelled(b"")) == ("plain", "")


@pytest.mark.parametrize("data", [bytes(64), b"\x00\x01\x02\x03" * 20, b"PK\x00\x00" + bytes(range(256)), b"a\0b"])
def test_zeros_alone_make_no_text(data: bytes) -> None:
    assert media_type(data, "x.txt") == "application/octet-stream"
