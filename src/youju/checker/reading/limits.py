"""What reading one file may cost, so that no file can exhaust the machine.

A year of reports of a whole county is a few megabytes; the limits are far above that and far below 1 GiB of
memory.
"""

from __future__ import annotations

from typing import Final

FILE_BYTES: Final = 64 << 20
"""Bytes of a file as it is on disk."""
CHARACTERS: Final = 16_000_000
"""Characters of text of one file."""
ZIP_MEMBERS: Final = 5_000
"""Files inside a .docx."""
PART_BYTES: Final = 24 << 20
"""Bytes of one XML part of a .docx, unpacked; a thousand pages take about ten million. One element with as
many attributes as fit costs the parser some thirty times that in memory, which must stay below 1 GiB."""
PACKAGE_BYTES: Final = 128 << 20
"""Bytes of all of a .docx, unpacked, for it to be opened as a whole and given comments."""
ELEMENT_NAMES: Final = 4_000
"""Different element names of one part; the parser keeps each of them. Word has about a thousand."""
PARAGRAPHS: Final = 500_000
"""Paragraphs of one .docx."""
PDF_PAGES: Final = 3_000
"""Pages of a .pdf."""
PDF_SECONDS: Final = 180
"""Processor time for reading a .pdf."""
PDF_MEMORY: Final = 900 << 20
"""Address space for reading a .pdf, in bytes."""
