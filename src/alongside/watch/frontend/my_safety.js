// The lone worker's page: check in, ask for help, start and end a visit, and always know what has arrived.
//
// Two roads lead to the server. What must arrive whatever the signal does (check-in, help, more time, a note) goes through the
// outbox, which keeps it on the phone. Starting and ending are answered while the person waits; without an answer they go through the
// outbox as well, and the page says that nobody knows of them yet.
import { fetchPiece, piece, sendForm } from "alongside/send.js";
import { now, setServerTime, tick, timeOfDay } from "alongside/ticking.js";
import { holdToPress } from "./_hold.js";
import { forgetCopy, isCopy, keepCopy, startKeeping } from "./_keeping.js";
import { newKey, Outbox } from "./_outbox.js";
import { follow, followIfAllowed, whereNow } from "./_position.js";
import { heardOf, showReady, startReady } from "./_ready.js";
import { canSeal, seal } from "./_sealing.js";
import { RecordingShelf } from "./_shelf.js";
import { showSpeaking, speakInto } from "./_speak.js";
import { showWaiting } from "./_waiting.js";

const ANYWAY = 20_000; // the page asks this often what is so
const TRY_AGAIN = 5000;
const JUST_ARRIVED = 60_000; // the alarm may take a moment to be on the page

const element = (id) => document.getElementById(id);
const main = element("maincontent");
const told = { onStored: stored, onRefused: refused };
// An end must not overtake a spoken note of the same visit, which has a shelf of its own.
const holdBack = (item) => ["end", "home"].includes(item.what) && !spoken.isEmpty;
const calls = new Outbox(main.dataset.worker, "help", { ...told, onChange: showCalls });
const spoken = new Outbox(main.dataset.worker, "spoken", { onStored: spokenStored, onRefused: spokenRefused, onChange: showUnsentSpoken }, RecordingShelf);
const outbox = new Outbox(main.dataset.worker, "visit", { ...told, onChange: showUnsent, holdBack });
let waitingToEnd;
let arrivedAt;

// What is so now

async function refresh() {
  const answer = await fetchPiece(main.dataset.fragment);
  heardOf(answer.problem);
  if (answer.page) show(piece(answer.page, "now"));
  else if (answer.problem === "signed-out") {
    forgetCopy();
    sayCopy("signed-out");
  }
}

/** Over a copy stands that it is one, until the server has been heard. */
function sayCopy(problem) {
  for (const line of document.querySelectorAll("#copy [data-copy]")) line.hidden = line.dataset.copy !== (problem ?? "");
  element("copy").hidden = !problem;
}

function show(fresh, { keepTyping = true } = {}) {
  if (!fresh) return;
  const current = element("now");
  const sameVisit = fresh.dataset.visit === current.dataset.visit;
  if (sameVisit && keepTyping) window.htmx.swap({ text: fresh.outerHTML, target: current, swap: "outerMorph" });
  else current.replaceWith(document.adoptNode(fresh));
  keepCopy(fresh.cloneNode(true));
  sayCopy();
  setServerTime(fresh.dataset.now);
  tick(element("now"));
  showReady();
  showEnd();
  showSpeaking();
  forgetOldCall();
}

setInterval(refresh, ANYWAY);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

// What must arrive

function queue(form, submitter) {
  const content = { at: new Date(now()).toISOString(), ...whereNow() };
  for (const [name, value] of new FormData(form, submitter)) {
    if (name === "csrfmiddlewaretoken") continue;
    content[name] = name === "minutes" ? Number(value) : value;
  }
  const { queue: what, api } = form.dataset;
  if (what === "help") calls.add(what, api, content, now());
  else if (what === "note" && content.audio?.size) speak(form, content.audio);
  else if (what === "note") outbox.add(what, api, { text: content.text, at: content.at }, now(), { visit: visitOf(api) });
  else outbox.add(what, api, content, now(), { visit: visitOf(api) });
}

function visitOf(api) {
  return api.split("/")[4];
}

function stored(item) {
  if (item.what === "help") {
    arrivedAt = now();
    sayHelp(`Your call for help has arrived, at ${timeOfDay(arrivedAt)}.`);
  } else {
    const told = element("now").dataset.help === "yes" && item.what === "check-in" ? " Your colleagues have been told. They will make sure that you are safe." : "";
    say(`${name(item)} is saved, at ${timeOfDay(now())}.${told}`, "fine");
  }
  navigator.vibrate?.(60);
  refresh();
}

