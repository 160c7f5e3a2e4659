from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _, override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ProfileForm
from accounts.operations import update_profile
from accounts.privacy.registry import policy
from accounts.queries import signed_in_user
from elearn.lib.http import private

PUBLIC_SECONDS = 60 * 60


@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """One's own names, language and view. After saving, the page comes back in the language that was chosen."""
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        user = update_profile(user=signed_in_user(request), **form.cleaned_data)
        with override(user.language):
            messages.success(request, _("Your settings are saved."))
            return HttpResponseRedirect(reverse("accounts:settings"))
    return render(request, "accounts/settings.html", {"form": form})


@require_safe
def privacy_policy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why and how long: the machine's own rule, in words. The same for everybody."""
    response = render(request, "accounts/privacy_policy.html", {"policy": policy(), "purposes": policy().by_purpose()})
    patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response
