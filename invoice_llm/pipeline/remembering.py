"""Memory of suppliers between the nights: lessons put into the store, and those of a page's supplier taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from invoice_llm.documents.read_document import ReadDocument
from invoice_llm.invoice.checks import OwnCompany
from invoice_llm.invoice.concern import Concern
from invoice_llm.invoice.evidence import Evidence
from invoice_llm.invoice.outcome import Reason
from invoice_llm.invoice.record import Record
from invoice_llm.invoice.schema import Invoice
from invoice_llm.reading.concerns.addressee import names_us
from invoice_llm.reading.evidence.page_reading import PageReading
from invoice_llm.reading.memory.alike import NEAR, alike_keys, is_near
from invoice_llm.reading.memory.departures import accounts_named, departures, new_account_of_alike
from invoice_llm.reading.memory.lesson import Lesson, TaughtBy
from invoice_llm.reading.memory.recalling import SupplierLessons, wrong_places
from invoice_llm.reading.memory.supplier_keys import WEIGHTS, keys_on, squeezed_key, supplier_keys
from invoice_llm.reading.memory.teaching import lesson_of
from invoice_llm.store import Store
from invoice_llm.store.runs.documents import DocumentPlace
from invoice_llm.store.runs.lessons import NewLesson, StoredLesson
from invoice_llm.store.runs.search_columns import squeezed

CONFIRMS: TaughtBy = "accepted"


def supplier_on(store: Store, read: PageReading, *, before: datetime | None = None) -> SupplierLessons | None:
    """The lessons of the supplier whose keys stand on a page; ``None`` where nobody's do, or two suppliers' alike.

    Only lessons ``before`` a time count, so that a run reads the same when it asks again.
    """
    known = store.lessons.known_by(keys_on(read.cells))
    return _one_supplier([one for one in known if before is None or one.at < before])


class Recall:
    """Lessons of the suppliers that invoices name; those of the invoice that was asked for last are looked up once,
    so it is made anew for each document."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._keys: Mapping[str, str] | None = None
        self._stored: tuple[StoredLesson, ...] = ()

    def of(self, invoice: Invoice, *, but: DocumentPlace | None = None) -> SupplierLessons | None:
        """The lessons of an invoice's supplier, ``but`` that of one document."""
        keys = supplier_keys(invoice)
        if keys != self._keys:
            self._keys, self._stored = keys, self.store.lessons.known_by(keys)
        return _one_supplier([one for one in self._stored if one.place != but])


def _one_supplier(known: Sequence[StoredLesson]) -> SupplierLessons | None:
    """Those of the supplier with the most keys, each weighed by how far it tells companies apart."""
    groups: dict[str, list[StoredLesson]] = defaultdict(list)
    for one in known:
        groups[one.supplier_key].append(one)
    weighed = sorted(((_weight(many), key) for key, many in groups.items()), reverse=True)
    if not weighed or (len(weighed) > 1 and weighed[0][0] == weighed[1][0]):
        return None
    many = groups[weighed[0][1]]
    return SupplierLessons(
        supplier=weighed[0][1],
        taught=tuple(Lesson.from_json(one.lesson) for one in many if one.taught_by != CONFIRMS),
        confirmed=tuple(Lesson.from_json(one.lesson) for one in many if one.taught_by == CONFIRMS),
    )


def _weight(lessons: Sequence[StoredLesson]) -> int:
    kinds = {key: kind for one in lessons for key, kind in one.keys.items()}
    return sum(WEIGHTS.get(kind, 0) for kind in kinds.values())


def departed(
    recall: Recall, invoice: Invoice, evidence: Mapping[str, Evidence], read: PageReading | None
) -> tuple[Concern, ...]:
    """The departures of an invoice from what is known of its supplier: the one that it names, or the one whose id or
    account its page has."""
    store = recall.store
    lessons = recall.of(invoice) or (_mentioned(store, invoice, read) if read is not None else None)
    said = () if lessons is None else departures(invoice, evidence, read, lessons)
    if any(one.reason is Reason.ACCOUNT_CHANGED for one in said) or not accounts_named(invoice, read):
        return said
    return (*said, *new_account_of_alike(invoice, read, lessons, _alike(store, invoice)))


def _alike(store: Store, invoice: Invoice) -> list[tuple[str, Lesson]]:
    """Name and lesson of every supplier that this one may be taken for, or is."""
    keys = alike_keys(invoice)
    surely = {key for key, kind in keys.items() if kind != NEAR}
    met = store.lessons.met_by(keys)
    meant = [one for one in met if surely & one.keys.keys() or is_near(invoice.seller.name, one.supplier)]
    return [(one.supplier or "", Lesson.from_json(one.lesson)) for one in store.lessons.read(meant)]


def never_named_us(recall: Recall, invoice: Invoice, own: OwnCompany) -> bool:
    """True of a known supplier none of whose invoices bore a name of ours."""
    lessons = recall.of(invoice)
    known = [one for one in lessons.every if one.frame] if lessons is not None else []
    texts = [text for one in known for text in (*one.names.values(), *(cell.text for cell in one.frame))]
    return bool(known) and not names_us(own, texts)


def _mentioned(store: Store, invoice: Invoice, read: PageReading) -> SupplierLessons | None:
    """The supplier whose id or account stands on the page, unless the invoice names another VAT id than that one's:
    then it is the customer, or somebody else whom the page speaks of. So is one whose name alone stands there."""
    ours = squeezed_key(invoice.seller.vat_id)
    known = store.lessons.known_by(keys_on(read.cells))
    return _one_supplier([one for one in known if _is_told(one) and not _has_other_id(one, ours)])


def _is_told(known: StoredLesson) -> bool:
    return any(kind != "name" for kind in known.keys.values())


def _has_other_id(known: StoredLesson, ours: str) -> bool:
    ids = {key for key, kind in known.keys.items() if kind == "vat_id"}
    return bool(ours and ids) and ours not in ids


def learn(
    recall: Recall,
    place: DocumentPlace,
    invoice: Invoice | None,
    read: PageReading | None,
    evidence: Mapping[str, Evidence],
    *,
    by: TaughtBy,
) -> None:
    """Keep what a document teaches as it stands now. One without an ``invoice`` to be paid teaches nothing, and what it
    taught before is forgotten."""
    key = squeezed(invoice.seller.vat_id) or squeezed(invoice.seller.name) if invoice else None
    if invoice is None or key is None:
        recall.store.lessons.drop(place)
        return
    earlier = recall.of(invoice, but=place)
    lesson = _with_denied(lesson_of(invoice, read, evidence), earlier, read)
    keys: Mapping[str, str] = {**supplier_keys(invoice), **alike_keys(invoice)}
    told = NewLesson(supplier_key=key, supplier=invoice.seller.name, taught_by=by, lesson=lesson.to_json(), keys=keys)
    recall.store.lessons.put(place, told)


def page_of_record(record: Record, document: ReadDocument | None) -> PageReading | None:
    """The pages of the document alone: what stands in the rest of its file is another one's."""
    if document is None:
        return None
    first, last = record.pages or (1, len(document.pages))
    own = [p for p in document.pages if first <= p.number <= last and p.number not in record.set_aside]
    return PageReading.of([replace(page, number=number) for number, page in enumerate(own, 1)])


def _with_denied(lesson: Lesson, earlier: SupplierLessons | None, read: PageReading | None) -> Lesson:
    """The lesson with the places of earlier lessons that are wrong on this page: what they read is not what was
    decided."""
    if earlier is None or read is None:
        return lesson
    return replace(lesson, denied=wrong_places(earlier, read, lesson))
