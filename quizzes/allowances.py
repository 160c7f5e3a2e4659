"""More time for single learners, in the CMS: granted by whoever looks after them, seen by nobody else."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from elearn.lib import clock
from quizzes.models import Allowance
from quizzes.operations import grant_allowance
from quizzes.registry import Charge, charges_of, in_charge_of, is_in_charge, lesson_places


class AllowancePermissionPolicy(ModelPermissionPolicy):
    """Whoever is in charge of learners may give them more time, and sees what they were given; no group needs a permission for it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(user.is_active) and is_in_charge(user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return self.user_has_permission(user, "change")

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet[Allowance]:
        return (
            Allowance.objects.filter(in_charge_of(user)) if self.user_has_permission(user, "change") else Allowance.objects.none()
        )

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Allowance) -> bool:
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()


def charge_choice(charge: Charge) -> tuple[str, str]:
    return f"{charge.learner_id}:{charge.course_key}", " — ".join(filter(None, (charge.name, charge.course_title, charge.group)))


class AllowanceForm(WagtailAdminModelForm):
    """A learner in one's charge and how much more time; whose it is cannot be changed afterwards."""

    charge = forms.ChoiceField(label=_("Learner and course"))

    class Meta:
        model = Allowance
        fields = ["extra_percent"]
        help_texts = {
            "extra_percent": _("50: a test of 20 minutes takes 30. A test under way gets longer at once, and never shorter.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.charges = {charge_choice(charge)[0]: charge for charge in charges_of(self.for_user)}
            self.fields["charge"].choices = [("", "—"), *map(charge_choice, self.charges.values())]
            self.order_fields(["charge", "extra_percent"])
        else:
            del self.fields["charge"]

    def clean_charge(self) -> Charge:
        charge = self.charges[self.cleaned_data["charge"]]
        if Allowance.objects.filter(learner=charge.learner_id, course_key=charge.course_key).exists():
            raise ValidationError(_("This learner has an allowance for this course already: change that one."))
        return charge

    def save(self, commit: bool = True) -> Allowance:
        charge = self.cleaned_data.get("charge")
        granted = grant_allowance(
            learner_id=charge.learner_id if charge else self.instance.learner_id,
            course_key=charge.course_key if charge else self.instance.course_key,
            extra_percent=self.cleaned_data["extra_percent"],
            granted_by=self.for_user,
            now=clock.now(),
        )
        # Wagtail writes its log about the instance that it gave to the form.
        self.instance.pk = granted.pk
        self.instance.refresh_from_db()
        return self.instance


class OwnCharges:
    """Reaches only the allowances of learners in the person's charge: another one is a 404, as if it did not exist."""

    request: HttpRequest
    permission_policy: ModelPermissionPolicy
    permission_required: str

    def get_queryset(self) -> QuerySet[Allowance]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, self.permission_required)


class AllowanceIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Allowance]:
        titles = {place.course_key: place.course_title for place in lesson_places()}
        cases = [When(course_key=key, then=Value(title)) for key, title in titles.items()]
        allowances = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        title = Case(*cases, default=Value(""), output_field=CharField()) if cases else Value("")
        return allowances.select_related("learner", "granted_by").annotate(course_title=title)


class AllowanceEditView(OwnCharges, generic.EditView):
    pass


class AllowanceDeleteView(OwnCharges, generic.DeleteView):
    """Tests that begin from now on have the usual limit; an attempt under way keeps the time it has."""


class AllowanceHistoryView(HistoryView):
    def get_base_object_queryset(self) -> QuerySet[Allowance]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, self.permission_required)


def learner_name(allowance: Allowance) -> str:
    return allowance.learner.get_short_name()


def granter_name(allowance: Allowance) -> str:
    return allowance.granted_by.get_short_name() if allowance.granted_by else ""


def granted_on(allowance: Allowance) -> str:
    return date_format(allowance.granted_at, "d/m/Y")


class AllowanceViewSet(ModelViewSet):
    model = Allowance
    icon = "time"
    menu_label = _("Time allowances")
    menu_order = 255
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    ordering = "-granted_at"
    list_per_page = 50
    list_display = [
        Column("learner", label=_("Learner"), accessor=learner_name),
        Column("course_title", label=_("Course")),
        Column("extra_percent", label=_("More time, percent"), accessor="extra_percent"),
        Column("granted_by", label=_("Granted by"), accessor=granter_name),
        Column("granted_at", label=_("Granted on"), accessor=granted_on),
    ]
    index_view_class = AllowanceIndexView
    edit_view_class = AllowanceEditView
    delete_view_class = AllowanceDeleteView
    history_view_class = AllowanceHistoryView

    def get_form_class(self, for_update: bool = False) -> type[AllowanceForm]:
        return AllowanceForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # No page and no snippet can refer to an allowance: a page about its usage would always be empty.
        return super().get_common_view_kwargs(usage_url_name=None, **kwargs)

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
