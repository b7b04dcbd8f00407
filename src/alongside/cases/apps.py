from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "alongside.cases"

    def ready(self) -> None:
        from alongside.cases import due, moving_on, owing, rows
        from alongside.cases.destroying import STAKES
        from alongside.cases.destroying import WHAT as DESTROYING_WORDS
        from alongside.cases.disclosure.said import WHAT as DISCLOSURE_WORDS
        from alongside.cases.exhibits import said as exhibits_said
        from alongside.cases.exhibits.owning import OWNER as EXHIBITS
        from alongside.cases.exhibits.promises import promises_of_footage
        from alongside.cases.exhibits.queries import days_of_footage
        from alongside.cases.finding.feed import days_for
        from alongside.cases.inquiry.owning import OWNER as POLICIES
        from alongside.cases.inquiry.owning import SIGNED
        from alongside.cases.inquiry.promises import promises_of_inquiry
        from alongside.cases.inquiry.queries import days_of_interviews
        from alongside.cases.inquiry.said import WHAT as INQUIRY_WORDS
        from alongside.cases.lessons.said import WHAT as LESSONS_WORDS
        from alongside.cases.panels import case_of_incident_panel
        from alongside.cases.police.following import follow_deadline
        from alongside.cases.police.promises import promises_of_police
        from alongside.cases.police.queries import days_of_police
        from alongside.cases.police.said import WHAT as POLICE_WORDS
        from alongside.cases.producing.kinds import all_kinds
        from alongside.cases.producing.subject import CASE
        from alongside.cases.redress import saying as redress_saying
        from alongside.cases.redress.promises import promises_of_redress
        from alongside.cases.redress.queries import days_of_redress
        from alongside.cases.referrals import said as referrals_said
        from alongside.cases.referrals.following import tell_national
        from alongside.cases.referrals.promises import promises_of_referrals
        from alongside.cases.remedial.owning import OWNER
        from alongside.cases.remedial.queries import days_of_actions
        from alongside.cases.review.promises import promises_of_review
        from alongside.cases.review.said import WHAT as REVIEW_WORDS
        from alongside.cases.sanctions import deciding, marking, saying
        from alongside.cases.sanctions.queries import days_of_sanctions
        from alongside.cases.victims.promises import promises_to_people, promises_to_reporters
        from alongside.cases.victims.said import WHAT as VICTIMS_WORDS
        from alongside.cases.working.promises import promises_of_work
        from alongside.cases.working.queries import days_of_tasks
        from alongside.documents import kinds
        from alongside.evidence import owners
        from alongside.incidents import panels
        from alongside.incidents.duties import followers
        from alongside.risk.markers import origins

        owing.register(promises_of_work, "")
        owing.register(deciding.promises_of_sanctions, "sanctions")
        owing.register(promises_of_redress, "redress")
        owing.register(promises_of_police, "police")
        owing.register(promises_to_people, "people")
        owing.register(promises_to_reporters, "people")
        owing.register(promises_of_review, "review")
        owing.register(promises_of_footage, "exhibits")
        owing.register(promises_of_inquiry, "inquiry")
        owing.register(promises_of_referrals, "shared")
        due.register(days_of_tasks, "")
        due.register(days_of_police, "police")
        due.register(days_of_sanctions, "sanctions", outlives=True)
        due.register(days_of_redress, "redress", outlives=True)
        due.register(days_of_actions, "review")
        due.register(days_of_footage, "exhibits")
        due.register(days_of_interviews, "inquiry")
        moving_on.follow(tell_national)
        rows.say(redress_saying.WORDS, redress_saying.said_of)
        rows.say(saying.WORDS, saying.said_of)
        rows.say(POLICE_WORDS)
        rows.say(VICTIMS_WORDS)
        rows.say({"document_produced": "A document was produced"})
        kinds.register_subject(CASE)
        for kind in all_kinds():
            kinds.register(kind)
        rows.say(REVIEW_WORDS)
        rows.say(LESSONS_WORDS)
        owners.register(OWNER)
        owners.register(EXHIBITS)
        owners.register(POLICIES)
        owners.register(SIGNED)
        for code, stake in STAKES.items():
            owners.register_stake(code, stake)
        rows.say(DESTROYING_WORDS)
        rows.say(exhibits_said.WHAT, exhibits_said.said_of)
        rows.say(referrals_said.WHAT, referrals_said.said_of)
        rows.say(INQUIRY_WORDS)
        rows.say(DISCLOSURE_WORDS)
        panels.register(case_of_incident_panel)
        for origin in marking.ORIGINS:
            origins.register(origin)
        followers.follow(follow_deadline)
        followers.add_days(days_for)
