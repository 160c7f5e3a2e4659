"""From parsed text to what the CMS stores: raw StreamField data with identities made from the content path."""

import uuid
from typing import Any

from quizzes.enums import Counts, Feedback

from .files import ContentError, CourseText, Text
from .markdown import Block, LinkWriter, inline_html, list_items, plain_text, table_rows, to_rich_text

NAMESPACE = uuid.UUID("8d0c3bd6-6d5e-5c1f-9f0e-2f6f7c0c7a11")
FURTHER_NUMBERS = {"wait-after": "wait_after", "time": "time_limit_minutes", "extensions": "extensions"}
QUIZ_NUMBERS = ("draw", "pass", "attempts", "wait", *FURTHER_NUMBERS)


class LeadsNowhere(Exception):
    """A link to a page that is not in the files. Its text is the link's target."""


def identity(*parts: str) -> uuid.UUID:
    """The identity of a content path: the same on every machine."""
    return uuid.uuid5(NAMESPACE, "/".join(parts))


def raw_list(owner: str, values: list[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": str(identity(owner, str(index))), "value": value} for index, value in enumerate(values)]


def raw_competencies(course: CourseText, language: str) -> list[dict[str, Any]]:
    return [
        {"type": "competency", "id": str(identity(course.item.path, "competency", key)), "value": words}
        for key, words in course.competencies(language)
    ]


def split_strong(children: list) -> tuple[str, list]:
    """(title, rest) of a list item that begins with a strong phrase."""
    if len(children) >= 3 and children[0].type == "text" and not children[0].content:
        children = children[1:]
    if len(children) >= 3 and children[0].type == "strong_open":
        return children[1].content, children[3:]
    return "".join(child.content for child in children), []


class BodyBuilder:
    """Builds one page's raw body. ``references`` resolves keys of terms, statistics and questions to primary keys."""

    def __init__(self, path: str, text: Text, references: Any, link: LinkWriter) -> None:
        self.path, self.text, self.references, self.link = path, text, references, link

    def build(self) -> list[dict[str, Any]]:
        return [
            {"type": self.block_type(block), "id": str(identity(self.path, block.key)), "value": self.value(block)}
            for block in self.text.blocks
        ]

    def block_type(self, block: Block) -> str:
        return {"key-term": "key_term", "compare": "comparison"}.get(block.name, block.name)

    def value(self, block: Block) -> dict[str, Any]:
        try:
            value = getattr(self, "value_of_" + block.name.replace("-", "_"))(block)
        except LeadsNowhere as link:
            raise ContentError(self.text.path, block.line, f"expected a page: `{link}` leads nowhere") from None
        if block.name != "quiz":
            value["source_refs"] = block.attrs.get("sources", "")
        return value

    def rich(self, block: Block) -> str:
        return to_rich_text(block.tokens, self.link)

    def value_of_section(self, block: Block) -> dict[str, Any]:
        has_anchor = bool(block.heading)
        return {"heading": block.heading, "anchor": block.key if has_anchor else "", "text": self.rich(block)}

    def value_of_example(self, block: Block) -> dict[str, Any]:
        return {"title": block.attrs["title"], "text": self.rich(block)}

    def value_of_callout(self, block: Block) -> dict[str, Any]:
        if block.attrs["tone"] not in {"note", "tip", "caution"}:
            raise ContentError(self.text.path, block.line, "expected `tone=note`, `tip` or `caution`")
        return {"tone": block.attrs["tone"], "title": block.attrs.get("title", ""), "text": self.rich(block)}

    def value_of_steps(self, block: Block) -> dict[str, Any]:
        steps = []
        for children in list_items(block.tokens):
            title, rest = split_strong(children)
            html = inline_html(rest, self.link).strip().removeprefix(":").strip()
            steps.append({"title": title.rstrip(":."), "text": f"<p>{html}</p>" if html else ""})
        if len(steps) < 2:
            raise ContentError(self.text.path, block.line, "expected an ordered list of two steps or more")
        return {"title": block.attrs.get("title", ""), "steps": raw_list(f"{self.path}/{block.key}", steps)}

    def value_of_compare(self, block: Block) -> dict[str, Any]:
        rows = table_rows(block.tokens)
        if len(rows) < 2:
            raise ContentError(self.text.path, block.line, "expected a table with a header and a row or more")
        owner = f"{self.path}/{block.key}"
        body = [raw_list(f"{owner}/{index}", row) for index, row in enumerate(rows[1:])]
        return {
            "caption": block.attrs["title"],
            "header": raw_list(f"{owner}/header", rows[0]),
            "rows": raw_list(f"{owner}/rows", body),
        }

    def value_of_reflection(self, block: Block) -> dict[str, Any]:
        return {"prompt": plain_text(block.tokens)}

    def value_of_key_term(self, block: Block) -> dict[str, Any]:
        return {"term": self.reference("term", block.attrs["term"], block)}

    def value_of_statistic(self, block: Block) -> dict[str, Any]:
        return {"statistic": self.reference("statistic", block.attrs["stat"], block)}

    def value_of_quiz(self, block: Block) -> dict[str, Any]:
        attrs = block.attrs
        if attrs["mode"] not in {"practice", "graded"}:
            raise ContentError(self.text.path, block.line, "expected `mode=practice` or `mode=graded`")
        keys = self.references.graded_keys(self.path) if attrs.get("from") == "graded" else attrs.get("questions", "").split()
        if not keys and "bank" not in attrs:
            raise ContentError(self.text.path, block.line, 'expected `questions="key key"`, `from=graded` or `bank="…"`')
        ids = [pk for pk in (self.reference("question", key, block) for key in keys) if pk]
        try:
            numbers = {name: int(attrs[name]) for name in QUIZ_NUMBERS if name in attrs}
        except ValueError:
            raise ContentError(self.text.path, block.line, f"expected whole numbers for {', '.join(QUIZ_NUMBERS)}") from None
        return {
            "title": attrs["title"],
            "mode": attrs["mode"],
            "questions": raw_list(f"{self.path}/{block.key}", ids),
            "draw": numbers.get("draw"),
            "pass_percent": numbers.get("pass", 70),
            "attempts": numbers.get("attempts", 0),
            "wait_minutes": numbers.get("wait", 0),
            "is_shuffled": attrs["mode"] == "graded",
            **self.further_rules(block, numbers),
        }

    def further_rules(self, block: Block, numbers: dict[str, int]) -> dict[str, Any]:
        """The rules that most quizzes leave as they are: only those that are written."""
        rules: dict[str, Any] = {field: numbers[name] for name, field in FURTHER_NUMBERS.items() if name in numbers}
        for name, choices in (("feedback", Feedback.values), ("counts", Counts.values)):
            if name in block.attrs:
                if block.attrs[name] not in choices:
                    raise ContentError(
                        self.text.path, block.line, f"expected {' or '.join(f'`{name}={each}`' for each in choices)}"
                    )
                rules[name] = block.attrs[name]
        if "bank" in block.attrs:
            drawn = [self.draw_rule(text, block) for text in block.attrs["bank"].split(";")]
            rules["blueprint"] = raw_list(f"{self.path}/{block.key}/bank", drawn)
        return rules

    def draw_rule(self, text: str, block: Block) -> dict[str, Any]:
        """One rule of a blueprint: ``5 module=concepts objective=key tag=word``."""
        count, *pairs = text.split() or [""]
        try:
            named = dict(pair.split("=", 1) for pair in pairs)
            rule = {"count": int(count), "module": "any", "objective": None, "tag": named.pop("tag", "")}
        except ValueError:
            raise ContentError(self.text.path, block.line, 'expected `bank="5 module=name tag=word; 3"`') from None
        if "module" in named:
            rule["module"] = str(identity(self.path.split("/", 1)[0], named.pop("module")))
        if "objective" in named:
            rule["objective"] = self.reference("objective", named.pop("objective"), block)
        if named:
            raise ContentError(self.text.path, block.line, "expected module, objective or tag in `bank=`")
        return rule

    def reference(self, kind: str, key: str, block: Block) -> int | None:
        """None for an item that an editor deleted. Raises ContentError for one that is not in the files."""
        if not self.references.knows(kind, key):
            raise ContentError(self.text.path, block.line, f"expected the key of a {kind}: `{key}` is not in the files")
        return self.references.find(kind, key)
