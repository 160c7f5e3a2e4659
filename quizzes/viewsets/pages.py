"""What the CMS says about one question of the bank beside its form: where it is used, its versions, its copy, its deletion."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import DeleteView

from quizzes.models import Question
from quizzes.models.question import QuestionQuerySet
from quizzes.operations.bank import CannotDeleteQuestions, delete_questions, duplicate_question
from quizzes.queries.usage import count_uses, get_usage
from quizzes.queries.versions import get_comparison, list_versions


class QuestionView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page about one question, for whoever may change it: what it shows tells right from wrong."""

    model = Question
    permission_required = "change"
    header_icon = "help"
    index_url_name = ""
    edit_url_name = ""

    def get_base_object_queryset(self) -> QuestionQuerySet:
        return Question.objects.select_related("locale", "objective", "latest_revision")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": gettext("Questions")},
            {"url": self.edit_url, "label": str(self.object)},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.object)},
        ]

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def edit_url(self) -> str:
        return reverse(self.edit_url_name, args=[self.object.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(gettext("Edit"), url=self.edit_url, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, question=self.object, edit_url=self.edit_url)


class QuestionUsageView(QuestionView):
    """Wagtail's own page knows what published pages refer to; quizzes, rules, drafts, translations and attempts are here too."""

    page_title = _("Where it is used")
    template_name = "quizzes/bank/usage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, usage=get_usage(self.object))


class QuestionVersionsView(QuestionView):
    """Every version with its words and figures; two wordings, ``before`` and ``after``, side by side."""

    page_title = _("Versions and wordings")
    template_name = "quizzes/bank/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list_versions(self.object.translation_key)
        chosen = [self.request.GET.get(name, "") for name in ("before", "after")]
        is_chosen = all(name.isascii() and name.isdigit() and len(name) < 19 for name in chosen)
        comparison = get_comparison(versions, int(chosen[0]), int(chosen[1])) if is_chosen else None
        return super().get_context_data(
            **kwargs,
            versions=versions,
            comparison=comparison,
            wordings_count=sum(len(row.wordings) for row in versions),
            is_missing=any(chosen) and comparison is None,
            chosen=[int(name) for name in chosen] if is_chosen else [],
        )


class QuestionCopyView(QuestionView):
    """Asks, then makes the copy and opens it in the editor."""

    page_title = _("Copying the question")
    permission_required = "add"
    template_name = "quizzes/bank/copy.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        copy = duplicate_question(question=self.object, user=request.user)
        messages.success(request, gettext("This is the copy: a draft. Its translations are still to be made."))
        return redirect(self.edit_url_name, copy.pk)


class QuestionDeleteView(DeleteView):
    """A question that a lesson names is not deleted; deleting it in the source language deletes it in every language."""

    def delete_action(self) -> None:
        if self.object.locale.is_default:
            delete_questions(question_keys=[self.object.translation_key], user=self.request.user)
        else:
            super().delete_action()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = self.object.translation_key
        return self.refuse() if self.object.locale.is_default and count_uses([key])[key].is_used else super().get(request)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except CannotDeleteQuestions:
            return self.refuse()

    def refuse(self) -> HttpResponseRedirect:
        messages.error(
            self.request, gettext("Lessons name this question, so it is not deleted. Take it out of them first, or unpublish it.")
        )
        return redirect(self.usage_url_name, self.object.pk)
