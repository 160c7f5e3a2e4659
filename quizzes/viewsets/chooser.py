"""Choosing a question, or writing a new one, without leaving the lesson."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, StatusTagColumn
from wagtail.models import Locale
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetCreateView,
)

from quizzes.enums import Use
from quizzes.models import Question
from quizzes.page_forms import NewQuestionForm
from quizzes.queries.search import find_questions

from .columns import kind_label
from .filters import kind_choices

NEW_QUESTION_FIELDS = ("body", "use", "bloom")


def status_label(question: Question) -> str:
    if not question.live:
        return gettext("draft")
    return gettext("published, with changes") if question.has_unpublished_changes else gettext("published")


def status_column() -> StatusTagColumn:
    """Wagtail's own asks two queries a row for schedules and workflows."""
    return StatusTagColumn("status", label=_("Status"), accessor=status_label, primary=lambda question: question.live)


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