function refused(item, { detail, code }, dropped = []) {
  if (item.what === "help") {
    sayHelp("Your call for help was not accepted.", { urgent: true });
    return;
  }
  const words = item.what === "note" ? ` You had written: “${JSON.parse(item.body).text}”` : "";
  const also = dropped.length ? ` What you said of this visit went with it: ${dropped.map(name).join(", ").toLowerCase()}.` : "";
  if (code === "late") say(`${name(item)}, pressed at ${timeOfDay(item.pressedAt)}, arrived late. ${detail}`);
  else say(`${name(item)} (${timeOfDay(item.pressedAt)}) could not be saved. ${detail}${words}${also}`);
  refresh();
}

function showCalls(items, why) {
  if (!items.length) return;
  arrivedAt = undefined;
  if (why === "sending") sayHelp("Calling for help…");
  else sayHelp(`Not sent yet: ${because(why)}. It keeps trying.`, { urgent: true });
}

function showUnsent(items, why) {
  showWaiting(items);
  if (!items.length) {
    if (element("unsent").dataset.kind === "unsent") element("unsent").hidden = true;
    return;
  }
  const listed = items.map((item) => `${name(item)} (${timeOfDay(item.pressedAt)})`).join(", ");
  if (why === "sending") {
    say(`Sending: ${listed}…`, "fine", "unsent");
    return;
  }
  const clock = items.some((item) => item.what === "start") ? " Nobody is watching that visit yet." : items.some((item) => item.what === "end") ? " The clock still runs." : "";
  say(`Not sent yet: ${listed}. ${upper(because(why))}.${clock} It is kept on this phone and sent by itself. Keep this page open.`, "", "unsent");
  if (why === "signed-out") addSignIn();
}

function name(item) {
  return { "spoken-note": "Your spoken note", "check-in": "Your check-in", extend: "Your longer visit", driving: "Your drive", note: "Your note", help: "Your call for help", start: `The start of your visit${item.place ? ` to ${item.place}` : ""}`, end: "The end of your visit", home: "Your word that you are home" }[item.what];
}

function because(why) {
  return { offline: "no signal", "signed-out": "you are signed out", server: "the server did not answer" }[why] ?? "no answer";
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.queue) {
    event.preventDefault();
    if (!form.elements.audio?.files.length && !form.reportValidity()) return;
    queue(form, event.submitter);
    forgetNote(form);
    form.closest("details")?.removeAttribute("open");
  } else if (form.dataset.send) {
    event.preventDefault();
    await send(form, event.submitter);
  } else if (form.dataset.later) {
    event.preventDefault();
    if (form.reportValidity()) await keepForLater(form);
  }
});

document.addEventListener("click", ({ target }) => target.matches("[data-take-back]") && outbox.takeBack(element("waiting").dataset.visit));

// A spoken note. What was written beside it goes along: a note replaces the one before it, whole.

speakInto({
  recorded: (form, recording) => {
    speak(form, recording);
    forgetNote(form);
    element("note")?.removeAttribute("open");
  },
  problem: (words) => saySpoken(words),
});

function speak(form, file) {
  spoken.add("spoken-note", form.dataset.api, { text: form.elements.text.value, at: new Date(now()).toISOString() }, now(), { file });
}

function forgetNote(form) {
  for (const field of ["text", "audio"]) if (form.elements[field]) form.elements[field].value = "";
}

function showUnsentSpoken(items, why) {
  if (!items.length) return;
  if (why === "sending") saySpoken(`Sending your spoken note (${timeOfDay(items[0].pressedAt)})…`, "fine");
  else {
    saySpoken(`Not sent yet: your spoken note (${timeOfDay(items[0].pressedAt)}). ${upper(because(why))}. It is kept on this phone and sent by itself. Keep this page open.`);
    if (why === "signed-out") addSignIn("speak-told");
  }
}

function spokenStored() {
  saySpoken(`Your spoken note has arrived, at ${timeOfDay(now())}. Nobody hears it unless you need help.`, "fine");
  navigator.vibrate?.(60);
  refresh();
}

function spokenRefused(item, { detail }) {
  saySpoken(`Your spoken note (${timeOfDay(item.pressedAt)}) could not be saved. ${detail}`);
  refresh();
}

function saySpoken(words, kind = "") {
  say(words, kind, "", "speak-told");
}

// Starting and ending, while one waits

