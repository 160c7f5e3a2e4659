from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy as _

from accounts.models import User
from elearn.lib.arabic import clean_text
from elearn.lib.text import guess_language

NAME_LENGTH = User._meta.get_field("display_name").max_length


class SignupForm(forms.Form):
    """What we ask beside e-mail and password: only what to call the person."""

    display_name = forms.CharField(
        label=_("Display name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("What the course calls you. A pseudonym is fine."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    field_order = ["display_name", "email", "password1"]

    def clean_display_name(self) -> str:
        name = clean_text(self.cleaned_data["display_name"])
        # Composing letters can make a text longer than what was typed.
        if len(name) > NAME_LENGTH:
            raise ValidationError(_("This name is too long."), code="max_length")
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.language = (get_language() or "ar")[:2]
        user.save(update_fields=["display_name", "language"])


class ProfileForm(forms.ModelForm):
    """What people say about themselves. Give it a copy of the user: a refused form must change nothing on the page around it."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("ar", "العربية"), ("en", "English")],
        help_text=_("For messages by e-mail, and for this page after saving."),
    )

    class Meta:
        model = User
        fields = ["display_name", "certificate_name", "certificate_name_latin", "language", "has_simple_view"]
        widgets = {
            "display_name": forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
            "certificate_name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
            "certificate_name_latin": forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
        }

    def clean_display_name(self) -> str:
        return clean_text(self.cleaned_data["display_name"])

    def clean_certificate_name(self) -> str:
        return clean_text(self.cleaned_data["certificate_name"])

    def clean_certificate_name_latin(self) -> str:
        name = clean_text(self.cleaned_data["certificate_name_latin"])
        if guess_language(name) == "ar":
            raise ValidationError(_("Please write this name in Latin letters."), code="not_latin")
        return name
