// Saving on the server whenever there is signal, and sending the report once.
import { post } from "./_asking_server.js";
import { offerFile, offerKeeping } from "./_keeping.js";
import { forget, keep } from "./_phone.js";
import { uploadFiles } from "./_report_files.js";
import { element, fields, form, keepAnswers, nameOf, pages, sectionNamed, timeNow, whole } from "./_report_kept.js";
import { show, showWrong, tell } from "./_report_pages.js";
import { firstWrong, wrongIn } from "./_report_wrong.js";

const SOONEST = 2000;
const LATEST = 60_000;
let wait = SOONEST;
let retry;
let saving;
let waiting;

/** Saves what is answered so far. Called again while it saves, it saves once more afterwards. */
export async function saveOnServer() {
  if (saving) {
    saving = "again";
    return;
  }
  do {
    saving = "once";
    await save();
  } while (saving === "again" && whole.report);
  saving = undefined;
}

async function save() {
  const { report } = whole;
  const answers = JSON.stringify(report.answers);
  const { answer, refused, later, said } = await post("/report/whole/save", fields());
  if (whole.report !== report) return;
  if (answer) {
    report.onServer = true;
    element("saved").textContent = `Saved at ${timeNow()}.`;
    const missing = await uploadFiles();
    // One that is to be anonymous is found again by this phone alone, so it goes on to wait here.
    const anonymous = report.answers.reporter?.[0] === "anonymous";
    if (!missing && !anonymous && whole.report === report && JSON.stringify(report.answers) === answers) {
      report.unsent = false;
      await keep(report);
    }
  } else if (refused?.status === 410) tell(refused.problem);
  else element("saved").textContent = later === "crowded" ? said.problem : "No signal: kept on this phone.";
}

/** Sends what waits to be sent, until it has arrived. */
export async function send() {
  clearTimeout(retry);
  if (!whole.report?.sending || waiting === "for the server") return;
  waiting = "for the server";
  element("send").disabled = true;
  const late = await uploadFiles();
  const outcome = late ? { later: late } : await post("/report/whole/send", fields());
  waiting = undefined;
  element("send").disabled = false;
  if (!whole.report || outcome.later === "refused") return undefined;
  if (outcome.later) return sendLater(outcome);
  if (outcome.answer?.reference) return arrived(outcome.answer);
  const { report } = whole;
  report.sending = false;
  report.checking = true;
  const { status, step, wrong, problem } = outcome.refused ?? {};
  report.refused = { status, step, wrong, problem: problem ?? "The report was not accepted. Check your answers and send it again." };
  await keep(report);
  return showRefused();
}

/** Why the server did not take the report, at the page where it can be mended; also when the page is opened again. */
export function showRefused() {
  const { step, wrong, problem } = whole.report.refused;
  if (step && sectionNamed(step)) {
    show(step);
    showWrong(Object.entries(wrong));
  } else {
    show("check");
    tell(problem);
  }
}

/** Does not send by itself any more; the answers can be changed. */
export function stopSending() {
  if (whole.report) whole.report.sending = false;
  clearTimeout(retry);
}

function sendLater({ later, said }) {
  const words = {
    offline: "Not sent yet. It is kept on this phone and will be sent when there is signal.",
    server: "Not sent yet. The server did not answer. It is kept on this phone and will be sent when there is signal.",
    crowded: `Not sent yet. ${said?.problem ?? "Very many reports are coming from your network. Yours is kept on this phone."}`,
  };
  element("waiting-why").textContent = words[later] ?? words.server;
  if (whole.shown !== "waiting") show("waiting");
  retry = setTimeout(send, later === "crowded" && said?.wait ? said.wait * 1000 : wait);
  wait = Math.min(wait * 2, LATEST);
}

/** Reference and code, until they are kept elsewhere. A page that is loaded again by mistake shows them again. */
export async function arrived({ reference, code, signposts }) {
  const { owner } = whole.report;
  whole.report = undefined;
  await keep({ owner, arrived: { reference, code, signposts, at: Date.now() } });
  form.hidden = true;
  element("unsent").hidden = true;
  const sent = element("sent");
  sent.querySelector("[data-reference]").textContent = reference;
  sent.querySelector("[data-code]").textContent = code;
  element("signposts").replaceChildren(...signposts.map(signpost));
  const words = () => `Your report to ${form.dataset.organisation}\n\nReference: ${reference}\nCode: ${code}\n\nSee what became of it: ${location.origin}/report/track\n`;
  offerKeeping(sent, words);
  offerFile(sent, words);
  element("sent-done").addEventListener("click", async () => {
    await forget(owner);
    location.replace("/report?done=kept");
  });
  sent.hidden = false;
  window.scrollTo(0, 0);
  sent.querySelector("h1").focus();
  history.replaceState({ page: "sent" }, "");
  document.title = `Your report has arrived – ${form.dataset.organisation}`;
}

/** What a report is not for, and whom to tell: as incidents/reporting/_sent.html. */
function signpost({ heading, text, whom, phone, link }) {
  const make = (tag, properties, ...content) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...content);
    return made;
  };
  const named = link ? make("a", { href: link, rel: "noreferrer" }, whom) : make("strong", {}, whom);
  const number = phone ? [", telephone ", make("a", { href: `tel:${phone.replaceAll(" ", "")}` }, phone)] : [];
  const title = make("h2", { className: "nhsuk-heading-m" }, `${heading}: tell this somewhere else too`);
  return make("div", { className: "nhsuk-inset-text" }, title, make("p", {}, text), make("p", {}, "Tell: ", named, ...number, "."));
}

export function startSending() {
  element("send").addEventListener("click", async () => {
    await keepAnswers();
    const open = firstWrong(pages());
    if (open) {
      whole.report.checking = true;
      show(nameOf(open));
      showWrong(wrongIn(open));
      return;
    }
    whole.report.sending = true;
    whole.report.refused = undefined;
    element("unsent").hidden = true;
    await keep(whole.report);
    send();
  });
  element("send-again").addEventListener("click", () => send());
}
