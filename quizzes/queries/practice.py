"""Practice: questions explained at once. They use the latest versions; nothing of them counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from quizzes.definitions import QuizDefinition
from quizzes.enums import Mode
from quizzes.frozen import AskedQuestion, FrozenQuestion, ReviewedQuestion
from quizzes.kinds import get_kind
from quizzes.kinds.base import Response
from quizzes.models import Placement, Question, QuestionVersion, QuestionWording, ResponseEvent
from quizzes.wording import words_in_force

from .reading import reading_addresses

SEEDS = 2**31


@dataclass(frozen=True)
class PracticeQuestion:
    """One question with its latest version and words. ``name`` begins the names of its fields."""

    key: UUID
    number: int
    version: QuestionVersion
    frozen: FrozenQuestion

    @property
    def name(self) -> str:
        return practice_name(self.key)

    @property
    def is_answered(self) -> bool:
        return self.frozen.kind.is_complete(self.frozen.structure, self.frozen.response)

    @property
    def share(self) -> float | None:
        """None for what is not scored, and for what only a person could judge: nobody marks practice."""
        return None if self.frozen.kind.needs_person(self.frozen.structure) else self.frozen.judged.point

    def answered(self, response: Response) -> "PracticeQuestion":
        return replace(self, frozen=replace(self.frozen, response=response))

    def as_fields(self) -> list[tuple[str, str]]:
        return self.frozen.kind.form_fields(self.frozen.structure, self.frozen.response, self.name)


def practice_name(question_key: UUID) -> str:
    return f"q-{question_key}"


def practice_seed(quiz_key: UUID) -> int:
    """The same at every visit: an answered question keeps the order it was read in."""
    return quiz_key.int % SEEDS


def get_practice(
    placement: Placement, learner: object | None, *, responses: Mapping[UUID, Response] | None = None, only: UUID | None = None
) -> list[PracticeQuestion]:
    """The published questions of a practice in its order, each with the answer in force.

    For a learner that is the last one saved; ``responses`` by question key win over it. ``only`` limits them to one question, which keeps its
    number. Two queries for a learner, one for anybody else.
    """
    questions = get_practices([placement], learner, only=only)[placement.quiz_key]
    responses = responses or {}
    return [question.answered(responses[question.key]) if question.key in responses else question for question in questions]


def get_practices(
    placements: Iterable[Placement], learner: object | None, *, only: UUID | None = None
) -> dict[UUID, list[PracticeQuestion]]:
    """The same for several practices, by quiz key, in as many queries as for one."""
    keys_of = {placement.quiz_key: QuizDefinition.from_json(placement.definition).question_keys for placement in placements}
    wordings = latest_wordings({key for keys in keys_of.values() for key in keys if only in (None, key)})
    versions = {key: rows[0].version for key, rows in wordings.items()}
    answers = saved_responses(keys_of, learner, versions.values()) if learner is not None else {}
    return {
        quiz_key: [
            make_practice_question(wordings[key], number, answers.get((quiz_key, key), {}), practice_seed(quiz_key) + number)
            for number, key in enumerate(keys, start=1)
            if key in versions
        ]
        for quiz_key, keys in keys_of.items()
    }


def make_practice_question(wordings: list[QuestionWording], number: int, response: Response, seed: int) -> PracticeQuestion:
    """``wordings``: those of the latest version, as ``latest_wordings`` returns them."""
    version = wordings[0].version
    frozen = FrozenQuestion(
        kind=get_kind(version.kind),
        structure=version.structure,
        words=words_in_force(wordings),
        response=response,
        seed=seed,
    )
    return PracticeQuestion(key=version.question_key, number=number, version=version, frozen=frozen)


def latest_wordings(question_keys: Iterable[UUID]) -> dict[UUID, list[QuestionWording]]:
    """All words of the latest version of each question that is live in the source language, oldest first, with the version. One query."""
    keys = list(question_keys)
    live = Question.objects.published().filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
    versions = QuestionVersion.objects.latest_of(keys).filter(question_key__in=live.values("translation_key"))
    rows: dict[UUID, list[QuestionWording]] = {}
    for wording in QuestionWording.objects.filter(version__in=versions).select_related("version").order_by("created_at", "pk"):
        rows.setdefault(wording.version.question_key, []).append(wording)
    return rows


def saved_responses(
    quiz_keys: Iterable[UUID], learner: object, versions: Iterable[QuestionVersion]
) -> dict[tuple[UUID, UUID], Response]:
    """The learner's last answer to each of these versions, by quiz key and question key. One query."""
    events = ResponseEvent.objects.filter(
        attempt__learner=learner,
        attempt__quiz_key__in=list(quiz_keys),
        attempt__mode=Mode.PRACTICE,
        attempt__submitted_at=None,
        item__version__in=list(versions),
    ).order_by("sequence")
    rows = events.values_list("attempt__quiz_key", "item__version__question_key", "response")
    return {(quiz_key, question_key): response for quiz_key, question_key, response in rows}


def review_practice(questions: Iterable[PracticeQuestion], language: str) -> list[ReviewedQuestion]:
    """The answered questions, judged and explained. One query at most."""
    answered = [question for question in questions if question.is_answered]
    addresses, _lesson = reading_addresses([question.frozen for question in answered], language)
    return [
        question.frozen.review(language, question.number, question.name, question.share, address)
        for question, address in zip(answered, addresses, strict=True)
    ]


def ask_practice(question: PracticeQuestion, language: str) -> AskedQuestion:
    return question.frozen.ask(language, question.number, question.name)
