"""The public page of a certificate, its PDF, and its holder's own page."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from certificates.codes import is_code, normalize_code
from certificates.forms import CodeForm, NameForm
from certificates.models import Certificate
from certificates.operations import (
    CannotChangeVisibility,
    CannotName,
    confirm_name,
    reissue_certificate,
    set_name_visibility,
)
from certificates.permissions import get_certificate_for, get_public_print
from certificates.queries import describe, document_of, find_certificate, get_current_certificate, is_printable, verification_url
from certificates.rendering import render_pdf
from elearn.lib import clock
from elearn.lib.http import private

NO_ROBOTS = "noindex, nofollow, noarchive"


def verification[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Marks what a view answers as public, never kept and never indexed: a revocation and the holder's choices count at once."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = NO_ROBOTS
        return response

    return wrapper


def current_language() -> str:
    return (get_language() or "ar")[:2]


def person(request: HttpRequest) -> User:
    """Whoever a view behind ``login_required`` serves."""
    return cast(User, request.user)


def own_certificate(request: HttpRequest, code: str) -> Certificate:
    """Raises Http404 for a foreign certificate as for a missing one."""
    try:
        return get_certificate_for(request.user, code)
    except Certificate.DoesNotExist:
        raise Http404 from None


# Public ------------------------------------------------------------------------------


@verification
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A form that takes a code in any spelling and leads to its page."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        code = normalize_code(form.cleaned_data["code"])
        if is_code(code):
            return HttpResponseRedirect(reverse("certificates:verify", args=[code]))
        form.add_error(
            "code", _("This is not a certificate code: it has 32 letters and digits. Compare it with the certificate.")
        )
    # Nothing of the visitor's session: not even a message that waits for them.
    return render(request, "certificates/find.html", {"form": form, "messages": ()})


@verification
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody may know of a certificate; the same page, as a 404, for a code that does not exist. One query."""
    certificate = find_certificate(code)
    context = {
        "certificate": describe(certificate, current_language()) if certificate else None,
        "form": CodeForm(initial={"code": normalize_code(code)[:40]}),
        "messages": (),
    }
    return render(request, "certificates/verify.html", context, status=200 if certificate else 404)


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The printed certificate: for its holder; for everybody once the holder shows their name."""
    public = get_public_print(code)
    return public_pdf(request, public) if public else own_pdf(request, code)


@verification
def public_pdf(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    return pdf_response(certificate)


@private
def own_pdf(request: HttpRequest, code: str) -> HttpResponse:
    certificate = own_certificate(request, code)
    if not is_printable(certificate):
        return HttpResponseRedirect(reverse("certificates:manage", args=[certificate.code]))
    response = pdf_response(certificate)
    response.headers["X-Robots-Tag"] = NO_ROBOTS
    return response


def pdf_response(certificate: Certificate) -> HttpResponse:
    response = HttpResponse(render_pdf(document_of(certificate)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="certificate-{certificate.code}.pdf"'
    return response


# The holder's own ------------------------------------------------------------------------


@private
@login_required
@require_safe
def manage(request: HttpRequest, code: str) -> HttpResponse:
    """Download, name, visibility. A replaced certificate leads to the one that replaced it."""
    certificate = own_certificate(request, code)
    if certificate.replaced_by_id:
        current = get_current_certificate(person(request), certificate.course_key)
        if current:
            return HttpResponseRedirect(reverse("certificates:manage", args=[current.code]))
    context = {
        "certificate": certificate,
        "facts": describe(certificate, current_language()),
        "is_printable": is_printable(certificate),
        "address": verification_url(certificate),
    }
    return render(request, "certificates/manage.html", context)


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, code: str) -> HttpResponse:
    """Confirms the name of a new certificate, or corrects that of a named one, which issues it anew."""
    certificate = own_certificate(request, code)
    done = reverse("certificates:manage", args=[certificate.code])
    if certificate.revoked_at or certificate.replaced_by_id:
        return HttpResponseRedirect(done)
    initial = {
        "name": certificate.name or person(request).certificate_name,
        "name_latin": certificate.name_latin or person(request).certificate_name_latin,
    }
    form = NameForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = store_name(certificate, **form.cleaned_data)
        except CannotName:
            messages.warning(request, _("The certificate was changed in the meantime. Nothing was saved."))
            return HttpResponseRedirect(done)
        if changed.pk != certificate.pk:
            messages.success(request, _("A corrected certificate has been issued. The old one is marked as replaced."))
        elif changed.name != certificate.name or changed.name_latin != certificate.name_latin:
            messages.success(request, _("The name is confirmed. The certificate is ready."))
        return HttpResponseRedirect(reverse("certificates:manage", args=[changed.code]))
    status = 422 if form.is_bound else 200
    return render(request, "certificates/name.html", {"form": form, "certificate": certificate}, status=status)


def store_name(certificate: Certificate, name: str, name_latin: str) -> Certificate:
    """The first name is confirmed in place, a correction is a new certificate, and the same name again changes nothing."""
    if not certificate.name:
        fresh = Certificate(pk=certificate.pk)
        return confirm_name(certificate=fresh, name=name, name_latin=name_latin)
    if (name, name_latin) == (certificate.name, certificate.name_latin):
        return certificate
    return reissue_certificate(certificate=certificate, name=name, name_latin=name_latin, now=clock.now())


@private
@login_required
@require_POST
def visibility(request: HttpRequest, code: str) -> HttpResponse:
    certificate = own_certificate(request, code)
    is_public = request.POST.get("is_public") == "1"
    try:
        set_name_visibility(certificate=certificate, is_public=is_public)
    except CannotChangeVisibility:
        messages.warning(request, _("The certificate was changed in the meantime. Nothing was saved."))
    else:
        shown, hidden = _("The verification page shows your name."), _("The verification page does not show your name.")
        messages.success(request, shown if is_public else hidden)
    return HttpResponseRedirect(reverse("certificates:manage", args=[certificate.code]))
