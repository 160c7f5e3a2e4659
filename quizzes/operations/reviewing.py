"""Answering a question that was missed once: judged and explained at once, and its next day set by that."""

from datetime import datetime
from uuid import UUID

from quizzes.kinds import BadResponse
from quizzes.kinds.base import FormData
from quizzes.queries.practice import practice_name
from quizzes.queries.reviewing import get_review_questions, make_review_placement
from quizzes.reviewing import ReviewPlan, ReviewSet

from .practice import CannotAnswerPractice, save_practice


def answer_review(
    *,
    plan: ReviewPlan,
    course_key: UUID,
    question_key: UUID,
    learner: object,
    data: FormData,
    language: str,
    now: datetime,
    client_event_id: UUID | None = None,
) -> ReviewPlan:
    """Judges and stores one answer, and returns the plan as it stands afterwards. ``plan`` is the learner's, of the day of ``now``.

    Storing follows the rules of ``answer_practice``. Raises BadResponse, also for a question that is not in this review, CannotAnswerPractice,
    CannotSaveAnswer("changed").
    """
    asked = ReviewSet(1, (question_key,) if question_key in plan.states else ())
    question = next(iter(get_review_questions(learner, course_key, plan, asked)), None)
    if question is None:
        raise BadResponse("no such question here")
    response = question.frozen.kind.parse(question.version.structure, data, practice_name(question_key))
    if not question.frozen.kind.is_complete(question.version.structure, response):
        raise CannotAnswerPractice
    answered = question.answered(response)
    share = answered.share
    if share is None:
        raise BadResponse("nothing judges an answer to this question any more")
    save_practice(make_review_placement(course_key), answered, learner, language, now, client_event_id)
    return plan.with_answer(question_key, share)
