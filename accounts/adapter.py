"""allauth's decisions that are ours."""

import hashlib
import hmac
import io
import logging
import unicodedata
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import get_user_by_username
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext as _, override
from qrcode.image.svg import SvgPathFillImage

from accounts.models import User, generate_username
from elearn.lib.arabic import clean_text

logger = logging.getLogger(__name__)

LONGEST_EMAIL = 254
MAIL_WAS_PROMISED = {"account/messages/email_confirmation_sent.txt", "account/messages/login_code_sent.txt"}


def typed_login(credentials: dict[str, Any]) -> str:
    """What was typed to sign in. allauth repeats an address as user name, and gives both when it knows the account."""
    return str(credentials.get("username") or credentials.get("email") or "").strip().lower()


def find_account(typed: str) -> User | None:
    """Whose address or user name this is. Three queries, always.

    Whoever confirmed an address goes before whoever only claims it.
    """
    claims = list(EmailAddress.objects.filter(email=typed).select_related("user").order_by("-verified", "pk"))
    by_column = User.objects.filter(email=typed).first()
    by_name = get_user_by_username(typed)
    if claims and claims[0].verified:
        return claims[0].user
    return by_column or (claims[0].user if claims else by_name)


class AccountAdapter(DefaultAccountAdapter):
    """User names say nothing about a person; addresses of machines are not kept; mail speaks its reader's language."""

    # People -------------------------------------------------------------------

    def populate_username(self, request: HttpRequest, user: User) -> None:
        user.username = generate_username()

    def clean_email(self, email: str) -> str:
        cleaned = clean_text(email).lower()
        if len(cleaned) > LONGEST_EMAIL:
            raise ValidationError(_("This address is too long for an e-mail address."), code="too_long")
        return cleaned

    # Addresses ----------------------------------------------------------------

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path on this site: no host, no scheme, nothing invisible in it."""
        if not url or not url.startswith("/") or any(unicodedata.category(character)[0] == "C" for character in url):
            return False
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def build_absolute_uri(self, location: str) -> str:
        """``location``, a path or a whole address, on the host of SITE_URL: a link in a mail never follows the request's Host header."""
        site, parts = urlsplit(settings.SITE_URL), urlsplit(location)
        return urlunsplit((site.scheme, site.netloc, parts.path, parts.query, parts.fragment))

    # Limits -------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, as a keyed hash: limits can count it, and no cache or mail ever holds the address itself."""
        network = truncate_ip(super().get_client_ip(request))
        return hmac.new(settings.SECRET_KEY.encode(), network.encode(), hashlib.sha256).hexdigest()[:32]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for one account, whether its e-mail or its user name is typed and whatever the request calls this host.

        An unknown account is counted by what was typed.
        """
        typed = typed_login(credentials)
        user = find_account(typed)
        return f"account:{user.pk}" if user else f"typed:{typed}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Finds the account first, then tries the password once: as many queries and hashes for an account that exists as for none.

        Left alone, allauth hashes twice for a known address and once for an unknown one: time would tell.
        """
        typed = typed_login(credentials)
        user = find_account(typed)
        name = user.username if user else typed
        return super().authenticate(request, username=name, password=credentials.get("password"))

    # Mail ---------------------------------------------------------------------

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        extra = {"user": user, "password_reset_url": reverse("account_reset_password")}
        super().send_notification_mail(template_prefix, user, {**(context or {}), **extra}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends in the language of the account, else of the request. A mail server that is away is said on the page, not raised."""
        user = context.get("user")
        language = user.language if user else (get_language() or settings.LANGUAGE_CODE)[:2]
        # Before the language changes: an address is understood in the language it was made in.
        links = {key: self.localize_link(value, language) for key, value in context.items() if key.endswith("_url")}
        with override(language):
            try:
                super().send_mail(template_prefix, email, {**context, **links})
            except (OSError, SMTPException):
                # The exception may hold the address.
                logger.error("A mail could not be handed over: %s", template_prefix)
                self.say_mail_failed()

    def localize_link(self, url: str, language: str) -> str:
        return self.build_absolute_uri(translate_url(url, language))

    def say_mail_failed(self) -> None:
        if self.request is None:
            return
        self.request._has_mail_failed = True
        text = _("The message could not be sent just now. Please try again in a few minutes.")
        messages.add_message(self.request, messages.ERROR, text)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if message_template in MAIL_WAS_PROMISED and getattr(request, "_has_mail_failed", False):
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """The text of the mail, and the same words again as HTML, so that the two can never differ."""
        mail = super().render_mail(template_prefix, email, context, headers)
        paragraphs = [paragraph.strip("\u200f\n ") for paragraph in mail.body.split("\n\n")]
        mail.attach_alternative(
            render_to_string("account/email/body.html", {"subject": mail.subject, "paragraphs": [p for p in paragraphs if p]}),
            "text/html",
        )
        return mail


class MfaAdapter(DefaultMFAAdapter):
    """What authenticator apps and keys are told about us: the host, as SITE_URL names it, and nothing else."""

    def _get_site_name(self) -> str:
        return urlsplit(settings.SITE_URL).hostname or ""

    def build_totp_svg(self, url: str) -> str:
        """The picture on a ground of its own: black on a dark page could not be read by any phone."""
        picture = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()
