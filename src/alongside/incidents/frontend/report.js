// The report's pages with scripts: what does not apply is hidden, one may speak, and a new report works without signal.
import { showFields } from "./_applies.js";
import { offerKeeping } from "./_keeping.js";
import { isBegun, kept } from "./_phone.js";
import { offerDictation, offerRecording } from "./_voice.js";

const form = document.querySelector("form[data-step]");
if (form) {
  const show = () => showFields(form, form);
  form.addEventListener("change", show);
  show();
  offerDictation(form);
  offerRecording(form, (file) => {
    const held = new DataTransfer();
    const files = form.querySelector("#files");
    for (const one of [...files.files, file]) held.items.add(one);
    files.files = held.files;
  });
}

const sent = document.querySelector(".app-report__sent");
if (sent) {
  const said = (name) => sent.querySelector(`[data-${name}]`).textContent;
  offerKeeping(sent, () => `Reference: ${said("reference")}\nCode: ${said("code")}`);
}

const here = document.querySelector("[data-unsent-here]");
if (here && window.indexedDB) {
  const report = await kept(here.dataset.owner);
  if (isBegun(report)) {
    const [way, key] = report.door.split(":");
    here.querySelector("a").href = `/report/whole?${way}=${key}`;
    if (report.refused) showRefused(report.refused);
    here.hidden = false;
    for (const other of document.querySelectorAll("[data-unsent]")) other.hidden = true;
  }
}

/** The server did not take what was sent from this device: what is wrong stands here, and the report is opened where it can be mended. */
function showRefused({ status, wrong, problem }) {
  const said = here.querySelector("[data-refused]");
  const texts = wrong ? Object.values(wrong) : [problem];
  said.querySelector("ul").replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  said.hidden = false;
  here.querySelector("[data-begun]").hidden = true;
  here.querySelector("a").textContent = "Mend it and send it";
  here.querySelector("a").hidden = status === 410; // the link is closed: "Start" leads on, with the answers
}

const start = document.querySelector("form[data-begin]");
if (start && window.indexedDB) {
  start.addEventListener("submit", (event) => {
    const address = start.dataset.whole || chosen();
    if (!address) return;
    event.preventDefault();
    location.assign(address);
  });
}

/** The one door whose name has every word; the server says which there are where there are several. */
function onlyOne(options, written) {
  const words = written.toLowerCase().split(/\s+/);
  const called = options.filter((option) => words.every((word) => option.value.toLowerCase().includes(word)));
  return called.length === 1 ? called[0] : undefined;
}

function chosen() {
  const written = new FormData(start).get("organisation")?.trim();
  if (!written) return "";
  const options = [...start.querySelectorAll("datalist option")];
  const door = options.find((option) => option.value.toLowerCase() === written.toLowerCase()) ?? onlyOne(options, written);
  if (options.length) return door ? `/report/whole?of=${encodeURIComponent(door.dataset.code)}` : "";
  return `/report/whole?of=${encodeURIComponent(written)}`;
}
