"""What the pages of a test show: the start, the questions under way, the result."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from quizzes.definitions import QuizDefinition
from quizzes.enums import Counts, Feedback
from quizzes.frozen import AskedQuestion, FrozenQuestion, ReviewedQuestion
from quizzes.grading import Basis
from quizzes.models import Attempt, AttemptItem, Placement
from quizzes.registry import Address, Refusal, lesson_address
from quizzes.timing import extension_of

from .judgements import GradeStep, explain_judgements, list_steps, questions_as_judged
from .reading import reading_addresses
from .reviewing import ReviewNote, make_review_note
from .sheets import Sheet, fetch_words
from .standing import (
    PastAttempt,
    Standing,
    counting_rule,
    effective_grades,
    get_extra_percent,
    get_standing,
    pick_counted,
    standing_from,
)


@dataclass(frozen=True)
class StartPage:
    """``standing`` is None for somebody without an account. ``refusal``: what the layers above object to. ``limit_minutes``: this reader's time
    for one attempt, 0 without a limit."""

    quiz_key: UUID
    lesson_title: str
    lesson_url: str
    definition: QuizDefinition
    standing: Standing | None
    refusal: Refusal | None
    limit_minutes: int


def get_start_page(
    placement: Placement, learner: object | None, refusal: Refusal | None, language: str, now: datetime
) -> StartPage:
    """Three queries, one more where the time is limited."""
    definition = QuizDefinition.from_json(placement.definition)
    limit = definition.time_limit_minutes
    extra = get_extra_percent(learner, placement.course_key) if limit and learner is not None else 0
    title, url = lesson_address(placement.lesson_key, language)
    return StartPage(
        quiz_key=placement.quiz_key,
        lesson_title=title,
        lesson_url=url,
        definition=definition,
        standing=get_standing(learner, definition, now) if learner is not None else None,
        refusal=refusal,
        limit_minutes=limit * (100 + extra) // 100,
    )


@dataclass(frozen=True)
class TimeLeft:
    """What the page of an attempt says about its time. ``extension`` is what one press adds."""

    ends_at: datetime
    left: timedelta
    extension: timedelta
    extensions_used: int
    extensions_left: int

    @property
    def seconds_left(self) -> int:
        return max(0, int(self.left.total_seconds()))

    @property
    def extension_minutes(self) -> int:
        return int(self.extension.total_seconds()) // 60

    @property
    def is_on_another_day(self) -> bool:
        return timezone.localdate(self.ends_at) != timezone.localdate(self.ends_at - self.left)


@dataclass(frozen=True)
class TakeEntry:
    """One question of an attempt under way; ``review`` once its answer is final and explained."""

    question: AskedQuestion
    review: ReviewedQuestion | None


@dataclass(frozen=True)
class TakePage:
    """``unfinished``: questions without a whole answer. ``time`` is None where it is not limited. ``can_check``: answers are explained one by
    one."""

    attempt_id: UUID
    quiz_key: UUID
    number: int
    lesson_title: str
    lesson_url: str
    entries: list[TakeEntry]
    answered_count: int
    can_check: bool
    time: TimeLeft | None

    @property
    def questions(self) -> list[AskedQuestion]:
        return [entry.question for entry in self.entries]

    @property
    def unfinished(self) -> list[AskedQuestion]:
        return [question for question in self.questions if not question.is_complete]


def get_take_page(sheet: Sheet, language: str, now: datetime, only: int | None = None) -> TakePage:
    """``only`` limits it to one question. Two queries beside the sheet."""
    attempt, rules = sheet.attempt, QuizDefinition.from_json(sheet.attempt.rules)
    items = [item for item in sheet.items if only in (None, item.position)]
    questions = frozen_questions(sheet, items)
    final = [question for item, question in zip(items, questions, strict=True) if item.checked_at]
    addresses, (title, url) = reading_addresses(final, language, attempt.lesson_key)
    reading = iter(addresses)
    return TakePage(
        attempt_id=attempt.pk,
        quiz_key=attempt.quiz_key,
        number=attempt.number,
        lesson_title=title,
        lesson_url=url,
        entries=[
            TakeEntry(
                question.ask(language, item.position, f"q{item.position}"),
                review_checked(question, language, item.position, next(reading)) if item.checked_at else None,
            )
            for item, question in zip(items, questions, strict=True)
        ],
        answered_count=sheet.answered_count,
        can_check=rules.feedback == Feedback.EACH,
        time=get_time_left(attempt, rules, now),
    )


def review_checked(question: FrozenQuestion, language: str, position: int, address: Address) -> ReviewedQuestion:
    judged = question.judged
    return question.review(language, position, f"q{position}", judged.point, address, is_awaiting=judged.is_awaiting)


def get_time_left(attempt: Attempt, rules: QuizDefinition, now: datetime) -> TimeLeft | None:
    if attempt.deadline_at is None:
        return None
    return TimeLeft(
        ends_at=attempt.deadline_at,
        left=attempt.deadline_at - now,
        extension=extension_of(rules.time_limit_minutes),
        extensions_used=attempt.extensions_used,
        extensions_left=max(0, rules.extensions - attempt.extensions_used),
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
    counted: PastAttempt
    counts: str
    is_explained: bool
    is_ended_by_time: bool

    @property
    def is_counted(self) -> bool:
        """Whether this attempt counts, or one that has earned the same."""
        return self.counted.attempt_id == self.attempt.attempt_id or (
            self.counts == Counts.BEST
            and (self.counted.is_passed, self.counted.score) == (self.attempt.is_passed, self.attempt.score)
        )


def get_result_page(sheet: Sheet, language: str, now: datetime) -> ResultPage:
    """Six queries beside the sheet, two more where a question was corrected. The attempt must be submitted.

    Where a test is explained once it is passed, the answers of every attempt stay unexplained until one of them is.
    """
    attempt = sheet.attempt
    grades = effective_grades(attempt.learner_id, [attempt.quiz_key])
    grade = next(grade for grade in grades if grade.attempt_id == attempt.pk)
    basis = Basis.from_json(grade.basis)
    counts = counting_rule(grades)
    is_passed = any(each.is_passed for each in grades)
    is_explained = QuizDefinition.from_json(attempt.rules).feedback != Feedback.PASS or is_passed
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
                (question.review if is_explained else question.mark_only)(
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
        review=make_review_note(grade, is_passed=is_passed, now=now),
        counted=PastAttempt.from_grade(pick_counted(grades, counts) or grade),
        counts=counts,
        is_explained=is_explained,
        is_ended_by_time=attempt.is_ended_by_time,
    )


def frozen_questions(sheet: Sheet, items: Iterable[AttemptItem] | None = None) -> list[FrozenQuestion]:
    """The questions of an attempt, or some of them, in the words it was begun in. One query."""
    items = sheet.items if items is None else list(items)
    words = fetch_words([item.version_id for item in items], started_at=sheet.attempt.started_at)
    return [
        FrozenQuestion(
            kind=sheet.kind(item),
            structure=item.version.structure,
            words=words[item.version_id],
            response=sheet.response(item),
            # Another order in each question: otherwise equal lists of options would be shuffled alike.
            seed=sheet.attempt.seed + item.position,
        )
        for item in items
    ]
