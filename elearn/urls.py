from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.urls import own_patterns, privacy_patterns
from courses.views import serve
from elearn import views

login_door = RedirectView.as_view(url=reverse_lazy("account_login"), query_string=True)
# All of Wagtail's but the last, the one that serves pages: ours takes its place.
page_patterns = [*wagtail_urls.urlpatterns[:-1], re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve")]

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # One login door: the CMS has none of its own.
    path("cms/login/", login_door),
    path("cms/", include(wagtailadmin_urls)),
    path("media/images/<path:path>", views.picture, name="picture"),
    path("documents/", include(wagtaildocs_urls)),
]
urlpatterns += i18n_patterns(
    path("accounts/", include("accounts.urls")),
    path("privacy/", include(privacy_patterns)),
    path("me/", include(own_patterns)),
    path("me/", include("learning.urls")),
    path("quizzes/", include("quizzes.urls")),
    path("certificates/", include("certificates.urls")),
    # Nor have Wagtail's pages: their door knows neither limits nor second factors.
    path("_util/login/", login_door),
    path("", include(page_patterns)),
)
