"""Cohorts in the CMS: who may manage which, and the form."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.enums import Role
from accounts.models import User
from courses.models import CoursePage, ItemTitle
from courses.queries import SOURCE_LANGUAGE
from elearn.lib.arabic import clean_text
from learning.enums import CohortRole
from learning.models import Cohort, CohortMember


class CohortPermissionPolicy(ModelPermissionPolicy):
    """What a group may do with cohorts, people may do with those they manage; administrators with all."""

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Cohort]:
        if user.is_superuser:
            return Cohort.objects.all()
        if not self.user_has_any_permission(user, actions):
            return Cohort.objects.none()
        return Cohort.objects.filter(members__user=user, members__role=CohortRole.MANAGER)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Cohort) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()


def course_choices() -> list[tuple[str, str]]:
    """Every course by its key, under its title in the source language."""
    courses = CoursePage.objects.filter(locale=Locale.get_default()).order_by("title")
    return [("", "—"), *((str(key), title) for key, title in courses.values_list("translation_key", "title"))]


def as_key(value: str | UUID) -> UUID:
    """Django asks this of what is chosen and of what was stored."""
    return UUID(str(value))


class PeopleField(forms.ModelMultipleChoiceField):
    """Staff by the name they are called; never by their address."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: User) -> str:
        return obj.get_short_name()


class CohortForm(WagtailAdminModelForm):
    """Name, course, dates and the people in charge. Whoever is not an administrator stays manager of what they create or edit."""

    course_key = forms.TypedChoiceField(label=_("Course"), choices=course_choices, coerce=as_key)
    managers = PeopleField(
        User.objects.none(),
        label=_("Programme managers"),
        required=False,
        help_text=_(
            "They see the reports of this cohort. You stay in charge of your own cohorts; an administrator can change that."
        ),
    )
    facilitators = PeopleField(User.objects.none(), label=_("Facilitators"), required=False)
    join_address = forms.CharField(
        label=_("Address to join"),
        required=False,
        disabled=True,
        help_text=_("Whoever opens it can join the cohort. Send it to the people you invite, and do not post it in public."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    class Meta:
        model = Cohort
        fields = ["name", "course_key", "starts_on", "ends_on"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["join_address"]
        else:
            self.fields["join_address"].initial = settings.SITE_URL + reverse("learning:cohort", args=[self.instance.pk])
        self.prepare_people("managers", Role.MANAGERS, CohortRole.MANAGER)
        self.prepare_people("facilitators", Role.FACILITATORS, CohortRole.FACILITATOR)
        if not self.instance._state.adding and self.instance.enrolments.exists():
            field = self.fields["course_key"]
            field.disabled = True
            field.help_text = _("People are enrolled in this course through the cohort, so it stays.")
            # The page may be gone; the cohort is not.
            if str(self.instance.course_key) not in dict(field.choices):
                field.choices = [(str(self.instance.course_key), _("A course that has been deleted"))]

    def prepare_people(self, name: str, group: Role, role: CohortRole) -> None:
        """Offers the group's members and whoever holds the role already; ticks the latter."""
        holders = list(CohortMember.objects.filter(cohort=self.instance.pk, role=role).values_list("user", flat=True))
        offered = Q(groups__name=group, is_active=True) | Q(pk__in=holders)
        if role == CohortRole.MANAGER and self.for_user and not self.for_user.is_superuser:
            offered |= Q(pk=self.for_user.pk)
            holders.append(self.for_user.pk)
        self.fields[name].queryset = User.objects.filter(offered).distinct()
        self.fields[name].initial = holders

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])

    def clean(self) -> dict[str, object]:
        super().clean()
        data = self.cleaned_data
        managers = set(data.get("managers") or ())
        if self.for_user and not self.for_user.is_superuser:
            managers.add(self.for_user)
        data["managers"] = managers
        if managers & set(data.get("facilitators") or ()):
            self.add_error("facilitators", _("Somebody is chosen twice. Each person has one role in a cohort."))
        return data

    def save(self, commit: bool = True) -> Cohort:
        with transaction.atomic():
            cohort = super().save(commit=commit)
            self.save_people(cohort)
        return cohort

    def save_people(self, cohort: Cohort) -> None:
        wanted = {user.pk: CohortRole.MANAGER for user in self.cleaned_data["managers"]}
        wanted |= {user.pk: CohortRole.FACILITATOR for user in self.cleaned_data["facilitators"]}
        for member in CohortMember.objects.filter(cohort=cohort):
            if wanted.get(member.user_id) == member.role:
                del wanted[member.user_id]
            else:
                member.delete()
        CohortMember.objects.bulk_create(CohortMember(cohort=cohort, user_id=key, role=role) for key, role in wanted.items())


class OwnCohorts:
    """Reaches only the cohorts in the person's charge: one of others is a 404, as if it did not exist."""

    request: HttpRequest
    permission_policy: ModelPermissionPolicy
    permission_required: str

    def get_queryset(self) -> QuerySet[Cohort]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, self.permission_required)


class CohortIndexView(generic.IndexView):
    # Looking alone is not enough: facilitators would find an empty list.
    any_permission_required = ["add", "change", "delete"]

    def get_base_queryset(self) -> QuerySet[Cohort]:
        page = CoursePage.objects.filter(translation_key=OuterRef("course_key"), locale=Locale.get_default())
        # A course whose page is gone is known by its last title.
        remembered = ItemTitle.objects.filter(item_key=OuterRef("course_key"), language=SOURCE_LANGUAGE)
        title = Coalesce(Subquery(page.values("title")[:1]), Subquery(remembered.values("title")[:1]))
        cohorts = self.permission_policy.instances_user_has_any_permission_for(self.request.user, self.any_permission_required)
        return cohorts.annotate(course_title=title, enrolled=Count("enrolments", distinct=True))


class CohortEditView(OwnCohorts, generic.EditView):
    pass


class CohortDeleteView(OwnCohorts, generic.DeleteView):
    pass


class CohortHistoryView(HistoryView):
    def get_base_object_queryset(self) -> QuerySet[Cohort]:
        return self.permission_policy.instances_user_has_permission_for(self.request.user, self.permission_required)


def day_column(name: str, label: object) -> Column:
    def value(cohort: Cohort) -> str:
        day = getattr(cohort, name)
        return date_format(day, "d/m/Y") if day else ""

    return Column(name, label=label, accessor=value, sort_key=name)


class CohortViewSet(ModelViewSet):
    model = Cohort
    icon = "group"
    menu_label = _("Cohorts")
    menu_order = 250
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_fields = ["name"]
    ordering = "name"
    list_display = [
        "name",
        Column("course_title", label=_("Course")),
        day_column("starts_on", _("Starts on")),
        day_column("ends_on", _("Ends on")),
        Column("enrolled", label=pgettext_lazy("count", "Enrolled")),
    ]
    index_view_class = CohortIndexView
    edit_view_class = CohortEditView
    delete_view_class = CohortDeleteView
    history_view_class = CohortHistoryView

    def get_form_class(self, for_update: bool = False) -> type[CohortForm]:
        return CohortForm

    def get_common_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        # No page and no snippet can refer to a cohort: a page about its usage would always be empty.
        return super().get_common_view_kwargs(usage_url_name=None, **kwargs)

    def get_urlpatterns(self) -> list:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]
