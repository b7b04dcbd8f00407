"""What is due, and by which day, for each route."""

from __future__ import annotations

from datetime import date, timedelta

from alongside.incidents.riddor import codes
from alongside.incidents.riddor.assessment import Due, Duty
from alongside.incidents.riddor.days import years_after


def notify_and_report(incident_on: date, *, notify: bool = True) -> tuple[Due, ...]:
    """Sch 1 para 1(1): notify at once, and report within 10 days of the incident; and keep the record (reg 12)."""
    report = codes.clock("RID-10")
    by = incident_on + timedelta(days=report.days)
    dues = (
        Due(Duty.REPORT, report.rule, f"Send the report within {report.days} days of the incident.", by=by),
        keep_record("SI 2013/1471 reg 12(1)(a)"),
    )
    return (notify_at_once(), *dues) if notify else dues


def notify_and_report_now() -> tuple[Due, ...]:
    """Sch 1 para 1(1) where the days for the report were over before there was anything to report: a later death."""
    report = codes.clock("RID-10")
    words = f"Send the report now: the {report.days} days were over before the death."
    return (notify_at_once(), Due(Duty.REPORT, report.rule, words), keep_record("SI 2013/1471 reg 12(1)(a)"))


def notify_at_once(rule: str = "") -> Due:
    """By the quickest means, without delay."""
    return Due(Duty.NOTIFY, rule or codes.clock("RID-NOTIFY").rule, "Tell HSE now, by the quickest means there is.")


def report_over_seven(accident_on: date, reached_on: date) -> tuple[Due, ...]:
    """Reg 4(2): as soon as practicable, at the latest within 15 days of the accident.

    When the eighth day comes after the fifteenth (an injury that showed late), the report is due on that day.
    """
    last, aim = codes.clock("RID-15"), codes.clock("RID-15-AIM")
    by = accident_on + timedelta(days=last.days)
    words = f"Send the report as soon as you can, at the latest within {last.days} days of the accident."
    if reached_on > by:
        by, words = reached_on, "Send the report now: the 15 days were over before the absence passed 7 days."
    aim_on = min(by, max(accident_on + timedelta(days=aim.days), reached_on))
    return (
        Due(Duty.REPORT, last.rule, words, by=by, aim=aim_on),
        keep_record("SI 2013/1471 reg 12(1)(a)"),
    )


def report_diagnosis(rule: str) -> tuple[Due, ...]:
    """Reg 8 and Sch 1 para 2: report the diagnosis without delay. Reg 9 and para 3: notify it."""
    words = "Send the report of the diagnosis now."
    paragraph = "3" if "reg 9" in rule else "2(1)"
    return (
        Due(Duty.REPORT, f"SI 2013/1471 Sch 1 para {paragraph}", words),
        keep_record("SI 2013/1471 reg 12(1)(b)"),
    )


def keep_record(rule: str) -> Due:
    """Reg 12: a record, kept for at least 3 years from the day of the entry."""
    return Due(Duty.RECORD, rule, f"Keep a record for at least {codes.clock('RID-REC3').years} years.")


def record_kept_until(entered_on: date) -> date:
    """The day until which a record entered on `entered_on` must at least be kept (reg 12(2))."""
    return years_after(entered_on, codes.clock("RID-REC3").years)
