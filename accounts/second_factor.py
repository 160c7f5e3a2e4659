"""allauth's forms for codes and keys, taking digits as people type them: Arabic ones and with spaces too. Named by the setting MFA_FORMS."""

from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm, ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm, EditWebAuthnForm as AllauthEditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from elearn.lib.arabic import clean_text, western_digits


class CodeField(forms.CharField):
    def to_python(self, value: object) -> str:
        return western_digits(clean_text(super().to_python(value) or "")).replace(" ", "").replace("-", "").lower()


class TypedCode:
    """Takes the place of allauth's code field, keeping its label and control."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["code"]
        self.fields["code"] = CodeField(label=asked.label, widget=asked.widget, max_length=40)


class AuthenticateForm(TypedCode, AllauthAuthenticateForm):
    pass


class ReauthenticateForm(TypedCode, AllauthReauthenticateForm):
    pass


class ActivateTOTPForm(TypedCode, AllauthActivateTOTPForm):
    pass


class NamedKey:
    """allauth gives the name of a key no label in any language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["name"]
        self.fields["name"] = NameField(
            label=_("Name of the key"),
            required=asked.required,
            max_length=80,
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        )


class NameField(forms.CharField):
    def to_python(self, value: object) -> str:
        return clean_text(super().to_python(value) or "")


class AddWebAuthnForm(NamedKey, AllauthAddWebAuthnForm):
    pass


class EditWebAuthnForm(NamedKey, AllauthEditWebAuthnForm):
    pass
