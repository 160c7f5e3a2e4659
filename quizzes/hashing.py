"""One spelling of JSON for one value, so that equal things have equal hashes."""

import hashlib
import json
from typing import Any


def hash_json(value: Any) -> str:
    """64 hexadecimal digits; equal for equal values, whatever the order of their keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
