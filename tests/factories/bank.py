"""A bank as it becomes after years: many questions, their versions, figures of some."""

import uuid
from datetime import UTC, datetime
from typing import Any

from quizzes.enums import Health
from quizzes.models import ItemStatistics, Question, QuestionVersion
from tests.factories.quizzes import make_body, make_locale

COMPUTED_AT = datetime(2026, 3, 2, tzinfo=UTC)


def make_bank(count: int, **fields: Any) -> list[Question]:
    """``count`` published single choices with a version each, without revisions or wordings."""
    questions = []
    for number in range(count):
        key = uuid.uuid4()
        question = Question(
            translation_key=key,
            locale=make_locale("ar"),
            body=make_body("single_choice", key, stem=f"سؤال {number}"),
            live=True,
            **fields,
        )
        question.describe()
        questions.append(question)
    Question.objects.bulk_create(questions)
    QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question_key=question.translation_key,
            number=1,
            kind=question.kind,
            structure={"options": []},
            structure_hash="0" * 64,
        )
        for question in questions
    )
    return questions


def make_statistics(question: Question, **fields: Any) -> ItemStatistics:
    """Figures of the question's newest version; in good health unless ``fields`` say otherwise."""
    version = QuestionVersion.objects.latest_of([question.translation_key]).get()
    figures: dict[str, Any] = {
        "first_attempts": 120,
        "facility": 0.7,
        "facility_low": 0.61,
        "facility_high": 0.77,
        "discrimination": 0.34,
        "health": Health.GOOD,
    }
    return ItemStatistics.objects.create(
        version=version, question_key=question.translation_key, computed_at=COMPUTED_AT, **{**figures, **fields}
    )
