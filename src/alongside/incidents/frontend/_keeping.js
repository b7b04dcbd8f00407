// Keeping the reference and the code: on paper, in the clipboard, as a file.

export function offerKeeping(within, text) {
  const kept = within.querySelector("[data-kept]");
  const print = within.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const copy = within.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text());
      kept.textContent = "Copied. Paste it where only you find it.";
    });
  }
}

/** For a page without a server: the link saves what the page knows. */
export function offerFile(within, text) {
  const link = within.querySelector("[data-save]");
  link.href = URL.createObjectURL(new Blob([text()], { type: "text/plain" }));
}
