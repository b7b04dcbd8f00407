// "/" and Ctrl-K (or Command-K) lead to the page's search, where there is one: `data-search` marks its field.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

export function startSearchKey() {
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-search]");
    if (!search || event.defaultPrevented) return;
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!slash && !k) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
