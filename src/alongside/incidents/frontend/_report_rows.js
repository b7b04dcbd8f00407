// Adding people and things, a row each.

export function addRow(part) {
  const template = part.closest("form").querySelector(`template[data-row="${part.dataset.rows}"]`);
  const number = part.children.length;
  const row = template.content.cloneNode(true);
  const first = `${part.dataset.rows}-0-`;
  for (const one of row.querySelectorAll("*")) {
    for (const attribute of [...one.attributes]) {
      if (attribute.value.includes(first)) one.setAttribute(attribute.name, attribute.value.replaceAll(first, `${part.dataset.rows}-${number}-`));
    }
  }
  row.querySelector("[data-row-number]").textContent = number + 1;
  part.append(row);
}

export function offerRows(form, show) {
  for (const button of form.querySelectorAll("[data-row-add]")) {
    button.addEventListener("click", () => {
      const part = form.querySelector(`[data-rows="${button.dataset.rowAdd}"]`);
      if (part.children.length >= Number(form.dataset.mostRows)) return;
      addRow(part);
      part.lastElementChild.querySelector("select, input").focus();
    });
  }
  for (const button of form.querySelectorAll("[data-part-open]")) button.addEventListener("click", () => show(`more-${button.dataset.partOpen}`));
}
