"""Wagtail's index of references remembers who points to whom: it is for content, never for people and their records."""

import pytest
from django.apps import apps
from django.db.models import Model
from wagtail.models import ReferenceIndex

from quizzes.models import Objective, Question

CONTENT = {Question, Objective}
RECORDS = [
    model
    for app in ("accounts", "quizzes", "learning", "certificates")
    for model in apps.get_app_config(app).get_models()
    if model not in CONTENT
]


def test_there_are_records():
    assert {"User", "Attempt", "ResponseEvent", "Grade", "Enrolment", "LessonProgress", "Certificate"} <= {
        model.__name__ for model in RECORDS
    }


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_record_is_kept_out_of_the_index(model: type[Model]):
    # What points to a record is not remembered either: the index would hold the key of the person.
    assert model.wagtail_reference_index_ignore is True
    assert not ReferenceIndex.model_is_indexable(model)
    assert not ReferenceIndex.model_is_indexable(model, allow_child_models=True)


def test_only_content_is_indexed():
    indexed = {model for model in ReferenceIndex.tracked_models if not model.__module__.startswith("wagtail")}

    assert Question in indexed
    assert {model._meta.label for model in indexed if model._meta.app_label != "courses"} <= {
        model._meta.label for model in CONTENT
    }
