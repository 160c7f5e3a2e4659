"""Three groups of addresses: allauth's, without a namespace as its templates expect; the account's own pages; the privacy policy."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
own_patterns = ([path("settings/", views.settings, name="settings")], "accounts")
privacy_patterns = [path("", views.privacy_policy, name="privacy")]
