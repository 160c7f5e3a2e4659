"""Which bytes are text, and in which encoding: UTF-8 is recognised, UTF-16 and Windows-1256 converted, the rest refused.

A file that is UTF-8 but for a fault is refused with its line, never read as something else: that would make every letter of it wrong.
"""

import codecs
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from .exchange import UnreadableFile

CHUNK = 1 << 20
SAMPLE = 1 << 16
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_FILES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
)
"""How files begin that are surely no text: archives, office files, pictures."""
FEWEST_LETTERS = 0.9
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True)
class TextFile:
    """``converted_from`` names the encoding if it was not UTF-8."""

    text: io.TextIOWrapper
    converted_from: str = ""


def open_text(file: BinaryIO) -> TextFile:
    """The file as text from its beginning. Raises UnreadableFile: ``empty``, ``wrong_kind``, ``not_text``, ``broken_utf8``, ``encoding``."""
    encoding = find_encoding(file)
    file.seek(0)
    wrapper = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline=None)
    label = {"utf-8": "", "utf-8-sig": "", "cp1256": "Windows-1256"}.get(encoding, "UTF-16")
    return TextFile(wrapper, label)


def find_encoding(file: BinaryIO) -> str:
    file.seek(0)
    sample = file.read(SAMPLE)
    if not sample.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("empty")
    if sample.startswith(OTHER_FILES):
        raise UnreadableFile("wrong_kind")
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            if not encoding:
                raise UnreadableFile("encoding")
            check_decoding(file, encoding)
            return encoding
    if b"\x00" in sample:
        return find_utf16(file, sample)
    fault = find_utf8_fault(file)
    if fault is None:
        return "utf-8"
    if looks_like_utf16(sample):
        return find_utf16(file, sample)
    return find_single_byte(file, fault)


def check_decoding(file: BinaryIO, encoding: str) -> None:
    """Raises UnreadableFile, with the line, unless the whole file can be decoded and holds no NUL."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        block = file.read(CHUNK)
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            raise UnreadableFile("broken_utf8" if encoding.startswith("utf-8") else "encoding", line) from error
        if "\x00" in text:
            raise UnreadableFile("not_text", line + text[: text.index("\x00")].count("\n"))
        line += text.count("\n")
        if not block:
            return


def find_utf16(file: BinaryIO, sample: bytes) -> str:
    """UTF-16 without a mark: whichever order of bytes gives letters and spaces."""
    even = sample[: len(sample) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, errors="replace")
        if share_of_letters(text) >= FEWEST_LETTERS:
            check_decoding(file, encoding)
            return encoding
    raise UnreadableFile("not_text", sample[: max(sample.find(b"\x00"), 0)].count(b"\n") + 1)


def looks_like_utf16(sample: bytes) -> bool:
    """Arabic in UTF-16 without a single Latin letter or space holds no NUL, but every other byte is 06."""
    return max(sample[::2].count(6), sample[1::2].count(6)) > len(sample) / 4


def share_of_letters(text: str) -> float:
    """How much of it is Arabic, ASCII or common punctuation, and no control character."""
    good = sum(
        character in "\t\r\n\ufeff"
        or " " <= character <= "~"
        or "\u0600" <= character <= "\u06ff"
        or character in "«»–—…‘’“”°·×÷\u200c\u200d\u200e\u200f\u00a0"
        for character in text
    )
    return good / max(len(text), 1)


@dataclass(frozen=True)
class Utf8Fault:
    """Where UTF-8 ends to be UTF-8, and how much of the file was."""

    line: int
    multibyte: int
    broken: int


def find_utf8_fault(file: BinaryIO) -> Utf8Fault | None:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while True:
        block = file.read(CHUNK)
        if b"\x00" in block:
            raise UnreadableFile("not_text", line + block[: block.index(b"\x00")].count(b"\n"))
        try:
            line += decoder.decode(block, final=not block).count("\n")
        except UnicodeDecodeError as error:
            line += error.object[: error.start].count(b"\n")
            return Utf8Fault(line, *count_utf8(file))
        if not block:
            return None


def count_utf8(file: BinaryIO) -> tuple[int, int]:
    """(letters of several bytes, bytes that belong to none) in the beginning of the file."""
    file.seek(0)
    sample = file.read(CHUNK)
    letters = MULTIBYTE.findall(sample)
    high = sum(byte > 127 for byte in sample)
    return len(letters), high - sum(map(len, letters))


def find_single_byte(file: BinaryIO, fault: Utf8Fault) -> str:
    """Windows-1256, if what it gives is Arabic words; raises UnreadableFile for a damaged UTF-8 file and for other encodings."""
    if fault.multibyte > 3 * fault.broken or (fault.multibyte > 50 and fault.multibyte > fault.broken):
        raise UnreadableFile("broken_utf8", fault.line)
    file.seek(0)
    sample = file.read(CHUNK)
    text = sample.decode("cp1256")
    beyond_ascii = [character for character in text if character > "~"]
    arabic = sum("\u0621" <= character <= "\u0652" for character in beyond_ascii)
    controls = sum(unicodedata.category(character) == "Cc" and character not in "\t\r\n" for character in text)
    if controls or (arabic < FEWEST_LETTERS * len(beyond_ascii) and share_of_letters("".join(beyond_ascii)) < FEWEST_LETTERS):
        raise UnreadableFile("encoding", fault.line)
    if not looks_written(text):
        raise UnreadableFile("encoding", fault.line)
    return "cp1256"


def looks_written(text: str) -> bool:
    """Whether the Arabic letters stand in words, as they do not where Latin-1 or another alphabet is misread.

    A lone accented letter inside a Latin word, as «é» in French, is such a misreading.
    """
    words = re.findall(r"[^\W\d_]+", text)
    mixed = sum(bool(re.search("[A-Za-z]", word)) and bool(re.search("[\u0621-\u064a]", word)) for word in words)
    arabic = sum(bool(re.fullmatch("[\u0621-\u0652]{2,}", word)) for word in words)
    return arabic > 4 * mixed and arabic > 0
