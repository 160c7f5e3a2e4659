"""One attempt as it stands: its questions and the current answer to each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from quizzes.enums import Mode
from quizzes.grading import AnsweredItem, Basis, Result, grade_attempt
from quizzes.kinds import Kind, get_kind
from quizzes.kinds.base import Response, Words
from quizzes.models import Attempt, AttemptItem, Grade, QuestionVersion, QuestionWording, ResponseEvent
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
    rows = fetch_wordings(version_ids)
    return {key: words_in_force(found, started_at=started_at, until=until) for key, found in rows.items()}


def fetch_wordings(version_ids: Iterable[UUID]) -> dict[UUID, list[QuestionWording]]:
    """All words of each version, oldest first. One query, none for no versions."""
    rows: dict[UUID, list[QuestionWording]] = {version_id: [] for version_id in version_ids}
    if rows:
        for wording in QuestionWording.objects.filter(version__in=rows).order_by("created_at", "pk"):
            rows[wording.version_id].append(wording)
    return rows


def judge_sheet(sheet: Sheet, *, until: datetime, basis: Basis = NO_BASIS) -> Result:
    """Grades the current answers against the frozen versions, by the words that existed at ``until`` and by what ``basis`` settles.

    One query at most, for words are fetched only for the kinds that are marked by them; one more where a question was corrected.
    """
    versions = versions_judged(sheet.items, basis)
    by_words = [version.pk for version in versions.values() if get_kind(version.kind).needs_words(version.structure)]
    wordings = fetch_wordings(by_words)
    answered = []
    for item in sheet.items:
        version, rows = versions[item.position], wordings.get(versions[item.position].pk, [])
        if item.position in basis.versions:
            words = words_in_force(rows, until=basis.moments.get(item.position, until))
        else:
            words = words_in_force(rows, started_at=sheet.attempt.started_at, until=until)
        share = basis.share(item.position)
        answered.append(
            AnsweredItem(get_kind(version.kind), version.structure, list(words.values()), sheet.response(item), share)
        )
    return grade_attempt(answered, sheet.attempt.rules["pass_percent"])


def versions_judged(items: Iterable[AttemptItem], basis: Basis) -> dict[int, QuestionVersion]:
    """The version each item is judged by, by position: the frozen one unless a correction named another. One query, none without corrections."""
    corrected = QuestionVersion.objects.in_bulk(set(basis.versions.values())) if basis.versions else {}
    return {
        item.position: corrected[basis.versions[item.position]] if item.position in basis.versions else item.version
        for item in items
    }


def rejudge(grade: Grade) -> Result:
    """Judges the attempt anew as this grade of it was judged, without writing: the result equals the row, for ever.

    It rests on the answers, the frozen versions in the words of the attempt, the grade's basis, and on whether an earlier grade was a pass.
    Five queries at most beside ``grade.attempt``.
    """
    attempt = grade.attempt
    items = list(AttemptItem.objects.filter(attempt=attempt).select_related("version").order_by("position"))
    sheet = Sheet(attempt, items, current_responses(items))
    result = judge_sheet(sheet, until=attempt.submitted_at or attempt.started_at, basis=Basis.from_json(grade.basis))
    if not result.is_passed:
        earlier = Grade.objects.filter(attempt=attempt, number__lt=grade.number, is_passed=True)
        result = replace(result, is_passed=earlier.exists())
    return result
