"""Wagtail's user management, told that our users have neither first nor last name. Stands in INSTALLED_APPS for ``wagtail.users``."""

from wagtail.users.apps import WagtailUsersAppConfig


class CmsUsersConfig(WagtailUsersAppConfig):
    user_viewset = "accounts.viewsets.UserViewSet"
