// Files that go with the report: kept on the phone, sent to the server one by one.
import { post } from "./_asking_server.js";
import { keep } from "./_phone.js";
import { element, form, keepAnswers, whole } from "./_report_kept.js";
import { show, showWrong } from "./_report_pages.js";

/** `added()` is called once a file is kept on the phone. */
export function offerFiles(added) {
  const add = async (file) => {
    if (whole.report.files.length >= Number(form.dataset.mostFiles)) {
      showWrong([["files", `A report can have ${form.dataset.mostFiles} files. Take one out first.`]]);
      return;
    }
    if (file.size > Number(form.dataset.largestMb) * 1024 * 1024) {
      showWrong([["files", `${file.name} is too large to be sent from here. A file can have ${form.dataset.largestMb} MB. The report goes without it; keep it, and say in your words that you have it.`]]);
      return;
    }
    whole.report.files.push({ name: file.name, content: file });
    whole.report.unsent = true;
    showFiles();
    await keepAnswers();
    added();
  };
  element("files").addEventListener("change", async (event) => {
    const chosen = [...event.target.files];
    event.target.value = "";
    for (const file of chosen) await add(file);
  });
  return add;
}

export function showFiles() {
  const items = whole.report.files.map((file) => {
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
  remove(file);
  element("files").focus();
  await keepAnswers();
  if (file.id) await post("/report/whole/take-out", [["key", whole.report.key], ["file", file.id]]);
}

function remove(file) {
  whole.report.files = whole.report.files.filter((one) => one !== file);
  showFiles();
}

/** Empty when every file has arrived, else why not: "offline", "server", "crowded", or "refused". A refused one is taken off the list, and the person is told why. */
export async function uploadFiles() {
  for (const file of whole.report.files.filter((one) => !one.id)) {
    const { report } = whole;
    const { answer, refused, later } = await post("/report/whole/files", [["key", report.key], ["door", report.door], ["owner", report.owner], ["file", file.content]]);
    if (!whole.report) return "erased";
    if (later) return later;
    if (refused) {
      remove(file);
      report.sending = false;
      await keep(report);
      show("words");
      showWrong([["files", `${file.name}: ${refused.problem ?? "This file cannot be taken in. Choose another."}`]]);
      return "refused";
    }
    file.id = answer.id;
    file.telling = answer.telling;
    await keep(report);
  }
  return "";
}
