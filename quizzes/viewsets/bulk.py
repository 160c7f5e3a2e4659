"""What can be done to several questions of the listing at once. Each asks first, saying how many questions it concerns."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext, gettext_lazy as _, ngettext
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from quizzes.enums import Use
from quizzes.models import Objective, Question
from quizzes.operations.bank import (
    CannotDeleteQuestions,
    add_tag,
    delete_questions,
    publish_questions,
    remove_tag,
    set_lesson,
    set_objective,
    set_use,
    unpublish_questions,
)
from quizzes.page_forms import TagField, lesson_field_choices
from quizzes.queries.bank import list_bank
from quizzes.queries.search import find_questions
from quizzes.queries.usage import count_uses
from quizzes.registry import lesson_places

from .columns import shorten
from .filters import QuestionFilterSet

SHOWN = 20


class QuestionBulkAction(SnippetBulkAction):
    """``needs``: the permissions without which a question is left out. ``verb``: the button; ``explanation``: what will happen."""

    template_name = "quizzes/bank/bulk.html"
    needs: tuple[str, ...] = ("change", "publish")
    explanation: Any = ""
    is_serious = False
    outcome: str | None = None

    @classproperty
    def models(cls) -> list[type[Question]]:
        return [Question]

    @classmethod
    def get_queryset(cls, model: type[Question], object_ids: Any) -> list[Question]:  # noqa: ARG003
        """Those that are still there: another editor may have deleted one in the meantime."""
        return list(Question.objects.filter(pk__in=list(object_ids)).select_related("locale").order_by("pk"))

    def get_all_objects_in_listing_query(self, parent_id: object) -> Any:
        """All that the listing shows, on every page of it: what was searched and filtered for stands in the address to return to."""
        data = QueryDict(urlsplit(self.next_url).query)
        filters = QuestionFilterSet(data, queryset=list_bank(), request=self.request)
        if not filters.is_valid():
            return []
        return find_questions(filters.qs, data.get("q", "")).values_list("pk", flat=True)

    def check_perm(self, question: Question) -> bool:
        policy = policy_registry.get_by_type(Question)
        return all(policy.user_has_permission(self.request.user, action) for action in self.needs)

    def object_context(self, question: Question) -> dict[str, Any]:
        url = reverse("wagtailsnippets_quizzes_question:edit", args=[question.pk])
        return {"item": question, "edit_url": url, "note": self.notes.get(question.pk, "")}

    @cached_property
    def notes(self) -> dict[int, str]:
        """What is said beside a question, by its id."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        items = context["items"]
        return {
            **context,
            "action": self,
            "shown_items": items[:SHOWN],
            "more_count": max(len(items) - SHOWN, 0),
            "questions_count": len({item["item"].translation_key for item in items}),
            "is_refused": self.is_refused,
        }

    @property
    def is_refused(self) -> bool:
        return False

    def execute(self, questions: list[Question]) -> int:
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: list[Question], self: Any = None, **kwargs: Any) -> tuple[int, int]:  # noqa: ARG003
        return self.execute(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        if self.outcome:
            return self.outcome
        if not num_parent_objects:
            return gettext("Nothing had to be changed.")
        changed = ngettext(
            "%(count)s question changed, in every language.",
            "%(count)s questions changed, in every language.",
            num_parent_objects,
        )
        return changed % {"count": num_parent_objects}


def keys_of(questions: list[Question]) -> set[UUID]:
    return {question.translation_key for question in questions}


class TagForm(forms.Form):
    tag = TagField(label=_("Tag"))


class KnownTagForm(forms.Form):
    tag = forms.ChoiceField(label=_("Tag"))

    def __init__(self, *args: Any, tags: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [(tag, tag) for tag in tags]


class UseForm(forms.Form):
    use = forms.ChoiceField(label=_("Use"), choices=Use.choices)


class LessonForm(forms.Form):
    lesson = forms.TypedChoiceField(
        label=_("Lesson"), required=False, coerce=UUID, empty_value=None, choices=lesson_field_choices
    )


class ObjectiveForm(forms.Form):
    objective = forms.ModelChoiceField(label=_("Objective"), required=False, queryset=Objective.objects.none(), empty_label="—")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = Objective.objects.in_source_language()


class AddTagAction(QuestionBulkAction):
    display_name = _("Adding a tag")
    action_type = "add_tag"
    aria_label = _("Adding a tag to the selected questions")
    action_priority = 10
    form_class = TagForm
    explanation = _("The tag is added in every language, in what is published and in drafts.")

    def execute(self, questions: list[Question]) -> int:
        return add_tag(question_keys=keys_of(questions), tag=self.cleaned_form.cleaned_data["tag"], user=self.request.user)


class RemoveTagAction(QuestionBulkAction):
    display_name = _("Removing a tag")
    action_type = "remove_tag"
    aria_label = _("Removing a tag from the selected questions")
    action_priority = 11
    form_class = KnownTagForm
    explanation = _("The tag is removed in every language, from what is published and from drafts.")

    @cached_property
    def tags(self) -> list[str]:
        """Tags that any of the chosen questions has, as published or as drafted."""
        questions, _without = self.get_actionable_objects()
        rows = Question.objects.filter(translation_key__in=keys_of(questions)).select_related("latest_revision")
        tags = {
            tag
            for row in rows
            for tag in [*row.tags, *(row.latest_revision.content.get("tags", []) if row.latest_revision else [])]
        }
        return sorted(tags)

    @property
    def is_refused(self) -> bool:
        return not self.tags

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "tags": self.tags}

    def execute(self, questions: list[Question]) -> int:
        return remove_tag(question_keys=keys_of(questions), tag=self.cleaned_form.cleaned_data["tag"], user=self.request.user)


class SetUseAction(QuestionBulkAction):
    display_name = _("Changing the use")
    action_type = "set_use"
    aria_label = _("Changing the use of the selected questions")
    action_priority = 12
    form_class = UseForm
    explanation = _("Rules that draw questions take graded ones only. Quizzes that name a question keep it.")

    def execute(self, questions: list[Question]) -> int:
        use = Use(self.cleaned_form.cleaned_data["use"])
        return set_use(question_keys=keys_of(questions), use=use, user=self.request.user)


class SetLessonAction(QuestionBulkAction):
    display_name = _("Choosing the lesson")
    action_type = "set_lesson"
    aria_label = _("Choosing the lesson of the selected questions")
    action_priority = 13
    form_class = LessonForm
    explanation = _("Where the answers can be read again. The course follows the lesson; a section of another lesson is emptied.")

    def execute(self, questions: list[Question]) -> int:
        lesson_key = self.cleaned_form.cleaned_data["lesson"]
        course_key = next((place.course_key for place in lesson_places() if place.lesson_key == lesson_key), None)
        return set_lesson(question_keys=keys_of(questions), lesson_key=lesson_key, course_key=course_key, user=self.request.user)


class SetObjectiveAction(QuestionBulkAction):
    display_name = _("Choosing the objective")
    action_type = "set_objective"
    aria_label = _("Choosing the objective of the selected questions")
    action_priority = 14
    form_class = ObjectiveForm
    explanation = _("Each translation names the objective in its own language, where it has been translated.")

    def execute(self, questions: list[Question]) -> int:
        objective = self.cleaned_form.cleaned_data["objective"]
        return set_objective(question_keys=keys_of(questions), objective=objective, user=self.request.user)


class PublishAction(QuestionBulkAction):
    display_name = _("Publishing")
    action_type = "publish"
    aria_label = _("Publishing the selected questions")
    action_priority = 20
    needs = ("publish",)
    explanation = _("What was last saved of each is published. One that is not finished stays a draft, and you are told which.")

    def execute(self, questions: list[Question]) -> int:
        result = publish_questions(questions=questions, user=self.request.user)
        count = len(result.published)
        said = [ngettext("%(count)s question published.", "%(count)s questions published.", count) % {"count": count}]
        if result.unfinished:
            names = "، ".join(f"“{shorten(str(question), 40)}”" for question in result.unfinished[:SHOWN])
            said.append(gettext("Not finished, so not published: %(names)s") % {"names": names})
        self.outcome = " ".join(said)
        return count


class UnpublishAction(QuestionBulkAction):
    display_name = _("Unpublishing")
    action_type = "unpublish"
    aria_label = _("Unpublishing the selected questions")
    action_priority = 21
    needs = ("publish",)
    is_serious = True
    explanation = _(
        "New attempts are no longer given them; attempts under way go on. A question in the source language takes its translations along."
    )

    @cached_property
    def notes(self) -> dict[int, str]:
        return use_notes(self.get_actionable_objects()[0])

    def execute(self, questions: list[Question]) -> int:
        count = unpublish_questions(questions=questions, user=self.request.user)
        said = ngettext(
            "%(count)s question unpublished, translations counted.",
            "%(count)s questions unpublished, translations counted.",
            count,
        )
        self.outcome = said % {"count": count}
        return count


class DeleteAction(QuestionBulkAction):
    """Takes the place of Wagtail's, which knows neither quizzes nor translations."""

    display_name = _("Deleting")
    action_type = "delete"
    aria_label = _("Deleting the selected questions")
    action_priority = 30
    needs = ("delete",)
    classes = {"serious"}
    is_serious = True
    explanation = _("A question is deleted in every language. Attempts keep the versions they began with.")

    @cached_property
    def notes(self) -> dict[int, str]:
        return use_notes(self.get_actionable_objects()[0])

    @cached_property
    def is_refused(self) -> bool:
        questions, _without = self.get_actionable_objects()
        return any(counts.is_used for counts in count_uses(keys_of(questions)).values())

    def execute(self, questions: list[Question]) -> int:
        try:
            count = delete_questions(question_keys=keys_of(questions), user=self.request.user)
        except CannotDeleteQuestions as error:
            count = 0
            used = ngettext(
                "Nothing was deleted: lessons name %(count)s of the questions.",
                "Nothing was deleted: lessons name %(count)s of the questions.",
                len(error.uses),
            )
            self.outcome = used % {"count": len(error.uses)}
            return count
        self.outcome = ngettext("%(count)s question deleted.", "%(count)s questions deleted.", count) % {"count": count}
        return count


def use_notes(questions: list[Question]) -> dict[int, str]:
    """In words, where each question is used."""
    uses = count_uses(keys_of(questions))
    notes = {}
    for question in questions:
        counts = uses[question.translation_key]
        said = [
            ngettext("in %(count)s quiz", "in %(count)s quizzes", counts.quizzes) % {"count": counts.quizzes}
            if counts.quizzes
            else "",
            ngettext("on %(count)s page", "on %(count)s pages", counts.pages) % {"count": counts.pages} if counts.pages else "",
            ngettext("in %(count)s attempt", "in %(count)s attempts", counts.attempts) % {"count": counts.attempts}
            if counts.attempts
            else "",
        ]
        notes[question.pk] = "، ".join(filter(None, said))
    return notes


ACTIONS = (
    AddTagAction,
    RemoveTagAction,
    SetUseAction,
    SetLessonAction,
    SetObjectiveAction,
    PublishAction,
    UnpublishAction,
    DeleteAction,
)
