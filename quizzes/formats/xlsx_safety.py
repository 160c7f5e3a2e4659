"""Whether a file that calls itself a workbook may be opened: looked at before anything of it is unpacked into memory."""

import zipfile
from typing import BinaryIO

from .encodings import SAMPLE
from .exchange import UnreadableFile

CHUNK = 1 << 16
MOST_PARTS = 500
MOST_BYTES = 150 * 1024 * 1024
MOST_RATIO = 200
SMALL = 5 * 1024 * 1024
"""What a part may unpack to whatever it was packed into: repeated rows pack very well."""

FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


def check_workbook(file: BinaryIO) -> None:
    """Raises UnreadableFile: ``empty``, ``wrong_kind``, ``damaged``, ``zip_bomb``, ``doctype``, ``encrypted``."""
    file.seek(0)
    start = file.read(SAMPLE)
    if not start.strip(b"\x00 \t\r\n"):
        raise UnreadableFile("empty")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("old_workbook")
    if not start.startswith(b"PK"):
        raise UnreadableFile("wrong_kind")
    try:
        with zipfile.ZipFile(file) as archive:
            check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise UnreadableFile("damaged") from error


def check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if "[Content_Types].xml" not in archive.namelist() or "xl/workbook.xml" not in archive.namelist():
        raise UnreadableFile("wrong_kind")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise UnreadableFile("zip_bomb")
    for part in parts:
        if part.flag_bits & 1:
            raise UnreadableFile("encrypted")
        if part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise UnreadableFile("zip_bomb")
        if part.filename.endswith((".xml", ".rels", ".vml")):
            check_xml(archive, part)


def check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Without a document type no entity can expand. Written in UTF-16 it could hide one; no spreadsheet program does that."""
    with archive.open(part) as stream:
        end = stream.read(4)
        if end.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in end:
            raise UnreadableFile("doctype")
        while block := stream.read(CHUNK):
            window = end + block
            if any(word in window for word in FORBIDDEN):
                raise UnreadableFile("doctype")
            end = window[-16:]
