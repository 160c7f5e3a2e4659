"""A kind of question from outside the app: how many stars, from one to five?"""

from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from quizzes.kinds import BadResponse, Kind
from quizzes.kinds.base import FormData, QuestionBlock, Response, Structure, Words

MOST = 5


class StarsBlock(QuestionBlock):
    stars = blocks.IntegerBlock(min_value=1, max_value=MOST)

    class Meta:
        label = "Stars"
        form_layout = ["stem", "media", "stars", "explanation"]


class Stars(Kind):
    """A star too many or too few costs a half of the point."""

    name = "stars"
    order = 200
    block_class = StarsBlock
    template = "plugged/stars.html"  # type: ignore[assignment]
    review_template = "plugged/stars.html"  # type: ignore[assignment]

    def structure(self, value: Mapping[str, Any]) -> Structure:
        return {"stars": value["stars"]}

    def parse(self, structure: Structure, data: FormData, name: str) -> Response:
        chosen = data.get(name, "")
        if chosen and chosen not in map(str, range(1, MOST + 1)):
            raise BadResponse("no such number of stars")
        return {"stars": int(chosen)} if chosen else {}

    def as_fields(self, response: Response, name: str) -> list[tuple[str, str]]:
        return [(name, str(response["stars"]))] if response else []

    def mark(self, structure: Structure, words: list[Words], response: Response) -> float:
        return max(0.0, 1 - abs(structure["stars"] - response["stars"]) / 2) if response else 0.0

    def sample_answers(self, structure: Structure, words: Words) -> list[Response]:
        return [{"stars": number} for number in range(1, MOST + 1)]

    def present(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {"numbers": list(range(1, MOST + 1)), "chosen": response.get("stars")}

    def reveal(self, structure: Structure, words: Words, response: Response, *, seed: int) -> dict[str, Any]:
        return {**self.present(structure, words, response, seed=seed), "wanted": structure["stars"]}


KIND = Stars()
