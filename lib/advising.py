"""Asking an OpenAI-compatible endpoint where fields might go.

Names and types are sent, never a value of the source's data. What comes back is a hint
like any other: a target that does not exist is left out, and whoever reads the proposal
sees who has suggested it.
"""

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from .http import HttpClient, Request
from .message import _lt
from .proposing import SourceField, Suggestion, TargetField

_PLACE = "/chat/completions"
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_TASK = (
    "You map fields of a legal practice management system to fields of Odoo. Answer "
    "with one JSON object that leads from a source field's name to the name of the one "
    "target field that fits. Leave out source fields that none fits."
)


def advise(
    client: HttpClient,
    model: str,
    target_model: str,
    sources: Sequence[SourceField],
    targets: Sequence[TargetField],
) -> dict[str, Suggestion]:
    """Suggestions by source field; MigrationError when the endpoint does not answer."""
    if not sources or not targets:
        return {}
    answer = client.json(
        Request(
            f"{client.settings.base_url.rstrip('/')}{_PLACE}",
            _lt("Suggestions"),
            method="POST",
            json={
                "model": model,
                "temperature": 0,
                "messages": [
                    {"role": "system", "content": _TASK},
                    {
                        "role": "user",
                        "content": _question(target_model, sources, targets),
                    },
                ],
            },
        )
    )
    origin = f"{model} ({urlsplit(client.settings.base_url).hostname})"
    known = {target.name for target in targets}
    asked = {source.name for source in sources}
    return {
        name: Suggestion(target, origin)
        for name, target in _answered(answer.data).items()
        if name in asked and isinstance(target, str) and target in known
    }


def _question(
    target_model: str, sources: Sequence[SourceField], targets: Sequence[TargetField]
) -> str:
    """The names and types that are told, and nothing else."""
    return json.dumps(
        {
            "target_model": target_model,
            "source_fields": [
                {"name": source.name, "type": source.profile.type} for source in sources
            ],
            "target_fields": [
                {"name": target.name, "label": target.label, "type": target.ttype}
                for target in targets
            ],
        },
        ensure_ascii=False,
    )


def _answered(data: Any) -> dict[str, Any]:
    """The object in the first choice; an empty one for anything else."""
    try:
        text = data["choices"][0]["message"]["content"]
        found = json.loads(_FENCE.sub("", text.strip()))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
