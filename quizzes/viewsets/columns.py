"""The columns of the bank. They read what ``describe_rows`` has gathered as ``question.bank``: no query a line."""

from typing import Any

from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from quizzes.enums import Flag
from quizzes.kinds import get_kinds
from quizzes.models import Question

from .filters import STATES

LONGEST_STEM = 90


def kind_label(question: Question) -> str:
    kind = get_kinds().get(question.kind)
    return kind.label if kind else ""


def shorten(text: str, length: int = LONGEST_STEM) -> str:
    """The beginning of a text, cut between words; a word that is longer still is cut itself."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head, _space, _rest = text[:length].rpartition(" ")
    return f"{head}…" if len(head) > length // 2 else truncatechars(text, length)


class StemColumn(TitleColumn):
    """The words last saved, cut short; whole when pointed at. In the direction of its own language."""

    def get_value(self, question: Question) -> str:
        return shorten(latest_title(question))

    def get_link_attrs(self, question: Question, parent_context: Any) -> dict[str, Any]:
        return {**super().get_link_attrs(question, parent_context), "title": latest_title(question), "dir": "auto"}


def latest_title(question: Question) -> str:
    """A draft's own words, which the row does not hold yet."""
    if question.has_unpublished_changes and question.latest_revision:
        return question.latest_revision.object_str
    return str(question)


class StateColumn(StatusTagColumn):
    """Wagtail's own asks two queries a row for schedules and workflows."""

    cell_template_name = "quizzes/bank/state_cell.html"

    def __init__(self) -> None:
        super().__init__("state", label=_("State"), primary=lambda question: question.live)

    def get_value(self, question: Question) -> list[str]:
        return [str(STATES[state]) for state in question.bank.states]


class LessonColumn(Column):
    def __init__(self) -> None:
        super().__init__("lesson", label=_("Lesson"), accessor=lambda question: question.bank.lesson_title)


class HealthColumn(Column):
    """Facility with its interval and how many answered, and in words what is conspicuous."""

    cell_template_name = "quizzes/bank/health_cell.html"

    def __init__(self) -> None:
        super().__init__("health", label=_("Health (first attempts)"), sort_key="facility")

    def get_value(self, question: Question) -> str:
        return "health"

    def get_cell_context_data(self, question: Question, parent_context: Any) -> dict[str, Any]:
        statistics = question.bank.statistics
        labels = dict(Flag.choices)
        return {
            **super().get_cell_context_data(question, parent_context),
            "has_version": bool(question.newest_version),
            "statistics": statistics,
            "flags": [labels.get(flag, flag) for flag in statistics.flags] if statistics else [],
        }


class DiscriminationColumn(Column):
    cell_template_name = "quizzes/bank/number_cell.html"

    def __init__(self) -> None:
        super().__init__("discrimination", label=_("Discrimination"), sort_key="discrimination")

    def get_value(self, question: Question) -> str:
        statistics = question.bank.statistics
        if statistics is None or statistics.discrimination is None:
            return "—"
        return f"{statistics.discrimination:.2f}"


class UsedColumn(Column):
    """In how many quizzes; leads to where."""

    cell_template_name = "quizzes/bank/used_cell.html"

    def __init__(self) -> None:
        super().__init__("used", label=_("Quizzes"), accessor=lambda question: str(question.bank.quizzes))
