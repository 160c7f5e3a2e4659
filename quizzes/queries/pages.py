"""What the pages of a test show: the start, the questions under way, the result."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from quizzes.definitions import QuizDefinition
from quizzes.frozen import AskedQuestion, FrozenQuestion, ReviewedQuestion
from quizzes.grading import Basis
from quizzes.models import Placement
from quizzes.registry import Refusal, lesson_address

from .judgements import GradeStep, explain_judgements, list_steps, questions_as_judged
from .reading import reading_addresses
from .reviewing import ReviewNote, make_review_note
from .sheets import Sheet, fetch_words
from .standing import PastAttempt, Standing, effective_grades, get_standing, standing_from


@dataclass(frozen=True)
class StartPage:
    """``standing`` is None for somebody without an account. ``refusal``: what the layers above object to."""

    quiz_key: UUID
    lesson_title: str
    lesson_url: str
    definition: QuizDefinition
    standing: Standing | None
    refusal: Refusal | None


def get_start_page(
    placement: Placement, learner: object | None, refusal: Refusal | None, language: str, now: datetime
) -> StartPage:
    """Three queries."""
    definition = QuizDefinition.from_json(placement.definition)
    title, url = lesson_address(placement.lesson_key, language)
    return StartPage(
        quiz_key=placement.quiz_key,
        lesson_title=title,
        lesson_url=url,
        definition=definition,
        standing=get_standing(learner, definition, now) if learner is not None else None,
        refusal=refusal,
    )


@dataclass(frozen=True)
class TakePage:
    """``unfinished``: positions without a whole answer."""

    attempt_id: UUID
    quiz_key: UUID
    number: int
    lesson_title: str
    lesson_url: str
    questions: list[AskedQuestion]
    answered_count: int

    @property
    def unfinished(self) -> list[AskedQuestion]:
        return [question for question in self.questions if not question.is_complete]


def get_take_page(sheet: Sheet, language: str) -> TakePage:
    """Two queries beside the sheet."""
    title, url = lesson_address(sheet.attempt.lesson_key, language)
    return TakePage(
        attempt_id=sheet.attempt.pk,
        quiz_key=sheet.attempt.quiz_key,
        number=sheet.attempt.number,
        lesson_title=title,
        lesson_url=url,
        questions=[
            question.ask(language, item.position, f"q{item.position}")
            for item, question in zip(sheet.items, frozen_questions(sheet), strict=True)
        ],
        answered_count=sheet.answered_count,
    )


@dataclass(frozen=True)
class ResultPage:
    """A judged attempt with its questions; ``standing`` says whether another may follow, None once the test is gone.

    ``steps``: how the mark has changed since the attempt was handed in.
    """

    attempt_id: UUID
    quiz_key: UUID
    lesson_title: str
    lesson_url: str
    attempt: PastAttempt
    pass_percent: int
    questions: list[ReviewedQuestion]
    standing: Standing | None
    review: ReviewNote | None
    steps: list[GradeStep]

    @property
    def is_best(self) -> bool:
        best = self.standing.best if self.standing else None
        return best is None or best.score <= self.attempt.score


def get_result_page(sheet: Sheet, language: str, now: datetime) -> ResultPage:
    """Six queries beside the sheet, two more where a question was corrected. The attempt must be submitted."""
    attempt = sheet.attempt
    grades = effective_grades(attempt.learner_id, [attempt.quiz_key])
    grade = next(grade for grade in grades if grade.attempt_id == attempt.pk)
    basis = Basis.from_json(grade.basis)
    questions = questions_as_judged(sheet, basis, frozen_questions(sheet))
    judgements = explain_judgements(sheet, basis, questions, language)
    addresses, (title, url) = reading_addresses(questions, language, attempt.lesson_key)
    placement = Placement.objects.live().filter(pk=attempt.quiz_key).first()
    definition = QuizDefinition.from_json(placement.definition) if placement else None
    return ResultPage(
        attempt_id=attempt.pk,
        quiz_key=attempt.quiz_key,
        lesson_title=title,
        lesson_url=url,
        attempt=PastAttempt.from_grade(grade),
        pass_percent=grade.pass_percent,
        questions=[
            replace(
                question.review(
                    language, item.position, f"q{item.position}", share, address, is_awaiting=item.position in basis.awaiting
                ),
                judgement=judgement,
            )
            for item, question, share, address, judgement in zip(
                sheet.items, questions, grade.points, addresses, judgements, strict=True
            )
        ],
        steps=list_steps(attempt),
        standing=standing_from(grades, attempt.learner_id, definition, now) if definition else None,
        review=make_review_note(grade, is_passed=any(grade.is_passed for grade in grades), now=now),
    )


def frozen_questions(sheet: Sheet) -> list[FrozenQuestion]:
    """The questions of an attempt in the words it was begun in. One query."""
    words = fetch_words([item.version_id for item in sheet.items], started_at=sheet.attempt.started_at)
    return [
        FrozenQuestion(
            kind=sheet.kind(item),
            structure=item.version.structure,
            words=words[item.version_id],
            response=sheet.response(item),
            # Another order in each question: otherwise equal lists of options would be shuffled alike.
            seed=sheet.attempt.seed + item.position,
        )
        for item in sheet.items
    ]
