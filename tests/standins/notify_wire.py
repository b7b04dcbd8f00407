"""What GOV.UK Notify says, and how it checks what it is told: the formats of its API, version 2.

Sources: docs.notifications.service.gov.uk (REST API: "Send a message", "Get message data", "Errors",
"Callbacks") and the schemas in `app/v2/notifications` of alphagov/notifications-api. The bearer token is checked
by the very function that the real service checks it with.
"""

import json
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web
from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import (
    TokenAlgorithmError,
    TokenDecodeError,
    TokenError,
    TokenExpiredError,
    TokenIssuerError,
)

SERVICE_ID = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"stand_in-{SERVICE_ID}-{SECRET}"
SMS_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
EMAIL_TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
PAGE_SIZE = 250

TEMPLATES = {
    SMS_TEMPLATE: ("sms", "", "((body))"),
    EMAIL_TEMPLATE: ("email", "((subject))", "((body))"),
}


@dataclass
class Accepted:
    """A notification that the service took on."""

    id: str
    reference: str | None
    type: str
    to: str
    subject: str
    body: str
    created_at: datetime
    status: str = "created"
    sent_at: datetime | None = None
    completed_at: datetime | None = None

    def told(self) -> dict[str, Any]:
        """As `GET /v2/notifications/{id}` tells it."""
        return {
            "id": self.id,
            "reference": self.reference,
            "email_address": self.to if self.type == "email" else None,
            "phone_number": self.to if self.type == "sms" else None,
            **dict.fromkeys(("line_1", "line_2", "line_3", "line_4", "line_5", "line_6", "postcode")),
            "type": self.type,
            "status": self.status,
            "template": template_of(self.type),
            "body": self.body,
            "subject": self.subject or None,
            "created_at": time_text(self.created_at),
            "created_by_name": None,
            "sent_at": time_text(self.sent_at),
            "completed_at": time_text(self.completed_at),
            "scheduled_for": None,
            "postage": None,
            "one_click_unsubscribe_url": None,
            "cost_details": {},
            "cost_in_pounds": 0.0,
            "is_cost_data_ready": True,
        }

    def receipt(self) -> dict[str, Any]:
        """As the delivery receipt callback tells it."""
        return {
            "id": self.id,
            "reference": self.reference,
            "to": self.to,
            "status": self.status,
            "created_at": time_text(self.created_at),
            "completed_at": time_text(self.completed_at),
            "sent_at": time_text(self.sent_at),
            "notification_type": self.type,
            "template_id": SMS_TEMPLATE if self.type == "sms" else EMAIL_TEMPLATE,
            "template_version": 1,
        }


class RefusalError(Exception):
    """An error in the service's own format."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.message = status, error, message


def authenticate(request: web.Request) -> None:
    """As `app/authentication/auth.py` of notifications-api: 401 without a token, 403 with a wrong one."""
    header = request.headers.get("Authorization")
    if not header:
        raise RefusalError(401, "AuthError", "Unauthorized: authentication token must be provided")
    if header[:7].title() != "Bearer ":
        raise RefusalError(401, "AuthError", "Unauthorized: authentication bearer scheme must be used")
    token = header[7:]
    try:
        if get_token_issuer(token) != SERVICE_ID:
            raise RefusalError(403, "AuthError", "Invalid token: service not found")
        decode_jwt_token(token, SECRET)
    except TokenIssuerError as error:
        raise RefusalError(403, "AuthError", "Invalid token: iss field not provided") from error
    except TokenExpiredError as error:
        message = "Error: Your system clock must be accurate to within 30 seconds"
        raise RefusalError(403, "AuthError", message) from error
    except TokenAlgorithmError as error:
        raise RefusalError(403, "AuthError", "Invalid token: algorithm used is not HS256") from error
    except TokenDecodeError as error:
        raise RefusalError(403, "AuthError", "Invalid token: API key not found") from error
    except TokenError as error:
        raise RefusalError(403, "AuthError", "Invalid token") from error


async def read_json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except ValueError as error:
        raise RefusalError(400, "BadRequestError", "Invalid JSON supplied in POST data") from error
    return body or {}


def check_schema(body: dict[str, Any], kind: str, field_name: str) -> None:
    allowed = {"reference", "template_id", "personalisation", "scheduled_for", field_name}
    allowed |= (
        {"sms_sender_id"}
        if kind == "sms"
        else {"email_reply_to_id", "one_click_unsubscribe_url", "sanitise_content_for"}
    )
    for name in (field_name, "template_id"):
        if name not in body:
            raise RefusalError(400, "ValidationError", f"{name} is a required property")
    for name in sorted(set(body) - allowed):
        raise RefusalError(400, "ValidationError", f"Additional properties are not allowed ({name} was unexpected)")
    if not is_uuid(body["template_id"]):
        raise RefusalError(400, "ValidationError", "template_id is not a valid UUID")
    if len(body.get("reference") or "") > 1000:
        raise RefusalError(400, "ValidationError", f"reference {body['reference']} is too long")
    if not isinstance(body.get("personalisation", {}), dict):
        raise RefusalError(400, "ValidationError", "personalisation is not of type object")
    if kind == "sms":
        _check_number(str(body[field_name]))
    elif not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(body[field_name])):
        raise RefusalError(400, "ValidationError", "email_address Not a valid email address")


def _check_number(number: str) -> None:
    digits = re.sub(r"[\s()+-]", "", number)
    problem = None
    if not digits.isdigit():
        problem = "Must not contain letters or symbols"
    elif len(digits) < 10:
        problem = "Not enough digits"
    elif len(digits) > 15:
        problem = "Too many digits"
    if problem:
        raise RefusalError(400, "ValidationError", f"phone_number {problem}")


def fill(template: str, values: dict[str, Any]) -> str:
    missing = [name for name in re.findall(r"\(\((\w+)\)\)", template) if name not in values]
    if missing:
        raise RefusalError(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
    return re.sub(r"\(\((\w+)\)\)", lambda found: str(values[found[1]]), template)


def template_of(kind: str) -> dict[str, Any]:
    identity = SMS_TEMPLATE if kind == "sms" else EMAIL_TEMPLATE
    uri = f"https://api.notifications.service.gov.uk/services/{SERVICE_ID}/templates/{identity}"
    return {"id": identity, "version": 1, "uri": uri}


def time_text(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def is_uuid(text: Any) -> bool:
    try:
        uuid.UUID(str(text))
    except ValueError:
        return False
    return True
