"""Certificates in the CMS: administrators find one by code or name, look at it and revoke it. Nothing else can be done to it there."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from certificates.codes import is_code, normalize_code
from certificates.models import Certificate
from certificates.operations import CannotRevoke, revoke_certificate
from certificates.queries import status_of
from elearn.lib import clock


class CertificatePermissionPolicy(ModelPermissionPolicy):
    """Administrators look and revoke; nobody adds, edits or deletes, whatever permissions a group was given."""

    allowed_actions = frozenset({"view", "revoke"})

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_active and user.is_superuser and action in self.allowed_actions

    def user_has_any_permission(self, user: User, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def label_of_status(certificate: Certificate) -> str:
    return str(status_of(certificate).label)


def day_of_issue(certificate: Certificate) -> str:
    return date_format(certificate.issued_on, "SHORT_DATE_FORMAT")


def can_be_revoked(certificate: Certificate) -> bool:
    return not certificate.revoked_at and not certificate.replaced_by_id


class CertificateIndexView(generic.IndexView):
    default_ordering = "-issued_at"

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """A code in any spelling finds its certificate; anything else is part of a name or title."""
        code = normalize_code(self.search_query or "")
        return queryset.filter(code=code) if is_code(code) else super().search_queryset(queryset)

    def get_list_more_buttons(self, instance: Certificate) -> list[MenuItem]:
        buttons = super().get_list_more_buttons(instance)
        if can_be_revoked(instance):
            url = reverse("certificate:revoke", args=[instance.pk])
            buttons.append(MenuItem(_("Revoke"), url=url, icon_name="warning", priority=40))
        return buttons


class CertificateInspectView(generic.InspectView):
    """Everything but the machine's own fields, under labels that people read."""

    labels = {
        "code": gettext_lazy("Certificate code"),
        "status": gettext_lazy("Status"),
        "name": gettext_lazy("Name"),
        "name_latin": gettext_lazy("Name in Latin letters"),
        "is_name_public": gettext_lazy("The verification page shows the name"),
        "title_ar": gettext_lazy("Course"),
        "title_en": gettext_lazy("Course, in English"),
        "issued_on": gettext_lazy("Completed on"),
        "revoked_at": gettext_lazy("Revoked on"),
        "revocation_reason": gettext_lazy("Reason"),
        "replaced_by": gettext_lazy("Replaced by"),
    }

    def get_fields(self) -> list[str]:
        return list(self.labels)

    def get_field_label(self, field_name: str, field: object) -> str:
        return str(self.labels[field_name])

    def get_field_display_value(self, field_name: str, field: object) -> str:
        certificate: Certificate = self.object
        if field_name == "status":
            return label_of_status(certificate)
        if field_name == "is_name_public":
            return _("Yes") if certificate.is_name_public else _("No")
        if field_name in {"issued_on", "revoked_at"}:
            moment = getattr(certificate, field_name)
            return date_format(moment, "SHORT_DATE_FORMAT") if moment else "—"
        return str(getattr(certificate, field_name) or "—")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not can_be_revoked(self.object):
            return []
        return [Button(_("Revoke"), url=reverse("certificate:revoke", args=[self.object.pk]), icon_name="warning", priority=10)]


class RevocationForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Shown to the holder and in the CMS, never on the public page."),
    )


class RevokeView(PermissionCheckedMixin, View):
    model = Certificate
    permission_required = "revoke"

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self.show(request, self.get_certificate(pk), RevocationForm())

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        certificate = self.get_certificate(pk)
        form = RevocationForm(request.POST)
        if not form.is_valid():
            return self.show(request, certificate, form)
        try:
            revoke_certificate(certificate=certificate, reason=form.cleaned_data["reason"], now=clock.now())
        except CannotRevoke:
            messages.warning(request, _("This certificate is revoked or replaced already."))
        else:
            messages.success(request, _("The certificate has been revoked."))
        return HttpResponseRedirect(reverse("certificate:inspect", args=[certificate.pk]))

    def get_certificate(self, pk: UUID) -> Certificate:
        return get_object_or_404(Certificate, pk=pk)

    def show(self, request: HttpRequest, certificate: Certificate, form: RevocationForm) -> HttpResponse:
        context = {
            "certificate": certificate,
            "form": form,
            "page_title": _("Revoke the certificate"),
            "header_title": _("Revoke the certificate"),
            "header_icon": "warning",
            "breadcrumbs_items": [
                {"url": reverse("certificate:index"), "label": _("Certificates")},
                {"url": reverse("certificate:inspect", args=[certificate.pk]), "label": certificate.code},
                {"url": "", "label": _("Revoke")},
            ],
        }
        return TemplateResponse(request, "certificates/cms/revoke.html", context)


class CertificateViewSet(ModelViewSet):
    model = Certificate
    icon = "tasks"
    menu_label = gettext_lazy("Certificates")
    menu_order = 800
    add_to_admin_menu = True
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = (
        "code",
        "name",
        Column("title_ar", label=gettext_lazy("Course")),
        Column(day_of_issue, label=gettext_lazy("Completed on"), sort_key="issued_on"),
        Column(label_of_status, label=gettext_lazy("Status")),
    )
    search_fields = ("name", "name_latin", "title_ar", "title_en", "code")
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        """Only what can be done: no form that adds, edits or deletes exists."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<uuid:pk>/", self.inspect_view, name="inspect"),
            path("revoke/<uuid:pk>/", RevokeView.as_view(), name="revoke"),
        ]
