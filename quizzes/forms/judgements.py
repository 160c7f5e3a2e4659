"""What editors and markers fill in."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from elearn.lib.arabic import clean_text
from quizzes.enums import CorrectionRule
from quizzes.models import Correction
from quizzes.queries.corrections import CorrectedQuestion

LONGEST_REASON = Correction._meta.get_field("reason").max_length


class CorrectionForm(forms.Form):
    """Which past answers are judged anew, by which rule, and why. Only versions that somebody was asked are offered."""

    rule = forms.ChoiceField(label=_("Rule"), choices=CorrectionRule, widget=forms.RadioSelect)
    versions = forms.TypedMultipleChoiceField(
        label=_("Answers to these versions"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the record: what was wrong. Learners do not see it."),
    )

    def __init__(self, *args: Any, question: CorrectedQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obstacles = {use.version.pk: use.obstacle for use in question.uses}
        asked = [use for use in question.uses if use.attempts]
        self.fields["versions"].choices = [(str(use.version.pk), use.version.number) for use in asked]
        usable = [str(use.version.pk) for use in asked if not use.obstacle]
        self.fields["versions"].initial = usable or [str(use.version.pk) for use in asked]
        self.fields["rule"].initial = CorrectionRule.VERSION if usable else CorrectionRule.FULL

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(self.fields["reason"].error_messages["required"])
        return reason

    def clean(self) -> dict[str, Any]:
        super().clean()
        chosen = self.cleaned_data.get("versions") or []
        if self.cleaned_data.get("rule") == CorrectionRule.VERSION and any(self.obstacles.get(key) for key in chosen):
            self.add_error("versions", _("Not all of these can be judged by the latest version: the table says why."))
        return self.cleaned_data


class MarkForm(forms.Form):
    """A level for each criterion, and a comment. ``criteria``: key and levels of each, as (key, text)."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("The learner reads it beside the mark."),
    )

    def __init__(
        self, *args: Any, criteria: Iterable[tuple[str, str, list[tuple[str, str]]]], levels: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = []
        for key, text, choices in criteria:
            self.keys.append(key)
            self.fields[f"criterion-{key}"] = forms.ChoiceField(
                label=text,
                choices=choices,
                widget=forms.RadioSelect,
                initial=levels.get(key),
                error_messages={"required": _("Choose a level for this criterion.")},
            )
        self.order_fields([*(f"criterion-{key}" for key in self.keys), "comment", "seen"])

    @property
    def criteria(self) -> list[forms.BoundField]:
        return [self[f"criterion-{key}"] for key in self.keys]

    @property
    def levels(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"criterion-{key}"] for key in self.keys}
