from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from accounts import receivers
        from accounts.privacy import checks  # noqa: F401

        # Django would store the moment; the promise is a day. Under Django's own name for its receiver, ours takes its place,
        # whichever of the two apps is made ready first.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(receivers.note_day_of_login, dispatch_uid="update_last_login")
        last_app = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(receivers.ensure_groups_after_migrate, sender=last_app, dispatch_uid="accounts.ensure_groups")
