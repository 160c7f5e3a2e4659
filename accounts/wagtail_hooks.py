"""What the CMS shows of people: one's own account page, and no deleting by a click."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
from wagtail.users.views.bulk_actions import DeleteBulkAction

from accounts.models import User
from accounts.viewsets import DisplayNameForm

# Wagtail has no hook to take a panel away. Its name form asks for a first and a last name, and a picture of somebody's face serves nothing here.
NameEmailSettingsPanel.form_class = DisplayNameForm
AvatarSettingsPanel.is_active = lambda panel: False


def refuse_deletion(request: HttpRequest) -> HttpResponse:
    text = _(
        "People are not deleted here: certificates would keep their names. Deactivate the account; erasing it is a step of its own."
    )
    messages.error(request, text)
    return HttpResponseRedirect(reverse("wagtailusers_users:index"))


@hooks.register("before_delete_user")
def keep_user(request: HttpRequest, user: User) -> HttpResponse:
    return refuse_deletion(request)


@hooks.register("before_bulk_action")
def keep_users(request: HttpRequest, action_type: str, objects: Iterable[object], action: object) -> HttpResponse | None:
    return refuse_deletion(request) if isinstance(action, DeleteBulkAction) else None
