"""The filter above a report: a plain GET form."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import ItemTitle
from learning.enums import State
from learning.models import Cohort
from reports.queries import CompletionFilter


class CompletionFilterForm(forms.Form):
    """Offers what this reader may choose and nothing else. An error says in a sentence why the filter makes no sense."""

    course = forms.ChoiceField(
        label=_("Course"),
        required=False,
        error_messages={"invalid_choice": _("The course in this filter is not one of those in your report.")},
    )
    cohort = forms.ChoiceField(
        label=_("Cohort"),
        required=False,
        error_messages={"invalid_choice": _("The cohort in this filter is not one of those in your report.")},
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Every state")), *State.choices],
        error_messages={"invalid_choice": _("The state in this filter does not exist.")},
    )

    def __init__(
        self, data: Mapping[str, str] | None, *, cohorts: Iterable[Cohort], courses: Mapping[UUID, ItemTitle | None]
    ) -> None:
        super().__init__(data)
        self.cohorts = {str(cohort.pk): cohort for cohort in cohorts}
        self.offer(
            "course",
            [
                ("", _("Every course")),
                *((str(key), title.title if title else _("Untitled course")) for key, title in courses.items()),
            ],
        )
        self.offer(
            "cohort",
            [
                ("", _("Every cohort")),
                *((key, cohort.name) for key, cohort in self.cohorts.items()),
            ],
        )

    def offer(self, name: str, choices: list[tuple[str, object]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, object]:
        super().clean()
        data = self.cleaned_data
        cohort = self.cohorts.get(data.get("cohort", ""))
        if cohort and data.get("course") and str(cohort.course_key) != data["course"]:
            raise forms.ValidationError(_("This cohort follows another course than the one in the filter."))
        return data

    @property
    def filters(self) -> CompletionFilter:
        """Call it on a valid form."""
        data = self.cleaned_data
        return CompletionFilter(
            course_key=UUID(data["course"]) if data["course"] else None,
            cohort=self.cohorts.get(data["cohort"]),
            state=State(data["state"]) if data["state"] else None,
        )

    def explain_errors(self) -> list[str]:
        return [message for messages in self.errors.values() for message in messages]
