"""No field about people without a word about it: ``manage.py check`` fails with the name of one that was forgotten.

The rule needs no judgement, so it cannot be argued away. In our own apps every stored field must be named in ``retention.yaml`` if its model
is the user, refers to the user, or refers to such a model, however far; and, whatever its model refers to, if it is an e-mail or network address
or is named like a person's. A package's table that refers to the user is named as a whole.
"""

import re
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db.models import EmailField, Field, GenericIPAddressField, Model

from accounts.privacy.registry import Policy, policy

OUR_APPS = frozenset({"accounts", "certificates", "courses", "jobs", "learning", "quizzes", "reports"})
NAMED_LIKE_A_PERSONS = re.compile(r"(^|_)(e_?mail|phone|mobile|ip|user_agent|birth\w*|gender|learner|person|user)(_|$)")


def own_fields(model: type[Model]) -> list[Field]:
    """The fields that this model's own table, or tables of its own, hold."""
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def is_ours(model: type[Model]) -> bool:
    return model._meta.app_label in OUR_APPS


def find_models_about_people(models: Iterable[type[Model]], user: type[Model]) -> set[type[Model]]:
    """The user and every model of ours that leads to it through models of ours."""
    ours = [model for model in models if is_ours(model)]
    found = {user}
    while True:
        leading = {model for model in ours if any(field.related_model in found for field in own_fields(model))}
        if leading <= found:
            return found
        found |= leading


def list_names_to_declare(models: Iterable[type[Model]], user: type[Model]) -> set[str]:
    """``app.Model.field`` of our apps, ``app.Model`` of others."""
    models = list(models)
    about_people = find_models_about_people(models, user)
    names = set()
    for model in models:
        for field in own_fields(model):
            if not is_ours(model):
                if field.related_model is user:
                    names.add(model._meta.label)
            elif (
                model in about_people
                or isinstance(field, EmailField | GenericIPAddressField)
                or NAMED_LIKE_A_PERSONS.search(field.name)
            ):
                names.add(f"{model._meta.label}.{field.name}")
    return names


def list_stale_names(policy: Policy) -> set[str]:
    """What the policy speaks about and no model has; whole tables of packages that are not installed included."""
    stale = set()
    for name in policy.names():
        app_label, model_name, *field = name.split(".")
        try:
            model = apps.get_model(app_label, model_name)
        except LookupError:
            stale.add(name)
            continue
        if field and field[0] not in {one.name for one in own_fields(model)}:
            stale.add(name)
    return stale


def list_problems(policy: Policy, models: Iterable[type[Model]], user: type[Model]) -> list[CheckMessage]:
    forgotten = list_names_to_declare(models, user) - policy.names()
    hint = "Say in accounts/privacy/retention.yaml what it is for and how long it is kept, or list it under not_personal."
    problems: list[CheckMessage] = [
        Error(
            f"`{name}` may say something about a person, and the privacy policy does not mention it.",
            hint=hint,
            id="accounts.E001",
        )
        for name in sorted(forgotten)
    ]
    problems += [
        Error(f"The privacy policy mentions `{name}`, which does not exist.", id="accounts.E002")
        for name in sorted(list_stale_names(policy))
    ]
    return problems


@register()
def check_privacy_policy(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return list_problems(policy(), apps.get_models(include_auto_created=False), apps.get_model(settings.AUTH_USER_MODEL))
