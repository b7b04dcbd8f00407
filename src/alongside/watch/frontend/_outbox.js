// What was pressed and has not been answered yet. Kept on the phone until the server says that it is stored, sent
// again and again until then, and never done twice: each press carries its own Idempotency-Key.
import { PlainShelf } from "./_shelf.js";

const SOONEST = 1000;
const LATEST = 15_000;
const PATIENCE = 12_000;
const PATIENCE_WITH_FILE = 60_000;
const GONE_ON = ["already_started"]; // the visit runs all the same, begun elsewhere

/**
 * A queue of presses of one person on this phone, sent one after another. A call for help has a queue of its own: it
 * must not wait behind a check-in that a weak signal holds up.
 *
 * `onChange(unsent, why)` is told whenever something waits or has gone; `why` is "sending", "offline", "signed-out" or
 * "server". `onStored(item)` and `onRefused(item, {detail, code}, dropped)` tell the end of each. An item is
 * {key, what: "start" | "check-in" | "help" | "extend" | "driving" | "note" | "end" | "home", url, body, pressedAt, madeAt, visit, place}.
 * Nothing is given up, however late: the server is told when it was said (`at` in the body, and how long the phone has kept it in a
 * header) and takes nothing old for what is so now. `holdBack(item)`, where it is told, keeps an item back while it answers true.
 *
 * What belongs to a `visit` whose start was refused goes with it: `dropped`.
 *
 * What is said is `content`, sent as JSON; with a `file`, a form with the file in the field `audio`. Items with files need
 * a `shelf` that can hold them.
 */
export class Outbox {
  #shelf;
  #told;
  #items = [];
  #wait = SOONEST;
  #timer;
  #sending = false;
  #token;

  constructor(owner, lane, told, Shelf = PlainShelf) {
    this.#shelf = new Shelf(`alongside-unsent-${owner}-${lane}`);
    this.#told = told;
    window.addEventListener("online", () => this.sendNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.sendNow());
    const left = this.#shelf.load();
    if (Array.isArray(left)) this.#resume(left);
    else left.then((items) => this.#resume(items));
  }

  add(what, url, content, pressedAt, { file, visit, place } = {}) {
    this.#items.push({ key: newKey(), what, url, body: JSON.stringify(content), file, pressedAt, madeAt: Date.now(), visit, place });
    this.#keep();
    this.#changed("sending");
    this.sendNow();
  }

  get isEmpty() {
    return !this.#items.length;
  }

  /** Takes back what was not sent and belongs to this visit. */
  takeBack(visit) {
    this.#items = this.#items.filter((item) => item.visit !== visit);
    this.#keep();
    this.#changed("offline");
  }

  sendNow() {
    this.#wait = SOONEST;
    clearTimeout(this.#timer);
    this.#send();
  }

  #resume(left) {
    this.#items.unshift(...left);
    if (left.length) this.#keep();
    if (this.#items.length) this.sendNow();
  }

  #keep() {
    this.#shelf.keep([...this.#items]);
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#items.length) {
      const item = this.#items[0];
      const outcome = this.#told.holdBack?.(item) ? { later: "offline" } : await this.#post(item);
      if (!outcome.later) {
        const lost = outcome.refused && item.what === "start" && !GONE_ON.includes(outcome.refused.code);
        const dropped = lost ? this.#items.filter((other) => other.visit === item.visit && other.key !== item.key) : [];
        this.#items = this.#items.filter((other) => other.key !== item.key && !dropped.includes(other));
        this.#keep();
        this.#changed("sending");
        if (outcome.stored) this.#told.onStored(item);
        else this.#told.onRefused(item, outcome.refused, dropped);
        this.#wait = SOONEST;
        continue;
      }
      this.#changed(outcome.later);
      this.#timer = setTimeout(() => this.#send(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LATEST);
      break;
    }
    this.#sending = false;
  }

  async #post(item, again = false) {
    let response;
    try {
      response = await fetch(item.url, {
        method: "POST",
        body: item.file ? formOf(item) : item.body,
        headers: {
          ...(item.file ? {} : { "Content-Type": "application/json" }),
          Accept: "application/json",
          "Idempotency-Key": item.key,
          "Alongside-Waited": String(Math.max(0, Math.round((Date.now() - (item.madeAt ?? Date.now())) / 1000))),
          "X-CSRFToken": this.#token ?? document.querySelector("meta[name=csrf-token]")?.content ?? "",
        },
        keepalive: !item.file, // browsers let go of a page with 64 KB under way at the most
        signal: AbortSignal.timeout(item.file ? PATIENCE_WITH_FILE : PATIENCE),
      });
    } catch {
      return { later: "offline" };
    }
    if (response.ok) return { stored: true };
    // A copy of the page has no token, and the API answers to a wrong one as to somebody who is not signed in.
    if ([401, 403].includes(response.status) && !again && (await this.#newToken())) return this.#post(item, true);
    if (response.status === 401) return { later: "signed-out" };
    if (response.status >= 500 || [408, 425, 429].includes(response.status)) return { later: "server" };
    return { refused: await reason(response) };
  }

  /** The page may have been open since before the last sign-in; then its CSRF token is no longer good. */
  async #newToken() {
    try {
      const page = await (await fetch(location.pathname, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).text();
      this.#token = new DOMParser().parseFromString(page, "text/html").querySelector("meta[name=csrf-token]")?.content;
      return Boolean(this.#token);
    } catch {
      return false;
    }
  }

  #changed(why) {
    this.#told.onChange([...this.#items], why);
  }
}

function formOf(item) {
  const form = new FormData();
  for (const [name, value] of Object.entries(JSON.parse(item.body))) form.append(name, value);
  form.append("audio", item.file, item.file.name ?? "note");
  return form;
}

async function reason(response) {
  try {
    const problem = await response.json();
    return { detail: problem.detail || problem.title || "", code: problem.code };
  } catch {
    return { detail: "" };
  }
}

export function newKey() {
  // randomUUID is missing where the page did not come over HTTPS.
  if (crypto.randomUUID) return crypto.randomUUID();
  const random = crypto.getRandomValues(new Uint8Array(16));
  random[6] = (random[6] & 0x0f) | 0x40;
  random[8] = (random[8] & 0x3f) | 0x80;
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
