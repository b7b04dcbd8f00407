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
    here.hidden = false;
    for (const other of document.querySelectorAll("[data-unsent]")) other.hidden = true;
  }
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

function chosen() {
  const written = new FormData(start).get("organisation")?.trim();
  if (!written) return "";
  const options = [...start.querySelectorAll("datalist option")];
  const door = options.find((option) => option.value.toLowerCase() === written.toLowerCase());
  if (options.length) return door ? `/report/whole?of=${encodeURIComponent(door.dataset.code)}` : "";
  return `/report/whole?of=${encodeURIComponent(written)}`;
}
