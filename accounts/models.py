import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext, gettext_lazy as _

from elearn.lib import clock


def generate_username() -> str:
    """A name that says nothing about the person: no part of an e-mail address, no sequence number."""
    return "u-" + get_random_string(10, "abcdefghjkmnpqrstuvwxyz23456789")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str = "", email: str | None = None, password: str | None = None, **fields) -> "User":
        user = self.model(username=username or generate_username(), email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str = "", email: str | None = None, password: str | None = None, **fields) -> "User":
        return self.create_user(username, email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """One person who joined. Written at sign-up; the key is random, so that nothing can be counted or guessed from it.

    Personal data: e-mail (optional), the three names, language, day last seen. The name on the certificate is
    asked apart from the display name: a pseudonym is welcome everywhere but on the certificate. ``last_login`` holds
    a day, not a moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(
        _("user name"), max_length=60, unique=True, default=generate_username, validators=[UnicodeUsernameValidator()]
    )
    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    display_name = models.CharField(
        _("display name"), max_length=80, blank=True, help_text=_("What the course calls you. A pseudonym is fine.")
    )
    certificate_name = models.CharField(
        _("name on the certificate"),
        max_length=120,
        blank=True,
        help_text=_("Your full name as it should be printed, in Arabic."),
    )
    certificate_name_latin = models.CharField(
        _("name on the certificate in Latin letters"),
        max_length=120,
        blank=True,
        help_text=_("As in your passport. It may stay empty."),
    )
    language = models.CharField(_("language"), max_length=5, default="ar", choices=[("ar", _("Arabic")), ("en", _("English"))])
    has_simple_view = models.BooleanField(
        _("simple view"), default=False, help_text=_("A plain bar in place of the embroidered panel, everywhere.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=clock.now, editable=False)
    last_seen_on = models.DateField(_("last seen on"), null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args, **kwargs) -> None:
        # Two people without an address must not collide on the empty string.
        self.email = self.email or None
        super().save(*args, **kwargs)

    @property
    def is_staff(self) -> bool:
        """Staff is whoever may enter the CMS; there is no flag to forget."""
        return self.is_superuser or self.has_perm("wagtailadmin.access_admin")

    def get_full_name(self) -> str:
        """What others see of a person, in the CMS too: the display name, never the address."""
        return self.display_name or gettext("No name")

    @property
    def first_name(self) -> str:
        """What the sidebar of the CMS shows; without it, it would show the user name."""
        return self.get_full_name()

    def get_short_name(self) -> str:
        """What tells people apart, to themselves and to whoever looks after them: the user name where there is no display name."""
        return self.display_name or self.username
