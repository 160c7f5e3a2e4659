"""Encodings: recognised, converted or refused; never guessed into mojibake."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, strategies as st

from quizzes.formats import Problem, UnreadableFile, read_file
from quizzes.formats.encodings import OTHER_FILES, open_text

TEXT = "::سؤال:: ما معنى المناصرة الإلكترونية؟ {\n=حملة منظمة، لها هدف#نعم\n~إعلان#لا\n}\n"


def read(data):
    return list(read_file("gift", io.BytesIO(data)))


@pytest.mark.parametrize(
    ("encoding", "mark", "name"),
    [
        ("utf-8", b"", None),
        ("utf-8-sig", b"", None),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("cp1256", b"", "Windows-1256"),
    ],
)
def test_encoding_is_found_and_said(encoding, mark, name):
    *notes, question = read(mark + TEXT.encode(encoding))

    assert question.value["stem"] == "ما معنى المناصرة الإلكترونية؟"
    assert notes == ([Problem("converted", details={"encoding": name})] if name else [])


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (TEXT.encode("utf-32"), "encoding", 0),
        (TEXT.encode()[:60] + b"\xff" + TEXT.encode()[60:], "broken_utf8", 1),
        (("س {T}\n\n" * 50).encode() + b"\xd8\n", "broken_utf8", 101),
        (b"\xef\xbb\xbf" + "س {T}\n".encode() + b"\xff", "broken_utf8", 2),
        ("Où est l'école française ? {T}\nDéjà vu ? {F}\n".encode("latin-1"), "encoding", 1),
        ("Что такое адвокация? {T}\n".encode("cp1251"), "encoding", 1),
        (b"PK\x03\x04" + b"x" * 100, "wrong_kind", 0),
        (b"%PDF-1.7 ...", "wrong_kind", 0),
        (b"\x89PNG\r\n\x1a\n", "wrong_kind", 0),
        ("س {T}\n\x00\x00".encode(), "not_text", 2),
        (bytes(range(256)) * 10, "not_text", 1),
        (b"\xff\xfea\x00b", "encoding", 1),
        (b"\xff\xfe", "empty", 0),
    ],
)
def test_other_bytes_are_refused(data, code, line):
    with pytest.raises(UnreadableFile) as error:
        read(data)

    assert (error.value.code, error.value.line) == (code, line)


@given(st.text(min_size=1).filter(lambda text: text.strip().strip("\ufeff") and "\x00" not in text))
def test_valid_utf8_is_never_taken_for_anything_else(text):
    data = text.encode("utf-8", "surrogatepass")
    try:
        data.decode()
    except UnicodeDecodeError:
        return

    if data.startswith(OTHER_FILES):
        return
    opened = open_text(io.BytesIO(data))

    assert (opened.converted_from, opened.text.read().replace("\r\n", "\n")) == (
        "",
        text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"),
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for file_format in ("gift", "moodlexml", "xlsx"):
        with suppress(UnreadableFile):
            list(read_file(file_format, io.BytesIO(data)))
