"""One attempt as it stands: its questions and the current answer to each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from quizzes.enums import Mode
from quizzes.grading import AnsweredItem, Basis, Result, grade_attempt
from quizzes.kinds import Kind, get_kind
from quizzes.kinds.base import Response, Words
from quizzes.models import Attempt, AttemptItem, QuestionWording, ResponseEvent
from quizzes.wording import words_in_force

NO_BASIS = Basis()


@dataclass
class Sheet:
    """The questions of an attempt in order, and the current answers by position; no entry where nothing was ever saved."""

    attempt: Attempt
    items: list[AttemptItem]
    responses: dict[int, Response] = field(default_factory=dict)

    def kind(self, item: AttemptItem) -> Kind:
        return get_kind(item.version.kind)

    def response(self, item: AttemptItem) -> Response:
        return self.responses.get(item.position, {})

    def item_at(self, position: int) -> AttemptItem:
        """Raises Attempt.DoesNotExist for a question that is not there."""
        for item in self.items:
            if item.position == position:
                return item
        raise Attempt.DoesNotExist

    def is_complete(self, item: AttemptItem) -> bool:
        return self.kind(item).is_complete(item.version.structure, self.response(item))

    @property
    def unfinished(self) -> list[int]:
        """Positions of the questions without a whole answer."""
        return [item.position for item in self.items if not self.is_complete(item)]

    @property
    def answered_count(self) -> int:
        return len(self.items) - len(self.unfinished)


def get_sheet(learner: object, attempt_id: UUID, *, is_locked: bool = False) -> Sheet:
    """A graded attempt of this learner. Raises Attempt.DoesNotExist, the same for a missing and for a foreign one. Two queries.

    ``is_locked`` holds the attempt's row until the end of the transaction, so that no answer slips in between reading and writing.
    """
    return sheet_of(AttemptItem.objects.filter(attempt_id=attempt_id, attempt__learner=learner), is_locked=is_locked)


def get_any_sheet(attempt_id: UUID, *, is_locked: bool = False) -> Sheet:
    """The same whosever attempt it is: for what the clock does, not a person."""
    return sheet_of(AttemptItem.objects.filter(attempt_id=attempt_id), is_locked=is_locked)


def sheet_of(items: QuerySet[AttemptItem], *, is_locked: bool) -> Sheet:
    items = items.filter(attempt__mode=Mode.GRADED).select_related("attempt", "version").order_by("position")
    if is_locked:
        items = items.select_for_update(of=("attempt",))
    found = list(items)
    if not found:
        raise Attempt.DoesNotExist
    return Sheet(found[0].attempt, found, current_responses(found))


def current_responses(items: Iterable[AttemptItem]) -> dict[int, Response]:
    """The answer with the highest sequence, by position. The items are of one attempt. One query."""
    positions = {item.pk: item.position for item in items}
    newest = (
        ResponseEvent.objects.filter(item__in=positions).order_by().values("item").annotate(last=Max("sequence")).values("last")
    )
    attempt_ids = {item.attempt_id for item in items}
    events = ResponseEvent.objects.filter(attempt__in=attempt_ids, sequence__in=newest)
    return {positions[item_id]: response for item_id, response in events.values_list("item_id", "response")}


def fetch_words(
    version_ids: Iterable[UUID], *, started_at: datetime | None = None, until: datetime | None = None
) -> dict[UUID, dict[str, Words]]:
    """The words in force of each version, by language. One query, none for no versions."""
    rows: dict[UUID, list[QuestionWording]] = {version_id: [] for version_id in version_ids}
    if rows:
        for wording in QuestionWording.objects.filter(version__in=rows).order_by("created_at", "pk"):
            rows[wording.version_id].append(wording)
    return {key: words_in_force(found, started_at=started_at, until=until) for key, found in rows.items()}


def judge_sheet(sheet: Sheet, *, until: datetime, basis: Basis = NO_BASIS) -> Result:
    """Grades the current answers against the frozen versions, by the words that existed at ``until`` and by what ``basis`` settles.

    One query at most: words are fetched only for the kinds that are marked by them.
    """
    by_words = [item.version_id for item in sheet.items if sheet.kind(item).is_marked_by_words]
    words = fetch_words(by_words, started_at=sheet.attempt.started_at, until=until)
    answered = [
        AnsweredItem(
            sheet.kind(item),
            item.version.structure,
            list(words.get(item.version_id, {}).values()),
            sheet.response(item),
            basis.share(item.position),
        )
        for item in sheet.items
    ]
    return grade_attempt(answered, sheet.attempt.rules["pass_percent"])
