"""The layout of official documents, from GB/T 9704-2012 《党政机关公文格式》, in millimetres and points.

5.1 A4, 210 mm by 297 mm; 5.2.1 top margin 37 mm, left 28 mm, type area 156 mm by 225 mm; 5.2.2 body 3号仿宋,
22 lines a page and 28 characters a line; 7.3.1 title 2号小标宋, centred; 7.3.3 headings 一、黑体, （一）楷体,
1. and （1） 仿宋; 7.3.5 signature and date; 7.5 page numbers 4号宋体 between one-em dashes, outside.
"""

from __future__ import annotations

from typing import Final

PAGE: Final = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
LINES, CHARACTERS = 22, 28
TITLE_SIZE, BODY_SIZE, NUMBER_SIZE, TABLE_SIZE, NOTE_SIZE = 22.0, 16.0, 14.0, 12.0, 10.5
LINE_PITCH: Final = 225 / LINES * 72 / 25.4
"""Points from line to line: 28.99."""
CHARACTER_PITCH: Final = 156 / CHARACTERS * 72 / 25.4
"""Points from character to character: 15.79; a 3号 character is 16 wide, so the grid is a little tighter."""

TITLE_FACE, BODY_FACE, HEAVY_FACE, KAI_FACE, SONG_FACE = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
)
FALLBACKS: Final = {
    TITLE_FACE: "方正小标宋_GBK",
    BODY_FACE: "仿宋",
    HEAVY_FACE: "SimHei",
    KAI_FACE: "楷体",
    SONG_FACE: "SimSun",
}
"""What a machine without the first face is told to take; Word reads it from the table of faces."""
LATIN_FACE: Final = "Times New Roman"
HEADING_FACES: Final = {1: HEAVY_FACE, 2: KAI_FACE, 3: BODY_FACE, 4: BODY_FACE}
