"""Decides whether a page is set as a known invoice was: its words in their columns, and its values at their labels."""

from __future__ import annotations

from collections.abc import Sequence

from invoice_llm.reading.evidence.page_cells import PageCells
from invoice_llm.reading.memory.frames import frame_of, sameness
from invoice_llm.reading.memory.lesson import Lesson, ValuePlace
from invoice_llm.reading.memory.sightings import likeliest, sightings

SAME_LAYOUT = 0.76
"""From this likeness on two pages are of one layout. Over 150 pages of invented suppliers the least likeness of one
layout was 0.83, the largest of another one 0.71."""


def layout_likeness(lesson: Lesson, cells: PageCells) -> float:
    """0 to 1: the mean of how much of the lesson's layout stands on the page, and how many of its values."""
    alike = sameness(lesson.frame, frame_of(cells))
    if not lesson.values or not lesson.frame:
        return alike
    met = sum(_stands(place, cells) for place in lesson.values.values())
    return (alike + met / len(lesson.values)) / 2


def is_layout_known(lessons: Sequence[Lesson], cells: PageCells) -> bool:
    """True where the page is set as one of the lessons' was."""
    return any(layout_likeness(lesson, cells) >= SAME_LAYOUT for lesson in lessons)


def _stands(place: ValuePlace, cells: PageCells) -> bool:
    offered = sightings(cells, place.kind, place.words)
    return any(likeliest(offered, one, place.shape, from_end=False) for one in place.places)
