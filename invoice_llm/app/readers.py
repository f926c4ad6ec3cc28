"""Readers of documents and containers with the limits and the OCR engine of the settings."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from invoice_llm.documents.containers.entries import ContainerLimits
from invoice_llm.documents.isolation import IsolatedReader
from invoice_llm.documents.ocr.installed import installed_engine
from invoice_llm.documents.read_document import EngineName, Limits
from invoice_llm.documents.scans import scan_reader
from invoice_llm.pipeline.parts import DocumentReader
from invoice_llm.settings import Settings


def open_reader(settings: Settings) -> AbstractAsyncContextManager[DocumentReader]:
    """A reader of documents with the engine, the limits and the processes of a run."""
    return reader_of(settings, installed_engine(settings.ocr))


def reader_of(settings: Settings, engine: EngineName | None) -> AbstractAsyncContextManager[DocumentReader]:
    """A reader with one OCR engine; without any, scans are not read."""
    if engine is None:
        return IsolatedReader(document_limits(settings))
    return scan_reader(document_limits(settings), engine, processes=settings.ocr_processes)


def document_limits(settings: Settings) -> Limits:
    """Limits that one document is read within."""
    return Limits(
        max_pages=settings.max_pages,
        max_bytes=settings.max_file_mb * 1_000_000,
        timeout_s=settings.parse_timeout_s,
        memory_mb=settings.parse_memory_mb,
    )


def container_limits(settings: Settings) -> ContainerLimits:
    """A container may take twice the time of a document: it is many of them."""
    return ContainerLimits(
        max_bytes=settings.max_file_mb * 1_000_000,
        max_unpacked=20 * settings.max_file_mb * 1_000_000,
        timeout_s=2 * settings.parse_timeout_s,
        memory_mb=settings.parse_memory_mb,
    )
