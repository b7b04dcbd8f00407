// The page on which the answers are checked.
import { given, holds, ruleOf } from "./_applies.js";
import { element, form, applying, known, missingIn, nameOf, steps, whole } from "./_report_kept.js";
import { show } from "./_report_pages.js";

/** Every answer, with a way to change it. */
export function showAnswers() {
  const list = element("answers");
  const open = (step) => "later" in step.dataset && !inWords(step).length;
  for (const item of form.querySelectorAll("[data-later-open]")) {
    const step = applying().find((one) => nameOf(one) === item.dataset.laterOpen);
    item.hidden = !step || !open(step);
    item.querySelector("button").onclick = () => {
      whole.report.checking = true;
      show(nameOf(step));
    };
  }
  const rows = steps.filter((step) => (holds(ruleOf(step), form, known()) && !open(step)) || nameOf(step) === "where").map((step) => {
    const name = nameOf(step);
    const lines = name === "where" && form.dataset.place && !given(form, "where").length ? [form.dataset.place] : inWords(step);
    const missing = !(name === "where" && form.dataset.place) && missingIn(step).length > 0;
    return answerRow(step, lines, missing);
  });
  list.replaceChildren(...rows);
  element("without-name").hidden = given(form, "reporter")[0] !== "anonymous";
  for (const count of form.querySelectorAll("[data-part-count]")) {
    const filled = [...form.querySelectorAll(`[data-rows="${count.dataset.partCount}"] fieldset`)].filter((row) =>
      [...row.querySelectorAll("[name]")].some((input) => input.value),
    );
    count.textContent = filled.length ? `(${filled.length} added)` : "";
  }
}

function answerRow(step, lines, missing) {
  const row = Object.assign(document.createElement("div"), { className: "nhsuk-summary-list__row" });
  const cell = (tag, className, ...content) => {
    const made = Object.assign(document.createElement(tag), { className: `nhsuk-summary-list__${className}` });
    made.append(...content);
    return made;
  };
  const texts = lines.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
  const none = Object.assign(document.createElement(missing ? "strong" : "span"), { textContent: missing ? "Not answered yet" : "Nothing added" });
  const change = Object.assign(document.createElement("button"), { type: "button", className: "app-report__link" });
  change.append(missing ? "Answer" : "Change", Object.assign(document.createElement("span"), { className: "nhsuk-u-visually-hidden", textContent: `: ${step.dataset.short}` }));
  change.addEventListener("click", () => {
    whole.report.checking = true;
    show(nameOf(step));
  });
  row.append(cell("dt", "key", step.dataset.short), cell("dd", "value", ...(texts.length ? texts : [none])), cell("dd", "actions", change));
  return row;
}

function inWords(step) {
  const lines = [];
  for (const field of step.querySelectorAll("[data-field]")) {
    if (!field.dataset.kind || !holds(ruleOf(field), form, known())) continue;
    for (const input of field.querySelectorAll("[name]")) {
      if (["checkbox", "radio"].includes(input.type)) {
        if (input.checked) lines.push(before(field, step) + form.querySelector(`label[for="${input.id}"]`).textContent.trim());
      } else if (input.type !== "file" && input.value.trim()) lines.push((["date", "time"].includes(input.type) ? before(field, step) : "") + (input.type === "date" ? input.valueAsDate.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" }) : input.value.trim()));
    }
  }
  if (nameOf(step) === "words") lines.push(...whole.report.files.map(nameOfFile));
  return lines;
}

/** The question of a page's later field: "Was anybody hurt? No". */
function before(field, step) {
  if (field === step.querySelector("[data-field]") || field.dataset.kind === "tick") return "";
  const question = field.querySelector("legend, label").textContent.trim().replace(" (optional)", "");
  return `${question} `;
}

/** One that stays as it is in an anonymous report is said to. */
function nameOfFile({ name, telling }) {
  return telling && given(form, "reporter")[0] === "anonymous" ? `${name}: kept as it is, so it may tell who made it` : name;
}
