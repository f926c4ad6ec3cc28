from __future__ import annotations

import pytest

from invoice_llm.documents.kind import detect_kind
from invoice_llm.documents.page import FileKind
from tests.documents.made_files import UBL, ubl

CII = '<r:CrossIndustryInvoice xmlns:r="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
ZUGFERD_1 = '<r:CrossIndustryDocument xmlns:r="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'
CREDIT_NOTE = '<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"/>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\x00\x00 \n", "empty"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\n" * 1000 + b"%PDF-1.4", "pdf"),
        (b"\n" * 1100 + b"%PDF-1.4", "other"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0..JFIF", "image"),
        (b"II*\x00....", "image"),
        (b"MM\x00*....", "image"),
        (CII.encode(), "cii"),
        (ZUGFERD_1.encode(), "cii"),
        (ubl(), "ubl"),
        (CREDIT_NOTE.encode(), "ubl"),
        (b'<Invoice xmlns="urn:some:other"/>', "xml"),
        (b"<Invoice/>", "xml"),
        (b"<html><body>login</body></html>", "other"),
        (b"PK\x03\x04....", "zip"),
        (b"PK\x03\x04" + b"\0" * 26 + b"a.pdf%PDF-1.7\n", "zip"),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", "office"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "ole"),
        (b"From: a@b.example\nSubject: Invoice\n\n%PDF-1.4", "mail"),
        (b"From a@b.example Thu Mar 12 10:00:00 2026\nFrom: a@b.example\n\n%PDF-1.4", "mbox"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80%PDF-1.4", "signed"),
        (b"-----BEGIN PKCS7-----\nMIIB", "signed"),
        (b"JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9GbGF0ZURlY29kZT4+\nc3RyZWFt\n", "base64"),
        (b"{\\rtf1 %PDF-1.4 is a kind of file}", "other"),
        (b"%!PS-Adobe\n%PDF-1.4", "pdf"),
        (b"Dear Sir or Madam", "other"),
        (b"<<< not XML", "other"),
    ],
)
def test_a_file_is_what_is_in_it(data: bytes, kind: FileKind) -> None:
    assert detect_kind(data) == kind


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_of_the_xml_does_not_matter(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "iso-8859-1": "ISO-8859-1"}[encoding]
    assert detect_kind(UBL.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)) == "ubl"


def test_blanks_before_the_xml_declaration_are_passed_over() -> None:
    assert detect_kind(b"\xef\xbb\xbf\r\n  " + ubl()) == "ubl"


def test_a_comment_before_the_root_is_no_reason_to_doubt_it() -> None:
    assert detect_kind(b"<?xml version='1.0'?><!--" + b"licence " * 2000 + b"-->" + CII.encode()) == "cii"


def test_a_cut_off_invoice_is_still_known_for_one() -> None:
    assert detect_kind(ubl()[:-40]) == "ubl"
