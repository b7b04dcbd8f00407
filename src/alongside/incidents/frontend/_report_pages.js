// One question at a time: showing a page, going on, and back.
import { showFields } from "./_applies.js";
import { showAnswers } from "./_report_check.js";
import { asked, element, form, keepAnswers, known, nameOf, sectionNamed, steps, whole } from "./_report_kept.js";
import { addRow } from "./_report_rows.js";
import { markWrong } from "./_report_wrong.js";

export function show(name, { push = true, focus = true } = {}) {
  whole.shown = name;
  whole.report.page = name;
  if (push) history.pushState({ page: name }, "");
  for (const section of form.querySelectorAll("section")) section.hidden = nameOf(section) !== name;
  const section = sectionNamed(name);
  if (section.dataset.step) {
    showFields(section, form, known());
    const names = asked().map(nameOf);
    element("number").textContent = names.includes(name) ? `Question ${names.indexOf(name) + 1} of about ${names.length}` : "";
    for (const item of section.querySelectorAll("input[name=reporter][value=account]")) item.closest(".nhsuk-radios__item").hidden = !whole.report.account;
  } else element("number").textContent = "";
  if (name === "check") showAnswers();
  for (const part of section.querySelectorAll("[data-rows]")) if (!part.children.length) addRow(part);
  element("summary").hidden = true;
  markWrong([]);
  element("erase-sure").hidden = true;
  document.title = `${section.querySelector("h1, legend")?.textContent.trim() ?? "Report"} – ${form.dataset.organisation}`;
  window.scrollTo(0, 0);
  keepAnswers();
  if (!focus) return;
  const heading = section.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** The question after this one; the answers after the last. */
export function after(name) {
  const names = steps.map(nameOf);
  const later = names.slice(names.indexOf(name) + 1);
  return asked().map(nameOf).find((one) => later.includes(one)) ?? "check";
}

/** What is wrong, above the page: [[name of the field, sentence]…]. */
export function showWrong(wrong) {
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
  markWrong(wrong);
  summary.hidden = false;
  summary.focus();
  window.scrollTo(0, 0);
}

/** Something to know on every page. */
export function tell(words) {
  element("unsent").replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
  element("unsent").hidden = false;
}

export function startPages() {
  window.addEventListener("popstate", async (event) => {
    if (!whole.report) return;
    await keepAnswers();
    show(event.state?.page && sectionNamed(event.state.page) ? event.state.page : nameOf(steps[0]), { push: false });
  });
  element("back").addEventListener("click", (event) => {
    if (whole.shown === nameOf(steps[0]) && !whole.report.checking) return;
    event.preventDefault();
    history.back();
  });
}
