"""A compound file (MS-CFB, version 3) with the streams of an Outlook message (MS-OXMSG), written for tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ROOT, _STORAGE, _STREAM = 5, 1, 2
Tree = Mapping[str, "bytes | Tree"]


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = _END
    size: int = 0


def message(files: Mapping[str, bytes], *, body: str = "Please find the invoice attached.") -> bytes:
    """A message with these files attached."""
    attachments = {
        f"__attach_version1.0_#{number:08X}": _properties(
            b"\0" * 8 + struct.pack("<IIQ", 0x37050003, 6, 1), {0x37010102: data, 0x3707001F: _wide(name)}
        )
        for number, (name, data) in enumerate(files.items())
    }
    head = struct.pack("<8xIIII8x", 0, len(files), 0, len(files))
    return compound({**_properties(head, {0x001A001F: _wide("IPM.Note"), 0x1000001F: _wide(body)}), **attachments})


def _properties(head: bytes, values: Mapping[int, bytes]) -> dict[str, bytes]:
    """The stream that lists the properties, and one for each of them. A text counts its closing zero as well."""
    listed = b"".join(
        struct.pack("<IIII", tag, 6, len(data) + (2 if tag & 0xFFFF == 0x1F else 0), 0) for tag, data in values.items()
    )
    streams = {f"__substg1.0_{tag:08X}": data for tag, data in values.items()}
    return {"__properties_version1.0": head + listed, **streams}


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def compound(tree: Tree) -> bytes:
    """The file of these storages and streams."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add(entries, 0, tree)
    small = [one for one in entries if one.kind == _STREAM and len(one.data) < _CUTOFF]
    large = [one for one in entries if one.kind == _STREAM and len(one.data) >= _CUTOFF]
    mini_fat, mini = _mini_stream(small)
    sectors: list[bytes] = []
    fat: list[int] = []
    entries[0].start, entries[0].size = _append(sectors, fat, mini), len(mini)
    for one in large:
        one.start = _append(sectors, fat, one.data)
    mini_start = _append(sectors, fat, _table(mini_fat))
    directory = b"".join(
        _directory_entry(one, _in_order(entries, one)[0], _right_of(entries, at)) for at, one in enumerate(entries)
    )
    directory_start = _append(sectors, fat, directory)
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    places = list(range(len(fat), len(fat) + count))
    table = _table([*fat, *[_FAT] * count])
    minis = -(-len(mini_fat) * 4 // _SECTOR)
    head = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count,
                       directory_start, 0, _CUTOFF, mini_start if minis else _END, minis, _END, 0)  # fmt: skip
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + table.ljust(count * _SECTOR, b"\xff")


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    for name, content in tree.items():
        at = len(entries)
        entries[parent].children.append(at)
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content, size=len(content)))
        else:
            entries.append(_Entry(name, _STORAGE))
            _add(entries, at, content)


def _right_of(entries: Sequence[_Entry], at: int) -> int:
    """Siblings hang in a chain to the right: no balanced tree, but one that readers walk."""
    for one in entries:
        order = _in_order(entries, one)
        if at in order:
            return order[order.index(at) + 1]
    return _NONE


def _in_order(entries: Sequence[_Entry], one: _Entry) -> list[int]:
    """Children as compound files sort them, and none behind the last."""
    return [*sorted(one.children, key=lambda at: (len(entries[at].name), entries[at].name.upper())), _NONE]


def _directory_entry(one: _Entry, child: int, right: int) -> bytes:
    name = one.name.encode("utf-16-le")
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) + 2, one.kind, 1, _NONE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", one.start if one.kind in (_STREAM, _ROOT) else 0, one.size)
    )


def _mini_stream(entries: Sequence[_Entry]) -> tuple[list[int], bytes]:
    fat: list[int] = []
    stream = b""
    for one in entries:
        count = -(-len(one.data) // _SMALL)
        one.start = len(fat) if count else _END
        fat += [*range(len(fat) + 1, len(fat) + count), _END] if count else []
        stream += one.data.ljust(count * _SMALL, b"\0")
    return fat, stream


def _append(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    if not data:
        return _END
    start, count = len(fat), -(-len(data) // _SECTOR)
    sectors.append(data.ljust(count * _SECTOR, b"\0"))
    fat += [*range(start + 1, start + count), _END]
    return start


def _table(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)
