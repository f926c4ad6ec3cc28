"""PDFium's functions for what is asked of each character and each object of a page.

``pypdfium2.raw`` checks the types of all arguments, which takes longer than these functions do. Here nothing is
checked: what a function writes to has to be given by reference, and a wrong argument ends the process.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium_c


def _unchecked(function: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.CFUNCTYPE(function.restype)(address)


char_code = _unchecked(pdfium_c.FPDFText_GetUnicode)
char_box = _unchecked(pdfium_c.FPDFText_GetLooseCharBox)
has_map_error = _unchecked(pdfium_c.FPDFText_HasUnicodeMapError)
page_object = _unchecked(pdfium_c.FPDFPage_GetObject)
object_kind = _unchecked(pdfium_c.FPDFPageObj_GetType)
object_bounds = _unchecked(pdfium_c.FPDFPageObj_GetBounds)
object_matrix = _unchecked(pdfium_c.FPDFPageObj_GetMatrix)
fill_color = _unchecked(pdfium_c.FPDFPageObj_GetFillColor)
stroke_color = _unchecked(pdfium_c.FPDFPageObj_GetStrokeColor)
count_marks = _unchecked(pdfium_c.FPDFPageObj_CountMarks)
render_mode = _unchecked(pdfium_c.FPDFTextObj_GetTextRenderMode)
font_size = _unchecked(pdfium_c.FPDFTextObj_GetFontSize)
draw_mode = _unchecked(pdfium_c.FPDFPath_GetDrawMode)
count_segments = _unchecked(pdfium_c.FPDFPath_CountSegments)
path_segment = _unchecked(pdfium_c.FPDFPath_GetPathSegment)
segment_kind = _unchecked(pdfium_c.FPDFPathSegment_GetType)
segment_point = _unchecked(pdfium_c.FPDFPathSegment_GetPoint)
segment_closes = _unchecked(pdfium_c.FPDFPathSegment_GetClose)
