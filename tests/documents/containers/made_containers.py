"""Archives, mails and joined files made for one test each."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

from asn1crypto import cms

from tests.documents.made_files import Draw, pdf, words_at


def zipped(files: Mapping[str, bytes] | Sequence[tuple[str, bytes]], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive; a sequence may have a name twice."""
    target = io.BytesIO()
    pairs = files.items() if isinstance(files, Mapping) else files
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as archive:
        warnings.simplefilter("ignore")  # of a name that comes twice
        for number, (name, data) in enumerate(pairs):
            info = zipfile.ZipInfo(f"entry-{number}")
            info.filename = name
            info.compress_type = method
            archive.writestr(info, data)
    return target.getvalue()


def mail(
    files: Mapping[str, bytes] | None = None,
    *,
    text: str = "Please find the invoice attached.",
    inline: Mapping[str, bytes] | None = None,
    forwarded: bytes | None = None,
) -> bytes:
    """A mail with files attached, pictures within its text, and another mail."""
    from email import message_from_bytes, policy

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "billing@alder.example", "ap@northgate.example", "Invoice"
    message["Date"] = "Thu, 12 Mar 2026 10:00:00 +0000"
    message.set_content(text)
    for name, data in (inline or {}).items():
        message.add_attachment(data, "image", "png", filename=name, disposition="inline", cid=f"<{name}>")
    for name, data in (files or {}).items():
        message.add_attachment(data, "application", "octet-stream", filename=name)
    if forwarded is not None:
        message.add_attachment(message_from_bytes(forwarded, policy=policy.default))
    return message.as_bytes()


def signed(content: bytes) -> bytes:
    """CMS signed data around the content, by nobody."""
    info = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [],
                    "encap_content_info": {"content_type": "data", "content": content},
                    "signer_infos": [],
                }
            ),
        }
    )
    return bytes(info.dump())


def letter(text: str) -> bytes:
    """A PDF of one page with one line."""
    return pdf(line(text))


def line(text: str) -> Draw:
    return words_at((50, 700, text))
