"""People in the CMS: the list, the form to add somebody, the form to change somebody. Administrators only: no group may change users."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, BulkActionsCheckboxColumn, Column
from wagtail.users.views.users import IndexView as WagtailIndexView, UserColumn, UserViewSet as WagtailUserViewSet

from accounts.models import User, generate_username
from accounts.operations import replace_email
from elearn.lib.arabic import clean_text


class UserForm(forms.ModelForm):
    """What an administrator sets. Whoever has an address chooses the password alone, by way of "Forgot your password?"."""

    required_css_class = "required"

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("May stay empty if there is an e-mail address: its owner chooses one through “Forgot your password?”."),
    )

    class Meta:
        model = User
        fields = ["display_name", "email", "language", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"is_superuser": _("Administrator")}
        help_texts = {"is_superuser": _("May change everything, other administrators included."), "groups": ""}

    def clean_display_name(self) -> str:
        return clean_text(self.cleaned_data["display_name"])

    def clean_email(self) -> str | None:
        email = clean_text(self.cleaned_data["email"]).lower() or None
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another account has this address."), code="unique")
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password"):
            self.check_password(
                data["password"], User(username=data.get("username") or self.instance.username, email=data.get("email"))
            )
        can_enter = data.get("email") or data.get("password") or (self.instance.password and self.instance.has_usable_password())
        if not self.errors and not can_enter:
            raise ValidationError(_("An e-mail address or a password is needed: otherwise nobody can sign in."), code="no_way_in")
        return data

    def check_password(self, password: str, user: User) -> None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            self.add_error("password", error)

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        password = self.cleaned_data["password"]
        if password:
            user.set_password(password)
        elif user._state.adding:
            user.set_unusable_password()
        user.save()
        self.save_m2m()
        if "email" in self.changed_data:
            replace_email(user=user, email=self.cleaned_data["email"])
        return user


class UserCreationForm(UserForm):
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        initial=generate_username,
        validators=User._meta.get_field("username").validators,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("It opens the account too. Best left as it is: it says nothing about the person."),
    )

    class Meta(UserForm.Meta):
        fields = ["username", *UserForm.Meta.fields]

    def clean_username(self) -> str:
        username = clean_text(self.cleaned_data["username"])
        if "@" in username:
            raise ValidationError(_("A user name has no @: it would be taken for an address."), code="address")
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Another account has this user name."), code="unique")
        return username


class UserEditForm(UserForm):
    def __init__(self, *args: object, editing_self: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("Leave empty to keep the present one.")
        if editing_self:
            # Nobody locks themselves out.
            del self.fields["is_active"], self.fields["is_superuser"]

    class Meta(UserForm.Meta):
        fields = [*UserForm.Meta.fields, "is_active"]


class UserIndexView(WagtailIndexView):
    default_ordering = "display_name"

    @property
    def columns(self) -> list[Column]:
        name_column = self._get_title_column_class(UserColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="user"),
            name_column(
                "name",
                accessor="get_full_name",
                label=_("Name"),
                sort_key="display_name",
                get_url=self.get_edit_url,
                classname="name",
            ),
            Column("email", label=_("E-mail address"), accessor=lambda user: user.email or "", sort_key="email"),
            Column("username", label=_("User name"), sort_key="username", classname="username"),
            Column(
                "is_superuser",
                label=_("Administrator"),
                accessor=lambda user: _("yes") if user.is_superuser else "",
                sort_key="is_superuser",
            ),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            Column("last_seen_on", label=_("Last seen on"), accessor=describe_last_day, sort_key="last_seen_on"),
        ]

    @property
    def search_fields(self) -> set[str]:
        return {"username", "display_name", "email"}


def describe_last_day(user: User) -> str:
    return user.last_seen_on.strftime("%d/%m/%Y") if user.last_seen_on else ""


class UserViewSet(WagtailUserViewSet):
    ordering = "display_name"
    index_view_class = UserIndexView
    create_template_name = "accounts/cms/user_create.html"
    edit_template_name = "accounts/cms/user_edit.html"
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[UserForm]:
        return UserEditForm if for_update else UserCreationForm


class DisplayNameForm(forms.ModelForm):
    """The name part of the CMS's own account page. The rest is on the settings page of the site."""

    class Meta:
        model = User
        fields = ["display_name"]

    def clean_display_name(self) -> str:
        return clean_text(self.cleaned_data["display_name"])

    def save(self, commit: bool = True) -> User:
        self.instance.save(update_fields=["display_name"])
        return self.instance