async function send(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  clearTimeout(waitingToEnd);
  if (form.dataset.send === "start") follow();
  if (form.elements.id && !form.elements.id.value) form.elements.id.value = newKey();
  say({ start: "Starting your visit…", end: "Ending your visit…", home: "Saving that you are home…" }[form.dataset.send], "fine", "unsent");
  const answer = await sendForm(form, submitter);
  delete form.dataset.busy;
  if (answer.page) {
    element("unsent").hidden = true;
    show(piece(answer.page, "now"), { keepTyping: false });
    const wrong = element("now").querySelector(".nhsuk-error-message");
    (wrong?.parentElement.querySelector("input") ?? element("now")).focus();
    return;
  }
  if (answer.problem !== "refused" && (await keepForLater(form))) return;
  if (form.dataset.send === "start") {
    say(`Your visit has not started: ${because(answer.problem)}. Nobody is watching yet. Try again.`);
  } else {
    const not = form.dataset.send === "home" ? "It is not saved that you are home" : "Your visit has not ended";
    say(`${not}: ${because(answer.problem)}. The clock still runs. Trying again…`);
    // Where a PIN cannot be sealed it stays in this form only; it is never written to the phone as it is.
    waitingToEnd = setTimeout(() => form.isConnected && send(form, submitter), TRY_AGAIN);
  }
  if (answer.problem === "signed-out") addSignIn();
}

/** Keeps a start, an end or the word that one is home until the server can be reached; false where that is not possible. */
async function keepForLater(form) {
  const what = form.dataset.send ?? form.dataset.later;
  const { api, place } = form.dataset;
  const at = new Date(now()).toISOString();
  if (what === "start") {
    const named = form.elements.place?.value.trim();
    const minutes = Number(form.elements.minutes?.value);
    if (named === "" || (named && !(minutes >= 5 && minutes <= 1440))) {
      say("Write where you are going, and how many minutes it will take, from 5 to 1440.");
      return true;
    }
    const visit = named ? form.elements.id.value : visitOf(api);
    // Nobody could be asked anything: whoever goes on has their clock, and what the gate asks stays unanswered (decision 41).
    const content = { at, out_already: true };
    if (named) Object.assign(content, { id: visit, place: named, minutes, start: true, subject: form.elements.who?.value.trim() ?? "" });
    outbox.add(what, api, content, now(), { visit, place: named ?? place });
    form.reset();
    if (named) form.elements.id.value = "";
    return true;
  }
  const pin = form.elements.pin?.value;
  if (pin !== undefined && !canSeal) return false;
  const content = pin === undefined ? { at } : { at, sealed: await seal(pin, api, main.dataset.lock) };
  if (form.elements.pin) form.elements.pin.value = "";
  form.closest("details")?.removeAttribute("open");
  outbox.add(what, api, content, now(), { visit: visitOf(api) });
  return true;
}

document.addEventListener("input", (event) => event.target.id === "minutes" && showEnd());

function showEnd() {
  const minutes = Number(element("minutes")?.value);
  const place = element("ends-at");
  if (place) place.textContent = minutes > 0 ? `It should end at ${timeOfDay(now() + minutes * 60_000)}` : "";
}

// Help

const helpForm = element("help-form");
const how = element("help-how").textContent;
holdToPress(element("help-button"), Number(helpForm.dataset.hold), {
  onStart: () => {
    element("help-how").textContent = "Keep holding…";
  },
  onRelease: () => {
    element("help-how").textContent = `Not sent. ${how}`;
  },
  onHeld: () => {
    element("help-how").textContent = how;
    queue(helpForm);
  },
});

function sayHelp(words, { urgent = false } = {}) {
  const place = element("help-told");
  place.textContent = words;
  place.hidden = false;
  if (!urgent) return;
  const { tel, phone } = helpForm.dataset;
  place.append(" Call ", Object.assign(document.createElement("a"), { href: "tel:999", textContent: "999" }));
  if (tel) place.append(" or ", Object.assign(document.createElement("a"), { href: tel, textContent: phone }));
  place.append(".");
}

/** Once the alarm is closed, "has arrived" at the foot of the page would look like a new one. */
function forgetOldCall() {
  if (!arrivedAt || element("now").dataset.help === "yes" || now() - arrivedAt < JUST_ARRIVED) return;
  arrivedAt = undefined;
  element("help-told").hidden = true;
}

// Saying things

function say(words, kind = "", about = "", where = "unsent") {
  const place = element(where);
  const said = Object.assign(document.createElement("p"), { textContent: words });
  place.replaceChildren(said);
  place.className = kind === "fine" ? "app-safety__unsent app-safety__unsent--fine" : "app-safety__unsent";
  place.dataset.kind = about;
  place.hidden = false;
}

function addSignIn(where = "unsent") {
  const link = Object.assign(document.createElement("a"), { href: "/accounts/login/?next=/my-safety", textContent: "Sign in again" });
  const line = document.createElement("p");
  line.append(link, " and it is sent.");
  element(where).append(line);
}

function upper(words) {
  return words[0].toUpperCase() + words.slice(1);
}

document.documentElement.dataset.usable = "yes"; // every button does what it says

// Whoever opened the page has signed in since, or has no signal: what is so is asked at once.
followIfAllowed();
showEnd();
startReady();
startKeeping(main.dataset.worker);
if (isCopy) {
  sayCopy("copy");
  refresh();
}
