// One key for each thing an operator does. They can be switched off (WCAG 2.1.4), and are silent while one types.

const STORED = "alongside-single-keys";

export function onKeys(actions) {
  const panel = document.getElementById("keys");
  const opener = document.getElementById("keys-button");
  const choice = document.getElementById("keys-choice");
  choice.checked = stored() !== "off";
  choice.addEventListener("change", () => store(choice.checked ? "on" : "off"));
  opener.addEventListener("click", () => show(panel.hidden));

  function show(visible) {
    panel.hidden = !visible;
    opener.setAttribute("aria-expanded", String(visible));
    (visible ? panel : opener).focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!panel.hidden) show(false);
      else if (isField(event.target)) event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.ctrlKey && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (event.key.startsWith("Arrow") && event.target.closest(".app-alarm__scroll")) return;
    const action = event.key === "?" ? () => show(panel.hidden) : actions[event.key.toLowerCase()];
    if (!action || (!choice.checked && event.key.length === 1)) return;
    event.preventDefault();
    // A key held down takes one alarm, not all of them.
    if (!event.repeat || event.key.startsWith("Arrow")) action();
  });
}

function isField(element) {
  return element.matches?.("textarea, select, input:not([type=checkbox])");
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
