// What the server would surely refuse, said before anything is sent: the rules of incidents/reporting/reading.py, from the same data.
import { given, holds, ruleOf } from "./_applies.js";
import { element, form, known, nameOf, whole } from "./_report_kept.js";

/** What is missing or wrong on a page: [[name of the field, sentence]…]. */
export function wrongIn(section) {
  const fields = [...section.querySelectorAll("[data-field]")].filter((field) => section.dataset.page || holds(ruleOf(field), form, known()));
  const wrong = section.dataset.page ? wrongRows(section) : fields.map(wrongField);
  return [...wrong.filter(Boolean), ...(nameOf(section) === "when" && !wrong.some(Boolean) ? wrongTime() : [])];
}

/** The first page that would be refused, of those on the way and of what was added; nothing where the report can be sent. */
export function firstWrong(pages) {
  return pages.find((section) => wrongIn(section).length);
}

function wrongField(field) {
  const name = field.dataset.field;
  const input = field.querySelector(`[name="${name}"]`);
  if (field.dataset.missing && !given(form, name).length) return [name, field.dataset.missing];
  if (input?.validity.badInput) return [name, field.dataset.kind === "date" ? form.dataset.noDay : form.dataset.noTime];
  const text = tidy(input?.value ?? "");
  if (!text || ["checkbox", "radio", "file"].includes(input.type)) return undefined;
  if (field.dataset.form && !new RegExp(`^(?:${field.dataset.form})$`, "i").test(text)) return [name, field.dataset.wrong];
  const most = Number(field.dataset.longest ?? Infinity);
  const written = [...text].length;
  if (written > most) return [name, form.dataset.tooLong.replace("{most}", most.toLocaleString("en-GB")).replace("{written}", written.toLocaleString("en-GB"))];
  return undefined;
}

/** Rows without any words are left out by the server, and so here. */
function wrongRows(section) {
  const rows = [...section.querySelectorAll("[data-rows] > fieldset")].filter((row) => [...row.querySelectorAll("[name]")].some((input) => input.value.trim()));
  return rows.flatMap((row) => [...row.querySelectorAll("[data-field]")].map(wrongField));
}

function wrongTime() {
  const [when] = given(form, "when");
  const [date] = given(form, "when_date");
  const [time] = given(form, "when_time");
  if (when === "other" && !date) return [["when_date", form.dataset.whichDay]];
  if (when === "other" && date < form.dataset.oldest) return [["when_date", form.dataset.noDay]];
  if (when !== "other" && when !== "today") return [];
  const answered = whole.report.whenAt ? new Date(whole.report.whenAt).getTime() : Date.now();
  const ahead = whole.report.ahead ?? 0; // how much the phone's clock is ahead of the server's
  const now = Date.now() - ahead;
  const day = when === "other" ? date : local(answered - ahead).slice(0, 10);
  const latest = local(now + 1000 * Number(form.dataset.slackS));
  const late = day > local(now).slice(0, 10) || (time && `${day} ${time}` > latest);
  return late ? [[when === "today" ? "when_time" : "when_date", form.dataset.notYet]] : [];
}

/** Day and time where the organisation is: "2026-11-24 10:42". */
function local(at) {
  const options = { timeZone: form.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", options).formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}`;
}

function tidy(text) {
  return text.replace(/\r\n?/g, "\n").trim();
}

/** The sentence at the field itself, beside the one above the page. */
export function markWrong(wrong) {
  for (const old of form.querySelectorAll("[data-said-wrong]")) old.remove();
  for (const [name, text] of wrong) {
    const field = element(`field-${name}`);
    const input = field?.querySelector(`[name="${name}"]`);
    if (!field) continue;
    const said = Object.assign(document.createElement("span"), { className: "nhsuk-error-message", id: `${name}-wrong`, textContent: text });
    said.dataset.saidWrong = "";
    const at = ["checkbox", "radio"].includes(input?.type) ? field.querySelector(".nhsuk-checkboxes, .nhsuk-radios") : input;
    at?.before(said);
  }
}
