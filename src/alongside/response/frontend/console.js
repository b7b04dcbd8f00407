// The response centre's desk: stays true by itself, rings, and does things with one key.
//
// What is shown comes from the server, always whole: on every event, after every reconnection and once in a while
// anyway, the piece `#live` is fetched and put in place. So nothing is pieced together here, and nothing can drift.
import { fetchPiece, piece, sendForm } from "alongside/send.js";
import { now, setServerTime, tick, timeOfDay } from "alongside/ticking.js";
import { showWaiting } from "./_badge.js";
import { onKeys } from "./_keys.js";
import { Siren } from "./_siren.js";
import { listen } from "./_stream.js";

const ANYWAY = 30_000; // refreshed this often without any event
const SAID_FOR = 20_000; // what the last action did stays readable this long
const WHILE_LOST = 5000; // and this often while the line is down

const element = (id) => document.getElementById(id);
const live = () => element("live");
const siren = new Siren(showSound);
const drafts = new Map();
let chosen;
let saidUntil;
let lineState = "waiting";
let lostSince;
let refreshing = false;
let refreshAgain = false;
let timer;

// Showing what the server says

async function refresh() {
  if (refreshing) {
    refreshAgain = true;
    return;
  }
  refreshing = true;
  clearTimeout(timer);
  const { selected, asked, fragment } = live().dataset;
  const answer = await fetchPiece(`${fragment}?alarm=${encodeURIComponent(selected || asked)}`);
  // Somebody chose another alarm meanwhile: what came back is about the wrong one.
  if (answer.page && live().dataset.selected === selected) show(piece(answer.page, "live"));
  showProblem(answer.problem);
  refreshing = false;
  timer = setTimeout(refresh, lineState === "live" ? ANYWAY : WHILE_LOST);
  if (refreshAgain) {
    refreshAgain = false;
    refresh();
  }
}

function show(fresh, { keepTyping = true } = {}) {
  if (!fresh) return;
  const before = urgentAlarms();
  const sameAlarm = fresh.dataset.selected === live().dataset.selected;
  keepDrafts();
  const focused = document.activeElement?.closest("#live") ? document.activeElement : null;
  const focusedAt = focused?.id || focused?.dataset.alarm;
  // Another alarm has fields of the same names: it must not inherit what was being written about this one.
  if (sameAlarm && keepTyping) window.htmx.swap({ text: fresh.outerHTML, target: live(), swap: "outerMorph" });
  else live().replaceWith(document.adoptNode(fresh));
  if (!sameAlarm) restoreDrafts();
  if (focusedAt && !live().contains(document.activeElement)) {
    (element(focusedAt) ?? live().querySelector(`[data-alarm="${CSS.escape(focusedAt)}"]`) ?? live()).focus({ preventScroll: true });
  }
  arrange();
  announce(before);
}

/** What follows from the state on the page: time, badge, sound. */
function arrange() {
  const { now: serverNow, waiting, selected } = live().dataset;
  setServerTime(serverNow);
  tick(live());
  showWaiting(Number(waiting));
  if (Number(waiting)) siren.ring();
  else siren.hush();
  document.documentElement.dataset.ringing = String(Number(waiting) > 0);
  if (selected) history.replaceState(null, "", `/response?alarm=${selected}`);
}

function announce(before) {
  for (const link of urgentAlarms().values()) {
    if (before.has(link.dataset.alarm)) continue;
    const said = [".app-alarms__kind", ".app-alarms__worker"].map((part) => link.querySelector(part).textContent);
    element("announcer").textContent = `New alarm: ${said.join(", ")}`;
  }
}

function urgentAlarms() {
  return new Map([...live().querySelectorAll('[data-urgent="yes"]')].map((link) => [link.dataset.alarm, link]));
}

// What was being written about an alarm waits until one comes back to it

function keepDrafts() {
  for (const field of live().querySelectorAll("form[data-enhance] :is(textarea, select, input:not([type=hidden]))")) {
    drafts.set(`${live().dataset.selected} ${field.name}`, field.value);
  }
}

function restoreDrafts() {
  for (const field of live().querySelectorAll("form[data-enhance] :is(textarea, select, input:not([type=hidden]))")) {
    const draft = drafts.get(`${live().dataset.selected} ${field.name}`);
    if (draft && !field.value) field.value = draft;
  }
}

// Choosing an alarm

