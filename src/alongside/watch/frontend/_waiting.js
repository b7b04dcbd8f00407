// A visit whose start waits for a signal: it can be gone on with and ended, and it says that nobody watches it yet.
import { timeOfDay } from "alongside/ticking.js";

const place = () => document.getElementById("waiting");

/** `items` are what is unsent, in order. Draws anew only where another visit waits. */
export function showWaiting(items) {
  const start = items.find((item) => item.what === "start");
  const ended = start && items.some((item) => item.what === "end" && item.visit === start.visit);
  const shown = place();
  const main = document.getElementById("maincontent");
  if (start) main.dataset.waiting = "yes";
  else delete main.dataset.waiting;
  if (!start || ended) {
    shown.replaceChildren();
    shown.hidden = true;
    delete shown.dataset.visit;
    return;
  }
  if (shown.dataset.visit === start.visit) return;
  const drawn = document.getElementById("waiting-visit").content.cloneNode(true);
  drawn.querySelector("[data-place]").textContent = start.place;
  drawn.querySelector("[data-since]").textContent = timeOfDay(start.pressedAt);
  for (const form of drawn.querySelectorAll("form[data-act]")) form.dataset.api = `/api/v1/visits/${start.visit}/${form.dataset.act}`;
  shown.replaceChildren(drawn);
  shown.dataset.visit = start.visit;
  shown.hidden = false;
}
