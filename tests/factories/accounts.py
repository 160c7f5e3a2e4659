"""People of every role."""

from collections.abc import Iterable

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission

from accounts.enums import Role
from accounts.models import User

CMS_ACCESS = "wagtailadmin.access_admin"
MANAGER_PERMISSIONS = (CMS_ACCESS, "learning.add_cohort", "learning.change_cohort")


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A learner: joined, no role."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"u-{number:06}")
    email = factory.Sequence(lambda number: f"person{number}@example.org")
    display_name = factory.Sequence(lambda number: f"متعلّمة {number}")


def group_with(role: Role, permissions: Iterable[str]) -> Group:
    """The role's group, holding at least ``permissions`` (``app.codename``)."""
    group, _ = Group.objects.get_or_create(name=role)
    for name in permissions:
        app_label, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
    return group


def with_second_factor(user: User) -> User:
    """Staff enter the CMS only with one."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return user


def make_administrator(**fields: object) -> User:
    return with_second_factor(UserFactory.create(is_superuser=True, **fields))


def make_manager(**fields: object) -> User:
    """A programme manager without a cohort yet."""
    user = UserFactory.create(**fields)
    user.groups.add(group_with(Role.MANAGERS, MANAGER_PERMISSIONS))
    return with_second_factor(user)


def make_facilitator(**fields: object) -> User:
    user = UserFactory.create(**fields)
    user.groups.add(group_with(Role.FACILITATORS, [CMS_ACCESS]))
    return with_second_factor(user)


def make_editor(**fields: object) -> User:
    user = UserFactory.create(**fields)
    user.groups.add(group_with(Role.EDITORS, [CMS_ACCESS]))
    return with_second_factor(user)
