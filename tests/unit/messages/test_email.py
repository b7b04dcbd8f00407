"""E-mail by a real SMTP conversation with a mail server that does as it is told."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from alongside.ledger.keys import new_id
from alongside.messages.channels import Envelope, RefusedError, TemporaryError, UnclearError
from alongside.messages.channels.email import SmtpChannel


class MailServer:
    """Takes mail, or answers what it is told to answer at a stage of the conversation."""

    def __init__(self) -> None:
        self.taken = []
        self.answers = {}

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250") or answer == "cut":
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if answer == "cut":
            server.transport.abort()
        return answer


@pytest.fixture
def mail(settings):
    server = MailServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Alongside <alongside@example.nhs.uk>"
    yield server
    controller.stop()


def letter(**changed):
    details = {"id": new_id(), "address": "asha@example.nhs.uk", "subject": "Alarm", "body": "Nia needs help."}
    return Envelope(**(details | changed))


def test_an_e_mail_arrives_with_its_subject_and_words(mail):
    envelope = letter(subject="Alarm:\nNia")
    handed_over = SmtpChannel().deliver(envelope)
    (arrived,) = mail.taken
    assert (arrived["To"], arrived["From"]) == ("asha@example.nhs.uk", "Alongside <alongside@example.nhs.uk>")
    assert arrived["Subject"] == "Alarm: Nia"
    assert arrived.get_content().strip() == "Nia needs help."
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert (handed_over.provider, handed_over.provider_id) == ("smtp", arrived["Message-ID"])


def test_a_second_attempt_carries_the_same_message_id_so_that_mail_systems_drop_it(mail):
    envelope = letter()
    SmtpChannel().deliver(envelope)
    SmtpChannel().deliver(envelope)
    first, second = mail.taken
    assert first["Message-ID"] == second["Message-ID"] == f"<{envelope.id}@example.nhs.uk>"


@pytest.mark.parametrize(
    ("stage", "answer", "error"),
    [
        ("RCPT", "550 no such person", RefusedError),
        ("RCPT", "450 mailbox busy", TemporaryError),
        ("DATA", "554 not wanted", RefusedError),
        ("DATA", "451 come back later", TemporaryError),
        ("MAIL", "550 not from you", TemporaryError),
        ("DATA", "cut", UnclearError),
    ],
)
def test_what_the_mail_server_answers_decides_whether_it_is_tried_again(mail, stage, answer, error):
    mail.answers[stage] = answer
    with pytest.raises(error) as told:
        SmtpChannel().deliver(letter())
    assert type(told.value) is error
    assert str(told.value)


def test_a_mail_server_that_cannot_be_reached_has_not_got_the_message(mail, settings):
    settings.EMAIL_PORT = 1
    with pytest.raises(TemporaryError, match="cannot be reached"):
        SmtpChannel().deliver(letter())


def test_an_address_that_would_forge_a_header_is_refused(mail):
    with pytest.raises(RefusedError):
        SmtpChannel().deliver(letter(address="asha@example.nhs.uk\nBcc: all@example.nhs.uk"))
    assert mail.taken == []


def test_a_mail_server_cannot_be_asked_what_it_has(mail):
    assert SmtpChannel().find(letter()) is None
