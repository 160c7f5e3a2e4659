from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.rendering import unprintable_in
from elearn.lib.arabic import clean_text
from elearn.lib.text import guess_language


class CodeForm(forms.Form):
    """Any spelling of a code: spaces, small letters, Arabic digits, or the whole address."""

    code = forms.CharField(
        label=_("Certificate code"),
        max_length=300,
        help_text=_("32 letters and digits, printed on the certificate. Spaces and small letters do not matter."),
        error_messages={"required": _("Type the code that is printed on the certificate.")},
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class NameForm(forms.Form):
    """The name as it will be printed, in one field: names have as many parts as they have."""

    name = forms.CharField(
        label=_("Full name as it will appear on the certificate"),
        max_length=120,
        help_text=_("In Arabic letters, with all its parts."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    name_latin = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=120,
        required=False,
        help_text=_("As in the passport. It may stay empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def clean_name(self) -> str:
        name = self.clean_printable("name")
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError(_("Type a name."))
        return name

    def clean_name_latin(self) -> str:
        name = self.clean_printable("name_latin")
        if guess_language(name) == "ar":
            raise forms.ValidationError(_("Please write this name in Latin letters."), code="not_latin")
        return name

    def clean_printable(self, field: str) -> str:
        name = clean_text(self.cleaned_data[field])
        unprintable = unprintable_in(name)
        if unprintable:
            raise forms.ValidationError(
                _("The certificate cannot print these characters: %(characters)s"),
                params={"characters": f"\u2068{' '.join(unprintable)}\u2069"},
            )
        return name
