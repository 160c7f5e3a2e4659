"""What the listing of the bank can be narrowed by."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from quizzes.enums import Flag, Health
from quizzes.kinds import get_kinds
from quizzes.models import Objective, Question
from quizzes.models.question import QuestionQuerySet
from quizzes.queries.bank import CHANGED, DRAFT, IN_REVIEW, PUBLISHED, filter_health, filter_module, filter_state
from quizzes.queries.search import list_tags
from quizzes.registry import LessonPlace, lesson_places

type Choices = list[tuple[str, Any]]

STATES = {
    DRAFT: _("draft"),
    PUBLISHED: _("published"),
    CHANGED: _("published, with changes"),
    IN_REVIEW: _("in review"),
}


def kind_choices() -> Choices:
    return [(name, kind.label) for name, kind in get_kinds().items()]


def health_choices() -> Choices:
    return [*Health.choices, *Flag.choices]


def course_choices(places: list[LessonPlace]) -> Choices:
    return list({str(place.course_key): place.course_title for place in places}.items())


def module_choices(places: list[LessonPlace]) -> Choices:
    """Modules below the title of their course."""
    courses: dict[str, dict[str, str]] = {}
    for place in places:
        courses.setdefault(place.course_title, {})[str(place.module_key)] = place.module_title
    return [(title, list(modules.items())) for title, modules in courses.items()]


def objective_choices() -> Choices:
    """By the key that is the same in every language. One query."""
    return [(str(key), text) for key, text in Objective.objects.in_source_language().values_list("translation_key", "text")]


def select(label: Any, choices: Callable[[], Choices] | Choices | tuple = (), **more: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("All"), widget=forms.Select, **more)


def radio(label: Any, choices: Callable[[], Choices] | Choices, **more: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("All"), widget=forms.RadioSelect, **more)


class QuestionFilterSet(WagtailFilterSet):
    """Of ``list_bank``. Where lessons stand and which tags there are is read once: three queries."""

    course = select(_("Course"), field_name="course_key")
    module = select(_("Module"), method="narrow_to_module")
    kind = radio(_("Kind"), kind_choices)
    objective = select(_("Objective"), field_name="objective__translation_key")
    tag = select(_("Tag"), method="narrow_to_tag")
    state = radio(_("State"), list(STATES.items()), method="narrow_to_state")
    health = radio(_("Health"), health_choices, method="narrow_to_health")
    locale = radio(_("Language"), settings.WAGTAIL_CONTENT_LANGUAGES, field_name="locale__language_code")

    class Meta:
        model = Question
        fields = ["course", "module", "kind", "use", "objective", "bloom", "tag", "state", "health", "locale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["course"].extra["choices"] = course_choices(self.places)
        self.filters["module"].extra["choices"] = module_choices(self.places)
        self.filters["objective"].extra["choices"] = objective_choices()
        self.filters["tag"].extra["choices"] = [(tag, tag) for tag in list_tags()]

    @cached_property
    def places(self) -> list[LessonPlace]:
        return lesson_places()

    def narrow_to_module(self, questions: QuestionQuerySet, name: str, value: str) -> QuestionQuerySet:
        return filter_module(questions, UUID(value), self.places)

    def narrow_to_tag(self, questions: QuestionQuerySet, name: str, value: str) -> QuestionQuerySet:
        return questions.tagged(value)

    def narrow_to_state(self, questions: QuestionQuerySet, name: str, value: str) -> QuestionQuerySet:
        return filter_state(questions, value)

    def narrow_to_health(self, questions: QuestionQuerySet, name: str, value: str) -> QuestionQuerySet:
        return filter_health(questions, value)
