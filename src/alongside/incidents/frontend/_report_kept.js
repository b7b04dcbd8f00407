// The report on a phone: what is answered so far, and what is known before anybody asks.
import { given, holds, ruleOf } from "./_applies.js";
import { forget, keep } from "./_phone.js";
import { addRow } from "./_report_rows.js";

export const form = document.getElementById("whole");
export const element = (id) => document.getElementById(id);
export const steps = [...form.querySelectorAll("section[data-step]")];
export const timeNow = () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date());

/** `report`: { owner, key, door, answers, files, account, whenAt, ahead, dangerAt, help, call, page, checking, sending, unsent, refused }; nothing once it was sent or erased. */
export const whole = { report: undefined, shown: "" };

export const known = () => ({ place_known: form.dataset.placeKnown, signed_in: whole.report.account ? "yes" : "no" });
export const applying = () => steps.filter((step) => holds(ruleOf(step), form, known()));
export const asked = () => applying().filter((step) => !("later" in step.dataset));
/** Every page that is sent: what is asked, what was added besides, and people and things. */
export const pages = () => [...applying(), ...form.querySelectorAll("section[data-page^=more-]")];
export const nameOf = (section) => section.dataset.step ?? section.dataset.page;
export const sectionNamed = (name) => [...form.querySelectorAll("section")].find((section) => nameOf(section) === name);

export function newReport(owner) {
  return { owner, key: newKey(), answers: {}, files: [], account: false, sending: false };
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export function fill(answers) {
  for (const part of form.querySelectorAll("[data-rows]")) {
    const numbers = Object.keys(answers).map((name) => new RegExp(`^${part.dataset.rows}-(\\d+)-`).exec(name)?.[1]);
    const rows = Math.max(0, ...numbers.filter(Boolean).map((number) => Number(number) + 1));
    for (let row = 0; row < rows; row++) addRow(part);
  }
  for (const input of form.querySelectorAll("[name]")) {
    const values = answers[input.name] ?? [];
    if (["checkbox", "radio"].includes(input.type)) input.checked = values.includes(input.value);
    else if (input.type !== "file") input.value = values[0] ?? "";
  }
  for (const details of form.querySelectorAll("details")) details.open = Boolean(details.querySelector("input:checked"));
}

/** What is sent: [[name, value]…]. */
export function fields() {
  const { report } = whole;
  const listed = [["key", report.key], ["door", report.door], ["owner", report.owner]];
  for (const [name, values] of Object.entries(report.answers)) for (const value of values) listed.push([name, value]);
  for (const [name, value] of [["when_at", report.whenAt], ["danger_at", report.dangerAt], ["call", report.call]]) if (value) listed.push([name, value]);
  return listed;
}

/** Keeps the answers on the phone. False where this browser keeps nothing. */
export async function keepAnswers() {
  const answers = collect();
  if (JSON.stringify(answers) !== JSON.stringify(whole.report.answers)) whole.report.unsent = true;
  whole.report.answers = answers;
  return keep(whole.report);
}

function collect() {
  const answers = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value) (answers[name] ??= []).push(value);
  }
  return answers;
}

/** Nothing of it stays on this phone. Answers what it was. */
export async function letGo() {
  const { report } = whole;
  whole.report = undefined;
  await forget(report.owner);
  return report;
}

export function missingIn(section) {
  return [...section.querySelectorAll("[data-field][data-missing]")]
    .filter((field) => holds(ruleOf(field), form, known()) && !given(form, field.dataset.field).length)
    .map((field) => [field.dataset.field, field.dataset.missing]);
}
