// Keeps "3 minutes ago" true while a page stays open.
//
// The server writes <time datetime="…" data-tick="clock|stopwatch|countdown|until"> with the words in it; here only the
// words are written anew, the same way as in alongside/web/filters.py, which says by what rule. The device's clock may be wrong, so it is only
// used to measure how long the page has been open: the page's own time comes from <html data-now="…">.

const DAY = 86_400_000;

let serverNow;
let measuredAt;
let zone = "Europe/London";

export function setServerTime(rfc3339) {
  const parsed = Date.parse(rfc3339);
  if (Number.isNaN(parsed)) return;
  serverNow = parsed;
  measuredAt = performance.now();
}

/** The server's time in milliseconds, as well as the page knows it. */
export function now() {
  return serverNow === undefined ? Date.now() : serverNow + (performance.now() - measuredAt);
}

export function startTicking() {
  setServerTime(document.documentElement.dataset.now);
  zone = document.documentElement.dataset.zone || zone;
  setInterval(tick, 1000);
}

export function tick(within = document) {
  const scope = within.querySelectorAll ? within : document;
  for (const element of scope.querySelectorAll("time[data-tick]")) {
    const words = written(element.dataset.tick, Date.parse(element.dateTime), now());
    if (element.textContent !== words) element.textContent = words;
  }
}

export function written(kind, at, current) {
  if (kind === "stopwatch") return stopwatch(current - at);
  if (kind === "countdown") return countdown(at, current);
  if (kind === "until") return until(at, current);
  return `${clockTime(at, current)} (${age(at, current)})`;
}

export function timeOfDay(at) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
}

function clockTime(at, current) {
  if (day(at) === day(current)) return timeOfDay(at);
  const sameYear = day(at).slice(0, 4) === day(current).slice(0, 4);
  const parts = { timeZone: zone, day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) };
  return `${timeOfDay(at)} on ${new Intl.DateTimeFormat("en-GB", parts).format(at)}`;
}

function age(at, current) {
  const passed = current - at;
  if (Math.abs(passed) < 10_000) return "just now";
  const days = daysBetween(current, at);
  if (Math.abs(passed) >= DAY && days) {
    if (Math.abs(days) === 1) return days > 0 ? "tomorrow" : "yesterday";
    return days > 0 ? `in ${days} days` : `${-days} days ago`;
  }
  return passed > 0 ? `${span(passed)} ago` : `in ${span(-passed)}`;
}

function span(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return unit(seconds, "second");
  if (seconds < 90 * 60) return unit(Math.floor(seconds / 60), "minute");
  return unit(Math.floor(seconds / 3600), "hour");
}

function length(current, at) {
  const days = Math.abs(daysBetween(current, at));
  const between = Math.abs(at - current);
  return between >= 2 * DAY && days > 1 ? unit(days, "day") : span(between);
}

function countdown(at, current) {
  return at < current ? `${length(current, at)} late` : `${until(at, current)} left`;
}

function until(at, current) {
  const left = at - current;
  if (left < 1000) return "a moment";
  return left < 120_000 ? unit(Math.floor(left / 1000), "second") : length(current, at);
}

/** The day there: "2026-05-03". */
function day(time) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(time);
}

function daysBetween(current, at) {
  return Math.round((Date.parse(day(at)) - Date.parse(day(current))) / DAY);
}

function unit(number, name) {
  return `${number} ${name}${number === 1 ? "" : "s"}`;
}

function stopwatch(milliseconds) {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}
