// The whole report on a phone: one question at a time, kept on the phone at every step, sent to the server whenever there is
// signal, and sent as a report once.
import { given, holds, ruleOf, showFields } from "./_applies.js";
import { post, who } from "./_asking_server.js";
import { offerFile, offerKeeping } from "./_keeping.js";
import { forget, keep, kept } from "./_phone.js";
import { offerDictation, offerRecording } from "./_voice.js";

const SOONEST = 2000;
const LATEST = 60_000;
const form = document.getElementById("whole");
const element = (id) => document.getElementById(id);
const steps = [...form.querySelectorAll("section[data-step]")];
const timeNow = () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(new Date());

let report; // { key, door, answers, files, account, whenAt, dangerAt, page, sending, onServer }
let shown = "";
let wait = SOONEST;
let retry;
let busy = false;

// What is known and answered

const known = () => ({ place_known: form.dataset.placeKnown, signed_in: report.account ? "yes" : "no" });
const asked = () => steps.filter((step) => holds(ruleOf(step), form, known()));
const nameOf = (section) => section.dataset.step ?? section.dataset.page;
const sectionNamed = (name) => [...form.querySelectorAll("section")].find((section) => nameOf(section) === name);

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

function collect() {
  const answers = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value) (answers[name] ??= []).push(value);
  }
  return answers;
}

