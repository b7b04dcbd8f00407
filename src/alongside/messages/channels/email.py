"""E-mail by SMTP, through Django's e-mail back end."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from alongside.messages.channels import Envelope, HandedOver, RefusedError, TemporaryError, UnclearError

TIMEOUT_SECONDS = 10


class SmtpChannel:
    """Hands e-mail to a mail server.

    A mail server cannot be asked what it has. So a message whose hand-over is in doubt is handed over again, under
    the same Message-ID, by which mail systems recognise and drop the second copy.
    """

    provider = "smtp"
    at_once = 8

    def deliver(self, envelope: Envelope) -> HandedOver:
        identity = message_id(envelope)
        mail = EmailMessage(
            subject=" ".join(envelope.subject.split()),
            body=envelope.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[envelope.address],
            headers={"Message-ID": identity, "Auto-Submitted": "auto-generated"},
        )
        mail_server = get_connection(fail_silently=False, timeout=TIMEOUT_SECONDS)
        try:
            mail_server.open()
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryError(f"The mail server cannot be reached: {_said(error)}") from error
        try:
            mail_server.send_messages([mail])
        except smtplib.SMTPSenderRefused as error:
            raise TemporaryError(f"The mail server refuses our own address: {_said(error)}") from error
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refused(code, text) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise RefusedError(f"The mail server cannot take this message: {error}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnclearError(f"The mail server gave no answer: {_said(error)}") from error
        except ValueError as error:
            raise RefusedError(f"This is not a message that can be sent: {error}") from error
        finally:
            _close(mail_server)
        return HandedOver(self.provider, identity)

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None


def message_id(envelope: Envelope) -> str:
    """The Message-ID of a message: the same for every attempt (RFC 5322 section 3.6.4)."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{envelope.id}@{domain}>"


def _refused(code: int, text: bytes | str) -> RefusedError | TemporaryError:
    """4yz is temporary, 5yz is permanent (RFC 5321 section 4.2.1)."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    if 500 <= code < 600:
        return RefusedError(f"The mail server refused it: {code} {said}")
    return TemporaryError(f"The mail server cannot take it now: {code} {said}")


def _said(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()


def _close(mail_server: object) -> None:
    try:
        mail_server.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException):
        return
