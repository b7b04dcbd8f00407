// The whole report on a phone: one question at a time, kept on the phone at every step, sent to the server whenever there is
// signal, and sent as a report once.
import { given, showFields } from "./_applies.js";
import { post, who } from "./_asking_server.js";
import { forget, isBegun, keep, kept, lastOwner, rememberOwner } from "./_phone.js";
import { offerFiles, showFiles } from "./_report_files.js";
import { callForHelp, startHelp, stopCalling } from "./_report_help.js";
import { element, fill, form, keepAnswers, known, letGo, nameOf, newKey, newReport, pages, sectionNamed, steps, whole } from "./_report_kept.js";
import { after, show, showWrong, startPages } from "./_report_pages.js";
import { offerRows } from "./_report_rows.js";
import { arrived, saveOnServer, send, showRefused, startSending, stopSending } from "./_report_sending.js";
import { firstWrong, wrongIn } from "./_report_wrong.js";
import { offerDictation, offerRecording } from "./_voice.js";

const SHOWN_AGAIN = 30 * 60_000; // after a report has arrived: as long as the pages of the server show its code
const PATIENCE = 3000; // with a signal that is hardly there, who is signed in is asked no longer than this before the page shows
const LOADED_AGAIN = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);

// Answering

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const section = sectionNamed(whole.shown);
  if (section.dataset.step) next(section);
});

form.addEventListener("change", async (event) => {
  const section = event.target.closest("section");
  if (section?.dataset.step) showFields(section, form, known());
  if (event.target.id === "files") return;
  if (event.target.name === "when") whole.report.whenAt = new Date().toISOString();
  await keepAnswers();
});

form.addEventListener("input", (event) => event.target.matches("textarea") && whole.report && keepAnswers());

async function next(section) {
  const { report } = whole;
  const name = nameOf(section);
  if (name === "when" && !report.whenAt) report.whenAt = new Date().toISOString();
  const wrong = wrongIn(section);
  if (wrong.length) return showWrong(wrong);
  if (name === "danger" && given(form, "danger")[0] === "yes") {
    report.dangerAt ??= new Date().toISOString();
    await keepAnswers();
    show("help");
    return callForHelp();
  }
  if (name === "danger") report.dangerAt = undefined;
  element("saved").textContent = (await keepAnswers()) ? "Kept on this phone." : "";
  saveOnServer();
  return report.checking ? toCheck() : show(after(name));
}

async function toCheck() {
  whole.report.checking = true;
  await keepAnswers();
  saveOnServer();
  const open = firstWrong(pages());
  show(open ? nameOf(open) : "check");
  const wrong = open ? wrongIn(open).filter(([name, text]) => text !== element(`field-${name}`)?.dataset.missing) : [];
  if (wrong.length) showWrong(wrong);
}

for (const button of form.querySelectorAll("[data-to-check]")) {
  button.addEventListener("click", () => {
    const wrong = wrongIn(button.closest("section"));
    if (wrong.length) {
      showWrong(wrong);
      return;
    }
    stopSending();
    toCheck();
  });
}

window.addEventListener("online", () => {
  if (!whole.report) return;
  if (whole.report.sending) send();
  else if (whole.report.dangerAt && whole.report.help !== "told") callForHelp();
  else saveOnServer();
});

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
  stopSending();
  stopCalling();
  const { key, onServer } = await letGo();
  if (onServer) await post("/report/whole/erase", [["key", key]]);
  location.replace("/report?done=erased");
});

// Beginning

async function begin() {
  keepPage();
  const asking = who(form.dataset.body);
  const told = await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const owner = told ? told.owner : lastOwner();
  if (!told) asking.then((late) => late && late.owner !== owner && location.reload());
  let found = await kept(owner);
  if (found?.arrived) {
    if (LOADED_AGAIN && Date.now() - found.arrived.at < SHOWN_AGAIN) {
      whole.report = found;
      return arrived(found.arrived);
    }
    await forget(owner);
    found = undefined;
  }
  if (!isBegun(found) && told) {
    const nobodys = owner ? await kept("") : undefined;
    if (isBegun(nobodys)) return askWhose("nobodys", () => start(told, nobodys), () => start(told, undefined, owner));
    const mine = !owner && lastOwner() ? await kept(lastOwner()) : undefined;
    if (isBegun(mine)) return askWhose("mine", undefined, () => start(told, undefined, owner));
  }
  return start(told, found, owner);
}

/** Something was begun here by somebody who was not signed in then, or is not now: nothing of it is shown before they say. */
function askWhose(which, goOn, anew) {
  const section = element(`found-${which}`);
  section.hidden = false;
  section.querySelector("[data-go-on]")?.addEventListener("click", () => {
    section.hidden = true;
    goOn();
  });
  section.querySelector("[data-anew]").addEventListener("click", () => {
    section.hidden = true;
    anew();
  });
  section.querySelector("h1").focus();
}

function start(told, found, owner = found?.owner ?? "") {
  whole.report = found ? { owner, ...found } : newReport(owner);
  const { report } = whole;
  rememberOwner(owner);
  if (!report.sending && report.door !== form.dataset.door) atAnotherDoor();
  fill(report.answers);
  showFiles();
  if (told) {
    report.account = told.account;
    report.ahead = Date.now() - Date.parse(told.now);
  }
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
  else if (report.refused) showRefused();
  else if (page === "help") callForHelp();
}

/** Begun by another poster and not sent: the answers stay, and it becomes a report at this place. */
function atAnotherDoor() {
  const { report } = whole;
  if (report.onServer) post("/report/whole/erase", [["key", report.key]]);
  const files = report.files.map(({ name, content }) => ({ name, content }));
  Object.assign(report, { key: newKey(), door: form.dataset.door, files, onServer: false, help: undefined, call: undefined, refused: undefined });
  keep(report);
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

startPages();
startSending();
startHelp(() => (whole.report.checking ? toCheck() : show(after("danger"))));
offerRows(form, show);
offerDictation(form);
offerRecording(form, offerFiles(saveOnServer));
begin();
