// Which questions apply: the same rule as incidents/reporting/questions.py, from the same data (`data-applies`).

/** What was answered to a field: the values that are chosen or written. */
export function given(root, name) {
  const found = [];
  for (const input of root.querySelectorAll(`[name="${name}"]`)) {
    if (["checkbox", "radio"].includes(input.type) ? input.checked : input.value.trim()) found.push(input.value);
  }
  return found;
}

/** Every name in the rule must have at least one of its values. `known` holds what nobody was asked. */
export function holds(rule, root, known = {}) {
  return Object.entries(rule).every(([name, wanted]) => {
    const answers = name in known ? [known[name]] : given(root, name);
    return answers.some((answer) => wanted.includes(answer));
  });
}

export function ruleOf(element) {
  return element.dataset.applies ? JSON.parse(element.dataset.applies) : {};
}

/** Shows the fields of a page that apply, and hides the others. */
export function showFields(within, root, known = {}) {
  for (const field of within.querySelectorAll("[data-field][data-applies]")) field.hidden = !holds(ruleOf(field), root, known);
}
