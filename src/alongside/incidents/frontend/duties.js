// A button beside each answer that copies it. Without a script, or where the browser does not let us, the text is marked by hand.
for (const answer of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-copy__button";
  const question = answer.previousElementSibling?.textContent.trim() ?? "the address";
  const say = (text) => {
    button.textContent = text;
    button.setAttribute("aria-label", `${text}: ${question}`);
  };
  const text = answer.textContent;
  say("Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      say("Mark the text and copy it");
    }
  });
  answer.append(" ", button);
}
