// Somebody is in danger now: telling people at once, and more of it.
import { post } from "./_asking_server.js";
import { keep } from "./_phone.js";
import { element, fields, timeNow, whole } from "./_report_kept.js";

const SOON = 2000;
const LATER = 10_000;
let retry;

export async function callForHelp() {
  stopCalling();
  if (!whole.report?.dangerAt || whole.report.help === "told") return;
  sayHelp("Telling people…", "warning");
  const { answer, later, said } = await post("/report/whole/save", fields());
  const { report } = whole;
  if (!report) return;
  report.onServer ||= Boolean(answer);
  report.call = said?.call || report.call;
  if ((answer ?? said)?.help === "told") {
    report.help = "told";
    await keep(report);
    sayHelp(`People are being told, since ${timeNow()}. They are rung until one of them answers. Do not wait for them to ring 999.`, "success");
    element("help-more").hidden = !answer;
    return;
  }
  const why = later === "offline" ? "There is no signal. " : "";
  sayHelp(`We could not tell anyone. ${why}Ring 999 yourself, and call a colleague or security. We keep trying while this page is open.`, "error");
  retry = setTimeout(callForHelp, later ? SOON : LATER);
}

export function stopCalling() {
  clearTimeout(retry);
}

function sayHelp(words, kind) {
  element("help-told").className = `app-told app-told--${kind}`;
  element("help-told").replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
}

async function passOn(text) {
  const { report } = whole;
  const { answer } = await post("/report/whole/help", [["key", report.key], ["door", report.door], ["owner", report.owner], ["text", text]]);
  return Boolean(answer?.told);
}

/** `goOn()` leads back to the questions. */
export function startHelp(goOn) {
  element("help-send").addEventListener("click", async () => {
    if (!element("help-text").value.trim()) {
      element("help-said").textContent = "Write where it is, or a number to ring. Then pass it on.";
      element("help-text").focus();
      return;
    }
    const passed = await passOn(element("help-text").value);
    element("help-said").textContent = passed ? "It was passed on." : "It was not passed on. Ring 999 and tell them.";
    if (passed) element("help-text").value = "";
  });
  element("help-on").addEventListener("click", goOn);
}