async function choose(id) {
  for (const link of live().querySelectorAll("[data-alarm]")) {
    if (link.dataset.alarm === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  chosen = id;
  const answer = await fetchPiece(`${live().dataset.fragment}?alarm=${encodeURIComponent(id)}`);
  if (chosen !== id) return;
  if (answer.page) show(piece(answer.page, "live"));
  showProblem(answer.problem);
}

function move(steps) {
  const links = [...live().querySelectorAll("[data-alarm]")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.min(Math.max(at + steps, 0), links.length - 1)];
  if (!next) return;
  next.focus();
  if (!next.hasAttribute("aria-current")) choose(next.dataset.alarm);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("#alarms [data-alarm]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(link.dataset.alarm);
});

// Doing something

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-enhance]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  form.setAttribute("aria-busy", "true");
  const about = live().dataset.selected;
  const answer = await sendForm(form, event.submitter);
  delete form.dataset.busy;
  form.removeAttribute("aria-busy");
  if (!answer.page) {
    showNotSent(answer.problem);
    return;
  }
  const fresh = piece(answer.page, "live");
  const wrong = fresh?.querySelector(".nhsuk-error-message");
  if (!wrong) for (const field of form.elements) drafts.delete(`${about} ${field.name}`);
  if (!fresh) return;
  say(fresh.querySelector("[data-told]"));
  if (live().dataset.selected !== about) return;
  if (!wrong && isWritingElsewhere(form)) {
    formLike(form)?.reset();
    show(fresh);
    return;
  }
  show(fresh, { keepTyping: false });
  const field = live().querySelector(".nhsuk-error-message")?.parentElement.querySelector("textarea, select, input:not([type=hidden])");
  (field ?? live()).focus({ preventScroll: true });
});

/** Whether somebody went on to the next form before the answer to this one came: what they write there stays. */
function isWritingElsewhere(form) {
  const writing = document.activeElement?.closest("form[data-enhance]");
  return Boolean(writing) && writing.getAttribute("action") !== form.getAttribute("action");
}

/** The form as it stands now: the page was drawn anew meanwhile. */
function formLike(form) {
  return [...live().querySelectorAll("form[data-enhance]")].find((one) => one.getAttribute("action") === form.getAttribute("action"));
}

/** What the action did, in the bar: the alarm itself is drawn anew at the next event, often in the same second. */
function say(told) {
  const place = element("said");
  clearTimeout(saidUntil);
  place.textContent = told?.textContent ?? "";
  if (!told) {
    delete place.dataset.kind;
    return;
  }
  place.dataset.kind = told.dataset.told;
  told.remove();
  saidUntil = setTimeout(say, SAID_FOR);
}

function showNotSent(problem) {
  say();
  const said = {
    offline: "That was not saved: the server cannot be reached. Press again in a moment.",
    "signed-out": "That was not saved: you are signed out. Sign in again, then press once more.",
    refused: "That was not saved: it is not yours to do, or has changed meanwhile. Look at the alarm, then try again.",
    server: "That was not saved: something went wrong on the server. Press again.",
  }[problem];
  const place = element("not-sent");
  if (!place) return;
  place.textContent = said;
  place.hidden = false;
  refresh();
}

function open(id) {
  const details = element(id);
  if (!details) {
    element("announcer").textContent = "Not possible now. Take the alarm first.";
    return;
  }
  details.open = true;
  details.querySelector("textarea, select, input:not([type=hidden])")?.focus();
}

onKeys({
  arrowdown: () => move(1),
  j: () => move(1),
  arrowup: () => move(-1),
  k: () => move(-1),
  t: () => element("take-form")?.requestSubmit(),
  n: () => open("act-note"),
  h: () => open("act-hand-over"),
  c: () => open("act-close"),
});

// The line and the sound, and saying so when one of them fails

function showLine(state) {
  if (state === "lost" && lineState !== "lost") lostSince = now();
  const changed = state !== lineState;
  lineState = state;
  if (!changed) return;
  const light = element("live-light");
  light.dataset.state = state;
  light.querySelector("[data-words]").textContent = state === "live" ? "Live" : "Not live";
  const banner = element("live-lost");
  banner.hidden = state === "live";
  if (state === "lost") {
    banner.textContent = `Live updates lost at ${timeOfDay(lostSince)}. Trying again…`;
    refresh();
  }
}

function showProblem(problem) {
  const banner = element("live-lost");
  if (problem === "signed-out") {
    banner.textContent = "You are signed out: new alarms do not reach you. ";
    banner.append(Object.assign(document.createElement("a"), { href: "/accounts/login/?next=/response", textContent: "Sign in again" }));
    banner.hidden = false;
  } else if (problem && lineState === "live") {
    banner.textContent = "The list may be out of date: the server did not answer. Trying again…";
    banner.hidden = false;
  } else if (!problem && lineState === "live") {
    banner.hidden = true;
  }
}

function showSound(state) {
  const button = element("sound-button");
  button.setAttribute("aria-pressed", String(state === "on"));
  button.textContent = state === "on" ? "Sound is on" : "Sound is off";
  element("sound-off").hidden = state === "on";
  document.documentElement.dataset.sound = state;
}

element("sound-button").addEventListener("click", () => (siren.isOn ? siren.turnOff() : siren.turnOn()));
element("sound-enable").addEventListener("click", () => siren.turnOn());

function showTime() {
  const clock = document.querySelector("[data-clock]");
  if (clock) clock.textContent = timeOfDay(now());
}

setInterval(showTime, 1000);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
listen(live().dataset.stream, { onEvent: refresh, onState: showLine });
arrange();
