"""A preview shows the draft to its editor; it neither enters the cache nor comes out of it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from courses.models import LessonPage
from elearn.pagecache import StoredPage, recent_pages
from tests.factories.accounts import make_administrator
from tests.factories.pages import make_course, make_home, make_lesson, make_module, publish, section, stream

LIVE = "xqz-live-text"
DRAFT = "xqz-draft-text"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    """A published lesson with a changed draft."""
    lesson = make_lesson(make_module(make_course(make_home())), body=[section(LIVE)])
    lesson.body = stream(LessonPage, "body", [section(DRAFT)])
    lesson.save_revision()
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[StoredPage]:
    """Every page that is put into a cache."""
    pages: list[StoredPage] = []
    put, set_ = recent_pages.put, cache.set

    def watch_put(key: str, page: StoredPage) -> None:
        pages.append(page)
        put(key, page)

    def watch_set(key: str, value: object, *args: object, **kwargs: object) -> None:
        if isinstance(value, StoredPage):
            pages.append(value)
        set_(key, value, *args, **kwargs)

    monkeypatch.setattr(recent_pages, "put", watch_put)
    monkeypatch.setattr(cache, "set", watch_set)
    return pages


def preview(page: LessonPage):
    return page.get_latest_revision_as_object().make_preview_request()


def shown(response) -> tuple[bool, bool]:
    """Whether the live text is in it, and whether the draft is."""
    text = response.content.decode()
    return LIVE in text, DRAFT in text


def test_preview_shows_the_draft_though_the_page_is_kept(lesson, kept):
    first = Client().get(lesson.url)
    count = len(kept)

    response = preview(lesson)
    second = Client().get(lesson.url)

    assert (shown(first), shown(response), shown(second)) == ((True, False), (False, True), (True, False))
    assert count == len(kept) == 2
    assert not any(DRAFT.encode() in page.identity for page in kept)


def test_preview_before_the_first_reader_is_not_kept(lesson, kept):
    response = preview(lesson)
    count = len(kept)
    after = Client().get(lesson.url)

    assert (shown(response), count, shown(after)) == ((False, True), 0, (True, False))


def test_preview_carries_nothing_that_a_cache_between_may_keep(lesson):
    response = preview(lesson)

    assert "public" not in response.headers.get("Cache-Control", "")
    assert "ETag" not in response.headers


def test_page_that_was_never_published_is_previewed_and_stays_missing(kept):
    page = make_lesson(make_module(make_course(make_home())), body=[section(DRAFT)], is_live=False)

    response = preview(page)

    assert shown(response) == (False, True)
    assert Client().get(page.url or page.get_url()).status_code == 404
    assert kept == []


def test_closed_course_is_previewed(lesson):
    publish(lesson.get_parent().get_parent().specific, is_open=False)

    assert shown(preview(LessonPage.objects.get(pk=lesson.pk))) == (False, True)


def test_preview_pane_of_the_editor_shows_what_was_typed_and_is_framed_by_the_cms_only(lesson, kept):
    client = Client()
    client.force_login(make_administrator())
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    typed = nested_form_data(
        {
            "title": "عنوان",
            "slug": lesson.slug,
            "summary": "",
            "objectives": streamfield([]),
            "body": streamfield(
                [("section", {"heading": "", "anchor": "", "text": rich_text(f"<p>{DRAFT}</p>"), "source_refs": ""})]
            ),
            "comments": inline_formset([]),
        }
    )

    answer = client.post(url, typed)
    response = client.get(url, {"mode": ""})

    assert answer.json()["is_valid"] is True
    assert shown(response) == (False, True)
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert kept == []


def test_draft_seen_from_the_cms_is_not_kept(lesson, kept):
    client = Client()
    client.force_login(make_administrator())

    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))

    assert shown(response) == (False, True)
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    assert kept == []
