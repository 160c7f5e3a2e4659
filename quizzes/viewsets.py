"""The question bank in the CMS."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, StatusTagColumn, UpdatedAtColumn
from wagtail.models import Locale
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from quizzes.bank_buttons import file_buttons
from quizzes.enums import Use
from quizzes.kinds import get_kinds
from quizzes.models import Objective, Question
from quizzes.page_forms import NewQuestionForm, QuestionForm
from quizzes.panels import ItemHealthPanel
from quizzes.permissions import user_can_see_health
from quizzes.queries.health import get_versions
from quizzes.queries.search import find_questions

NEW_QUESTION_FIELDS = ("body", "use", "bloom")


def kind_choices() -> list[tuple[str, str]]:
    return [(name, kind.label) for name, kind in get_kinds().items()]


def kind_label(question: Question) -> str:
    kind = get_kinds().get(question.kind)
    return kind.label if kind else ""


def status_label(question: Question) -> str:
    if not question.live:
        return gettext("draft")
    return gettext("published, with changes") if question.has_unpublished_changes else gettext("published")


def status_column() -> StatusTagColumn:
    """Wagtail's own asks two queries a row for schedules and workflows."""
    return StatusTagColumn("status", label=_("Status"), accessor=status_label, primary=lambda question: question.live)


class QuestionFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_choices, empty_label=_("All"), widget=forms.RadioSelect)
    objective = django_filters.ModelChoiceFilter(
        label=_("Objective"), queryset=Objective.objects.order_by("text"), widget=forms.Select
    )

    class Meta:
        model = Question
        fields = ["kind", "use", "bloom", "objective"]


class QuestionIndexView(IndexView):
    @property
    def header_more_buttons(self) -> list:
        return [*super().header_more_buttons, *file_buttons(self.request)]

    def search_queryset(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return find_questions(queryset, self.search_query) if self.is_searching else queryset


class QuestionChooserFilterForm(LocaleFilterMixin, BaseFilterForm):
    """Narrows the chooser: by words of the stem, by kind and by use."""

    q = forms.CharField(label=_("Words of the question"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, widget=forms.Select(attrs={"data-chooser-modal-search-filter": True})
    )
    use = forms.ChoiceField(
        label=_("Use"),
        required=False,
        choices=[("", _("All")), *Use.choices],
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *kind_choices()]

    def filter(self, objects: QuerySet[Question]) -> QuerySet[Question]:
        objects = super().filter(objects)
        for name in ("kind", "use"):
            if self.cleaned_data.get(name):
                objects = objects.filter(**{name: self.cleaned_data[name]})
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        return find_questions(objects, self.search_query or "")


class QuestionChooseMixin:
    """Newest first: the question that was just written is the one that is looked for."""

    filter_form_class = QuestionChooserFilterForm
    ordering = "-pk"

    @property
    def columns(self) -> list[Column]:
        kept = [column for column in super().columns if not isinstance(column, LiveStatusTagColumn)]  # type: ignore[misc]
        return [*kept, Column("kind", label=_("Kind"), accessor=kind_label), status_column()]


class QuestionChooseView(QuestionChooseMixin, ChooseView):
    pass


class QuestionChooseResultsView(QuestionChooseMixin, ChooseResultsView):
    pass


class QuestionCreateView(SnippetCreateView):
    """Writes a question without leaving the lesson: published at once by whoever may publish, a draft otherwise."""

    def save_form(self, form: forms.ModelForm) -> Question:
        question = form.save(commit=False)
        question.live = False
        question.locale = Locale.get_default()
        with transaction.atomic():
            question.save()
            revision = question.save_revision(user=self.request.user)
            if policy_registry.get_by_type(Question).user_has_permission(self.request.user, "publish"):
                revision.publish(user=self.request.user)
        question.refresh_from_db()
        return question


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView
    create_view_class = QuestionCreateView
    creation_tab_label = _("New question")
    create_action_label = _("Save the question and use it")
    create_action_clicked_label = _("Saving")

    @property
    def _creation_form_class(self) -> type[forms.ModelForm]:
        return modelform_factory(Question, form=NewQuestionForm, fields=NEW_QUESTION_FIELDS)


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    index_view_class = QuestionIndexView
    chooser_viewset_class = QuestionChooserViewSet
    filterset_class = QuestionFilterSet
    list_per_page = 20
    ordering = ("-pk",)
    list_display = (
        "stem",
        Column("kind", label=_("Kind"), accessor=kind_label),
        Column("use", label=_("Use"), accessor="get_use_display"),
        Column("bloom", label=_("Level"), accessor="get_bloom_display"),
        "locale",
        status_column(),
        UpdatedAtColumn(),
    )
    list_export = ("stem", "kind", "use", "bloom", "locale")
    edit_handler = ObjectList(
        [
            FieldPanel("body"),
            FieldRowPanel([FieldPanel("use"), FieldPanel("bloom")]),
            FieldPanel("objective"),
            MultiFieldPanel([FieldPanel("lesson_key"), FieldPanel("anchor")], heading=_("Where to read again")),
            MultiFieldPanel([FieldPanel("misconception"), FieldPanel("source_refs")], heading=_("For the editors")),
            ItemHealthPanel(get_versions, heading=_("Question health"), icon="clipboard-list"),
        ],
        base_form_class=QuestionForm,
    )

    def get_queryset(self, request: object) -> QuerySet[Question]:
        return Question.objects.select_related("locale")


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "success"
    menu_label = _("Learning objectives")
    list_display = ("text", Column("bloom", label=_("Level"), accessor="get_bloom_display"), "locale")
    list_filter = ("bloom",)
    list_per_page = 20
    panels = [FieldPanel("text"), FieldPanel("bloom")]


class HealthMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_see_health(request.user)


class QuestionBankGroup(SnippetViewSetGroup):
    """What is asked: questions, and the objectives they ask about."""

    items: Iterable[type[SnippetViewSet]] = (QuestionViewSet, ObjectiveViewSet)
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 220

    def get_submenu_items(self) -> list[MenuItem]:
        health = HealthMenuItem(
            _("Item health"), reverse_lazy("health:tests"), name="health", icon_name="clipboard-list", order=900
        )
        return [*super().get_submenu_items(), health]