function fill(answers) {
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

function fields() {
  const listed = [["key", report.key], ["door", report.door]];
  for (const [name, values] of Object.entries(report.answers)) for (const value of values) listed.push([name, value]);
  if (report.whenAt) listed.push(["when_at", report.whenAt]);
  if (report.dangerAt) listed.push(["danger_at", report.dangerAt]);
  return listed;
}

async function keepAnswers() {
  report.answers = collect();
  return keep(report);
}

// Pages

function show(name, { push = true, focus = true } = {}) {
  shown = name;
  report.page = name;
  if (push) history.pushState({ page: name }, "");
  for (const section of form.querySelectorAll("section")) section.hidden = nameOf(section) !== name;
  const section = sectionNamed(name);
  if (section.dataset.step) {
    showFields(section, form, known());
    const names = asked().map(nameOf);
    element("number").textContent = names.includes(name) ? `Question ${names.indexOf(name) + 1} of about ${names.length}` : "";
    for (const item of section.querySelectorAll("input[name=reporter][value=account]")) item.closest(".nhsuk-radios__item").hidden = !report.account;
  } else element("number").textContent = "";
  if (name === "check") showAnswers();
  for (const part of section.querySelectorAll("[data-rows]")) if (!part.children.length) addRow(part);
  element("summary").hidden = true;
  element("erase-sure").hidden = true;
  document.title = `${section.querySelector("h1, legend")?.textContent.trim() ?? "Report"} – ${form.dataset.organisation}`;
  window.scrollTo(0, 0);
  keepAnswers();
  if (!focus) return;
  const heading = section.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

window.addEventListener("popstate", async (event) => {
  if (!report) return;
  await keepAnswers();
  show(event.state?.page && sectionNamed(event.state.page) ? event.state.page : nameOf(steps[0]), { push: false });
});

element("back").addEventListener("click", (event) => {
  if (shown === nameOf(steps[0]) && !report.checking) return;
  event.preventDefault();
  history.back();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const section = sectionNamed(shown);
  if (section.dataset.step) next(section);
});

form.addEventListener("change", async (event) => {
  const section = event.target.closest("section");
  if (section?.dataset.step) showFields(section, form, known());
  if (event.target.id === "files") return;
  if (event.target.name === "when") report.whenAt = new Date().toISOString();
  await keepAnswers();
});

form.addEventListener("input", (event) => event.target.matches("textarea") && keepAnswers());

async function next(section) {
  const wrong = missingIn(section);
  if (wrong.length) return showWrong(wrong);
  const name = nameOf(section);
  if (name === "when" && !report.whenAt) report.whenAt = new Date().toISOString();
  if (name === "danger" && given(form, "danger")[0] === "yes") {
    report.dangerAt ??= new Date().toISOString();
    await keepAnswers();
    show("help");
    return callForHelp();
  }
  if (name === "danger") report.dangerAt = undefined;
  await said(await keepAnswers());
  saveOnServer();
  if (name === "where" && report.help === "told") tellMore(whereInWords());
  return report.checking ? toCheck() : show(after(name));
}

function after(name) {
  const names = steps.map(nameOf);
  const later = names.slice(names.indexOf(name) + 1);
  return asked().map(nameOf).find((one) => later.includes(one)) ?? "check";
}

function missingIn(section) {
  return [...section.querySelectorAll("[data-field][data-missing]")]
    .filter((field) => holds(ruleOf(field), form, known()) && !given(form, field.dataset.field).length)
    .map((field) => [field.dataset.field, field.dataset.missing]);
}

function showWrong(wrong) {
  const summary = element("summary");
  const items = wrong.map(([name, text]) => {
    const item = document.createElement("li");
    const first = form.querySelector(`[name="${name}"]`);
    item.append(Object.assign(document.createElement("a"), { href: `#${first?.id ?? "whole"}`, textContent: text }));
    item.firstChild.addEventListener("click", (event) => {
      event.preventDefault();
      first?.focus();
    });
    return item;
  });
  summary.querySelector("ul").replaceChildren(...items);
  summary.hidden = false;
  summary.focus();
  window.scrollTo(0, 0);
}

// Checking

function showAnswers() {
  const list = element("answers");
  const rows = steps.filter((step) => holds(ruleOf(step), form, known()) || nameOf(step) === "where").map((step) => {
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
    report.checking = true;
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
  if (nameOf(step) === "words") lines.push(...report.files.map((file) => file.name));
  return lines;
}

/** The question of a page's later field: "Was anybody hurt? No". */
function before(field, step) {
  if (field === step.querySelector("[data-field]") || field.dataset.kind === "tick") return "";
  const question = field.querySelector("legend, label").textContent.trim().replace(" (optional)", "");
  return `${question} `;
}

async function toCheck() {
  report.checking = true;
  await said(await keepAnswers());
  saveOnServer();
  const open = asked().find((step) => missingIn(step).length);
  show(open ? nameOf(open) : "check");
}

for (const button of form.querySelectorAll("[data-to-check]")) {
  button.addEventListener("click", () => {
    report.sending = false;
    clearTimeout(retry);
    toCheck();
  });
}

// Adding people and things

function addRow(part) {
  const template = form.querySelector(`template[data-row="${part.dataset.rows}"]`);
  const number = part.children.length;
  const row = template.content.cloneNode(true);
  const first = `${part.dataset.rows}-0-`;
  for (const one of row.querySelectorAll("*")) {
    for (const attribute of [...one.attributes]) {
      if (attribute.value.includes(first)) one.setAttribute(attribute.name, attribute.value.replaceAll(first, `${part.dataset.rows}-${number}-`));
    }
  }
  row.querySelector("[data-row-number]").textContent = number + 1;
  part.append(row);
}

for (const button of form.querySelectorAll("[data-row-add]")) {
  button.addEventListener("click", () => {
    const part = form.querySelector(`[data-rows="${button.dataset.rowAdd}"]`);
    addRow(part);
    part.lastElementChild.querySelector("select, input").focus();
  });
}
for (const button of form.querySelectorAll("[data-part-open]")) button.addEventListener("click", () => show(`more-${button.dataset.partOpen}`));

// Files

element("files").addEventListener("change", async (event) => {
  for (const file of event.target.files) await addFile(file);
  event.target.value = "";
});

async function addFile(file) {
  if (report.files.length >= Number(form.dataset.mostFiles)) {
    showWrong([["files", `A report can have ${form.dataset.mostFiles} files. Take one out first.`]]);
    return;
  }
  report.files.push({ name: file.name, content: file });
  showFiles();
  await said(await keepAnswers());
  saveOnServer();
}

function showFiles() {
  const items = report.files.map((file) => {
    const item = document.createElement("li");
    const out = Object.assign(document.createElement("button"), { type: "button", className: "app-report__link" });
    out.append("Take out", Object.assign(document.createElement("span"), { className: "nhsuk-u-visually-hidden", textContent: ` ${file.name}` }));
    out.addEventListener("click", () => takeOut(file));
    item.append(Object.assign(document.createElement("span"), { textContent: file.name }), out);
    return item;
  });
  element("held").replaceChildren(...items);
}

async function takeOut(file) {
  report.files = report.files.filter((one) => one !== file);
  showFiles();
  await keepAnswers();
  if (file.id) await post("/report/whole/take-out", [["key", report.key], ["file", file.id]]);
}

/** True when every file has arrived. A refused one is taken off the list, and the person is told why. */
async function uploadFiles() {
  for (const file of report.files.filter((one) => !one.id)) {
    const { answer, refused, later } = await post("/report/whole/files", [["key", report.key], ["door", report.door], ["file", file.content]]);
    if (later) return later;
    if (refused) {
      report.files = report.files.filter((one) => one !== file);
      showFiles();
      await keep(report);
      report.sending = false;
      show("words");
      showWrong([["files", `${file.name}: ${refused.problem ?? "This file cannot be taken in. Choose another."}`]]);
      return "refused";
    }
    file.id = answer.id;
    await keep(report);
  }
  return "";
}

// Saving, sending

async function said(onPhone) {
  element("saved").textContent = onPhone ? "Kept on this phone." : "";
}

async function saveOnServer() {
  if (busy || !report) return;
  busy = true;
  const { answer, refused } = await post("/report/whole/save", fields());
  if (report && answer) {
    report.onServer = true;
    element("saved").textContent = `Saved at ${timeNow()}.`;
    await uploadFiles();
  } else if (report && refused?.status === 410) tell(refused.problem);
  else if (report) element("saved").textContent = "No signal: kept on this phone.";
  busy = false;
}

element("send").addEventListener("click", async () => {
  await keepAnswers();
  const open = asked().find((step) => missingIn(step).length);
  if (open) {
    report.checking = true;
    show(nameOf(open));
    showWrong(missingIn(open));
    return;
  }
  report.sending = true;
  await keep(report);
  send();
});
element("send-again").addEventListener("click", () => send());
window.addEventListener("online", () => (report?.sending ? send() : report?.dangerAt && report.help !== "told" ? callForHelp() : saveOnServer()));

async function send() {
  clearTimeout(retry);
  if (!report?.sending || send.running) return;
  send.running = true;
  element("send").disabled = true;
  const late = (await uploadFiles()) || undefined;
  const outcome = late ? { later: late } : await post("/report/whole/send", fields());
  send.running = false;
  element("send").disabled = false;
  if (outcome.later === "refused") return;
  if (outcome.later) return waiting(outcome.later);
  if (outcome.answer) return arrived(outcome.answer);
  report.sending = false;
  report.checking = true;
  await keep(report);
  const { step, wrong, problem } = outcome.refused;
  if (step && sectionNamed(step)) {
    show(step);
    showWrong(Object.entries(wrong));
  } else {
    show("check");
    tell(problem ?? "The report was not accepted. Check your answers and send it again.");
  }
}

function waiting(why) {
  const words = why === "offline" ? "" : " The server did not answer. ";
  element("waiting-why").textContent = `Not sent yet.${words} It is kept on this phone and will be sent when there is signal.`.replaceAll("  ", " ");
  if (shown !== "waiting") show("waiting");
  retry = setTimeout(send, wait);
  wait = Math.min(wait * 2, LATEST);
}

async function arrived({ reference, code, signposts }) {
  await forget();
  report = undefined;
  form.hidden = true;
  element("unsent").hidden = true;
  const sent = element("sent");
  sent.querySelector("[data-reference]").textContent = reference;
  sent.querySelector("[data-code]").textContent = code;
  const texts = signposts.map((text) => Object.assign(document.createElement("p"), { className: "nhsuk-inset-text", textContent: text }));
  element("signposts").replaceChildren(...texts);
  const words = () => `Your report to ${form.dataset.organisation}\n\nReference: ${reference}\nCode: ${code}\n\nSee what became of it: ${location.origin}/report/track\n`;
  offerKeeping(sent, words);
  offerFile(sent, words);
  sent.hidden = false;
  window.scrollTo(0, 0);
  sent.querySelector("h1").focus();
  history.replaceState({ page: "sent" }, "");
  document.title = `Your report has arrived – ${form.dataset.organisation}`;
}

element("sent-done").addEventListener("click", () => location.replace("/report?done=kept"));

// Help

async function callForHelp() {
  clearTimeout(callForHelp.retry);
  if (!report?.dangerAt || report.help === "told") return;
  sayHelp("Telling people…", "warning");
  const { answer, later } = await post("/report/whole/save", fields());
  if (!report) return;
  if (answer?.help === "told") {
    report.help = "told";
    report.onServer = true;
    await keep(report);
    sayHelp(`People are being told, since ${timeNow()}. They are rung until one of them answers. Do not wait for them to ring 999.`, "success");
    element("help-more").hidden = false;
    return;
  }
  const why = later === "offline" ? "There is no signal. " : "";
  const trying = later ? " We keep trying while this page is open." : "";
  sayHelp(`We could not tell anyone. ${why}Ring 999 yourself, and call a colleague or security.${trying}`, "error");
  if (later) callForHelp.retry = setTimeout(callForHelp, SOONEST);
}

function sayHelp(words, kind) {
  element("help-told").className = `app-told app-told--${kind}`;
  element("help-told").replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
}

async function tellMore(text) {
  if (!text.trim()) return false;
  const { answer } = await post("/report/whole/help", [["key", report.key], ["door", report.door], ["text", text]]);
  return Boolean(answer?.told);
}

function whereInWords() {
  const words = ["where_place", "where_words"].flatMap((name) => given(form, name)).join(", ");
  return words ? `Where: ${words}` : "";
}

element("help-send").addEventListener("click", async () => {
  const passed = await tellMore(element("help-text").value);
  element("help-said").textContent = passed ? "It was passed on." : "It was not passed on. Ring 999 and tell them.";
  if (passed) element("help-text").value = "";
});
element("help-on").addEventListener("click", () => (report.checking ? toCheck() : show(after("danger"))));

// Erasing

element("erase").addEventListener("click", () => {
  element("erase-sure").hidden = false;
  element("erase-yes").focus();
});
element("erase-no").addEventListener("click", () => {
  element("erase-sure").hidden = true;
  element("erase").focus();
});
element("erase-yes").addEventListener("click", async () => {
  const { key, onServer } = report;
  clearTimeout(retry);
  clearTimeout(callForHelp.retry);
  report = undefined;
  await forget();
  if (onServer) await post("/report/whole/erase", [["key", key]]);
  location.replace("/report?done=erased");
});

function tell(words) {
  element("unsent").replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
  element("unsent").hidden = false;
}

// Beginning

async function begin() {
  keepPage();
  const found = await kept();
  report = found ?? { key: newKey(), answers: {}, files: [], account: false, sending: false };
  if (!report.sending && report.door !== form.dataset.door) atAnotherDoor();
  fill(report.answers);
  showFiles();
  const told = await who(form.dataset.body);
  if (told) report.account = told.account;
  if (told?.name) {
    element("account-name").textContent = `You are signed in as ${told.name}.`;
    element("account-name").hidden = false;
  }
  form.hidden = false;
  const page = found && sectionNamed(report.page) ? report.page : nameOf(steps[0]);
  history.replaceState({ page }, "");
  show(page, { push: false, focus: Boolean(found) });
  if (found) element("saved").textContent = "Your answers were kept on this phone.";
  if (report.sending) send();
  else if (page === "help") callForHelp();
}

/** Begun by another poster and not sent: the answers stay, and it becomes a report at this place. */
function atAnotherDoor() {
  if (report.onServer) post("/report/whole/erase", [["key", report.key]]);
  const files = report.files.map(({ name, content }) => ({ name, content }));
  report = { ...report, key: newKey(), door: form.dataset.door, files, onServer: false, help: undefined };
}

/** The page itself, its styles and scripts, for the next time without signal. */
async function keepPage() {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/report/worker.js", { scope: "/report" });
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      document.documentElement.dataset.kept = "yes";
    };
    active.postMessage({ keep: [location.href.split("#")[0], ...loaded.filter((name) => new URL(name).pathname.startsWith("/static/"))] }, [channel.port2]);
  } catch {
    // Without it the page needs signal to be opened, and works without once it is open.
  }
}

offerDictation(form);
offerRecording(form, addFile);
begin();
