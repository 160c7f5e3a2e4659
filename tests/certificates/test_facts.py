"""What a certificate takes from the published course, through the operations that learners really use."""

from datetime import UTC, datetime

import pytest

from certificates.models import Certificate
from courses.models import CoursePage
from learning.operations import confirm_lesson, enrol
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NAME
from tests.factories.pages import make_lesson, make_tree, publish, release, stream, translate

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def competencies(*texts: str):
    return stream(
        CoursePage,
        "competencies",
        [{"type": "competency", "id": str(number), "value": text} for number, text in enumerate(texts)],
    )


def complete(course: CoursePage, capture_on_commit_callbacks) -> Certificate:
    """A learner joins and reads everything; the certificate comes by itself."""
    learner = UserFactory.create(certificate_name=NAME)
    enrolment = enrol(learner=learner, course_key=course.translation_key, now=NOW)
    for lesson in enrolment.version.outline.lessons():
        with capture_on_commit_callbacks(execute=True):
            confirm_lesson(enrolment=enrolment, lesson_key=lesson.key, now=NOW)
    return Certificate.objects.get(learner=learner)


@pytest.mark.django_db
def test_facts_come_from_the_course_in_both_languages(django_capture_on_commit_callbacks):
    course, _module, _lessons = make_tree(3, title="مساق المناصرة")
    course = publish(course, certificate_path="المسار الأساسي", competencies=competencies("تعريف المناصرة.", "تخطيط حملة."))
    translate(course, title="Advocacy", certificate_path="Core path", competencies=competencies("Define advocacy."))
    release(course)

    certificate = complete(course, django_capture_on_commit_callbacks)

    assert (certificate.title_ar, certificate.title_en) == ("مساق المناصرة", "Advocacy")
    assert (certificate.path_ar, certificate.path_en) == ("المسار الأساسي", "Core path")
    assert certificate.competencies_ar == ["تعريف المناصرة.", "تخطيط حملة."]
    assert certificate.competencies_en == ["Define advocacy."]
    assert certificate.panel == [[3, 3]]
    assert certificate.minutes == 3


@pytest.mark.django_db
def test_facts_without_a_translation_leave_english_empty(django_capture_on_commit_callbacks):
    course, _module, _lessons = make_tree(1, title="مساق المناصرة")
    release(course)

    certificate = complete(course, django_capture_on_commit_callbacks)

    assert (certificate.title_ar, certificate.title_en, certificate.path_en, certificate.competencies_en) == (
        "مساق المناصرة",
        "",
        "",
        [],
    )


@pytest.mark.django_db
def test_facts_count_required_lessons_only(django_capture_on_commit_callbacks):
    course, module, _lessons = make_tree(2)
    make_lesson(module, is_required=False)
    release(course)

    certificate = complete(course, django_capture_on_commit_callbacks)

    assert certificate.panel == [[2, 2]]


@pytest.mark.django_db
def test_facts_stay_when_the_course_is_unpublished_and_changed(django_capture_on_commit_callbacks):
    course, _module, _lessons = make_tree(1, title="مساق المناصرة")
    release(course)
    certificate = complete(course, django_capture_on_commit_callbacks)

    publish(course, title="عنوان آخر").unpublish()

    certificate.refresh_from_db()
    assert certificate.title_ar == "مساق المناصرة"
