"""Files that hold documents: archives, mails, PDFs with attachments, signed files. Each part becomes a document.

A container is hostile input like any document: it is opened in a process of its own (:mod:`.opener` starts it,
:mod:`.worker` is it), within limits, and its parts come one by one, so that nobody holds more than one of them.
"""
