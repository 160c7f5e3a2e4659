"""What we know about people: one declaration for each field that can say something about somebody.

``retention.yaml`` is the policy: people read it at /<lang>/privacy/, ``checks`` compares it with the models, and export and erasure follow it.
An app may add a declaration of its own in ``AppConfig.ready()`` with ``declare``; nothing can be declared twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from ruamel.yaml import YAML

POLICY_FILE = Path(__file__).with_name("retention.yaml")


class CannotDeclare(ValueError):
    """The policy contradicts itself: a field twice, or a purpose, retention or erasure that it does not describe."""


@dataclass(frozen=True)
class Words:
    """A sentence in both languages; as text, the one of the reader."""

    ar: str
    en: str

    def __str__(self) -> str:
        return self.ar if (get_language() or "ar").startswith("ar") else self.en


@dataclass(frozen=True)
class Retention:
    """How long something is kept. ``days`` is empty where it ends with the account or never."""

    key: str
    words: Words
    days: int | None = None


@dataclass(frozen=True)
class Erasure:
    """What becomes of a value when the person goes: ``delete`` the row, ``clear`` the value, or ``unlink`` it from the person."""

    key: str
    words: Words


@dataclass(frozen=True)
class Declaration:
    """One thing we know, as people would name it, and the fields that hold it.

    ``fields`` are ``app.Model.field`` of our own apps; ``tables`` are whole tables, ``app.Model``, of packages we use.
    """

    purpose: str
    what: Words
    why: Words
    retention: Retention
    erasure: Erasure
    is_exported: bool
    fields: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Purpose:
    key: str
    title: Words
    text: Words


@dataclass
class Policy:
    """The whole policy, in the order in which people read it."""

    intro: list[Words] = field(default_factory=list)
    purposes: dict[str, Purpose] = field(default_factory=dict)
    retentions: dict[str, Retention] = field(default_factory=dict)
    erasures: dict[str, Erasure] = field(default_factory=dict)
    declarations: list[Declaration] = field(default_factory=list)
    never: list[Words] = field(default_factory=list)
    rights: list[Words] = field(default_factory=list)
    not_personal: set[str] = field(default_factory=set)
    owners: dict[str, Declaration] = field(default_factory=dict)

    def add(self, declaration: Declaration) -> None:
        """Takes in one declaration. Raises CannotDeclare."""
        if declaration.purpose not in self.purposes:
            raise CannotDeclare(f"There is no purpose `{declaration.purpose}`.")
        for name in (*declaration.fields, *declaration.tables):
            if name in self.owners or name in self.not_personal:
                raise CannotDeclare(f"`{name}` is declared twice.")
        self.declarations.append(declaration)
        self.owners |= dict.fromkeys((*declaration.fields, *declaration.tables), declaration)

    def add_not_personal(self, name: str) -> None:
        if name in self.owners or name in self.not_personal:
            raise CannotDeclare(f"`{name}` is declared twice.")
        self.not_personal.add(name)

    def names(self) -> set[str]:
        """Every field and table that the policy speaks about."""
        return set(self.owners) | self.not_personal

    def by_purpose(self) -> Iterator[tuple[Purpose, list[Declaration]]]:
        for purpose in self.purposes.values():
            yield purpose, [one for one in self.declarations if one.purpose == purpose.key]


def words(raw: dict[str, str]) -> Words:
    return Words(ar=" ".join(raw["ar"].split()), en=" ".join(raw["en"].split()))


def read_policy(path: Path = POLICY_FILE) -> Policy:
    """The policy in a file. Raises CannotDeclare where it contradicts itself, KeyError where a part is missing."""
    raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    policy = Policy(
        intro=[words(one) for one in raw["intro"]],
        retentions={key: Retention(key, words(one), one.get("days")) for key, one in raw["retentions"].items()},
        erasures={key: Erasure(key, words(one)) for key, one in raw["erasures"].items()},
        never=[words(one) for one in raw["never"]],
        rights=[words(one) for one in raw["rights"]],
    )
    for purpose in raw["purposes"]:
        policy.purposes[purpose["key"]] = Purpose(purpose["key"], words(purpose["title"]), words(purpose["text"]))
        for one in purpose["data"]:
            policy.add(read_declaration(policy, purpose["key"], one))
    for model, fields in raw["not_personal"].items():
        for name in fields:
            policy.add_not_personal(f"{model}.{name}")
    return policy


def read_declaration(policy: Policy, purpose: str, raw: dict) -> Declaration:
    for part, known in (("retention", policy.retentions), ("erase", policy.erasures)):
        if raw[part] not in known:
            raise CannotDeclare(f"There is no {part} `{raw[part]}`.")
    return Declaration(
        purpose=purpose,
        what=words(raw["what"]),
        why=words(raw["why"]),
        retention=policy.retentions[raw["retention"]],
        erasure=policy.erasures[raw["erase"]],
        is_exported=raw["export"],
        fields=tuple(raw.get("fields", ())),
        tables=tuple(raw.get("tables", ())),
    )


@cache
def policy() -> Policy:
    """The policy in force. Read once a process."""
    return read_policy()


def declare(model: str, name: str, *, purpose: str, what: Words, why: Words, retention: str, erase: str, export: bool) -> None:
    """Adds a field of an app that the file does not know. Raises CannotDeclare."""
    raw = {"what": vars(what), "why": vars(why), "retention": retention, "erase": erase, "export": export}
    policy().add(read_declaration(policy(), purpose, {**raw, "fields": [f"{model}.{name}"]}))


def declaration_of(model: str, name: str) -> Declaration | None:
    """What the policy says of a field (``"learning.Enrolment", "state"``); None for one that says nothing about anybody."""
    return policy().owners.get(f"{model}.{name}")
