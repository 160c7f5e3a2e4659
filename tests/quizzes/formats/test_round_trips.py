"""What is written is read again, whatever the texts hold."""

import io

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from quizzes.formats import FORMATS, read_file, write_file
from tests.factories.exchange import questions

EXAMPLES = {"gift": 200, "moodlexml": 200, "xlsx": 40}


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_is_written_is_read_again(file_format):
    @settings(max_examples=EXAMPLES[file_format], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(FORMATS[file_format].CARRIES), min_size=1, max_size=3))
    def check(written):
        file = io.BytesIO(b"".join(write_file(file_format, written)))

        read = list(read_file(file_format, file))

        assert read == written
        assert [question.notes for question in read] == [()] * len(written)

    check()
