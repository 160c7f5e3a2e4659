"""People of every role."""

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission

from accounts.enums import Role
from accounts.models import User
from accounts.roles import GROUP_PERMISSIONS


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A learner: joined, no role."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"u-{number:06}")
    email = factory.Sequence(lambda number: f"person{number}@example.org")
    display_name = factory.Sequence(lambda number: f"متعلّمة {number}")


def group_of(role: Role) -> Group:
    """The role's group with the rights that the platform gives it."""
    group, _ = Group.objects.get_or_create(name=role)
    for name in GROUP_PERMISSIONS[role]:
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
    user.groups.add(group_of(Role.MANAGERS))
    return with_second_factor(user)


def make_facilitator(**fields: object) -> User:
    user = UserFactory.create(**fields)
    user.groups.add(group_of(Role.FACILITATORS))
    return with_second_factor(user)


def make_editor(**fields: object) -> User:
    user = UserFactory.create(**fields)
    user.groups.add(group_of(Role.EDITORS))
    return with_second_factor(user)
