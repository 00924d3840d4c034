"""What every OpenAI-compatible endpoint has in common, by capability; a vendor's row is laid over it."""

from collections.abc import Mapping
from typing import Any

from shared.catalogue.models import Capability

_ERRORS: Mapping[str, Any] = {
    "code": ["/error/code", "/error/type"],
    "message": ["/error/message"],
    "moderation": ["moderation_blocked", "content_policy_violation", "content_filter"],
    "no_funds": ["insufficient_quota", "billing_hard_limit_reached"],
    "invalid": ["model_not_found", "context_length_exceeded"],
}

OPENAI_FORM: Mapping[Capability, Mapping[str, Any]] = {
    "text": {
        "submit": {
            "path": "/chat/completions",
            "body": {
                "model": "{model}",
                "messages": "{messages}",
                "temperature": "{temperature}",
                "max_tokens": "{max_tokens}",
                "response_format": "{response_format}",
            },
        },
        "outputs": ["/choices/0/message/content"],
        "facts": {"usage": "/usage", "finish_reason": "/choices/0/finish_reason", "refusal": "/choices/0/message/refusal"},
        "errors": _ERRORS,
        # A long answer comes in one piece, after minutes.
        "timeouts": {"read": 300},
    },
    "reference": {
        "submit": {"path": "/images/generations", "body": {"model": "{model}", "prompt": "{prompt}", "n": 1, "size": "{size}"}},
        "outputs": ["/data/0/b64_json", "/data/0/url"],
        "facts": {"usage": "/usage"},
        "errors": _ERRORS,
        "timeouts": {"read": 180},
    },
    "speech": {
        "submit": {
            "path": "/audio/speech",
            "body": {
                "model": "{model}",
                "input": "{text}",
                "voice": "{voice}",
                "instructions": "{instructions}",
                "speed": "{speed}",
                "response_format": "mp3",
            },
        },
        "outputs": [],
        "errors": _ERRORS,
        "timeouts": {"read": 120},
    },
}
"""Sources: the API reference of api.openai.com (chat/completions, images/generations, audio/speech)."""
