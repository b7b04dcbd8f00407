// What was pressed and has not been answered yet. Kept on the phone until the server says that it is stored, sent
// again and again until then, and never done twice: each press carries its own Idempotency-Key.
import { now } from "alongside/ticking.js";
import { PlainShelf } from "./_shelf.js";

const SOONEST = 1000;
const LATEST = 15_000;
const PATIENCE = 12_000;
const PATIENCE_WITH_FILE = 60_000;

/**
 * A queue of presses of one person on this phone, sent one after another. A call for help has a queue of its own: it
 * must not wait behind a check-in that a weak signal holds up.
 *
 * `onChange(unsent, why)` is told whenever something waits or has gone; `why` is "sending", "offline", "signed-out" or
 * "server". `onStored(item)`, `onRefused(item, detail)` and `onTooLate(item)` tell the end of each. An item is
 * {key, what: "check-in" | "help" | "extend" | "driving" | "note", url, body, pressedAt, goodUntil}: one that could not be sent by then is
 * given up, because "I am safe" said an hour ago must not be taken for now. A call for help and a note have none and
 * never are.
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

  add(what, url, content, pressedAt, { goodUntil = null, file } = {}) {
    this.#items.push({ key: newKey(), what, url, body: JSON.stringify(content), file, pressedAt, goodUntil });
    this.#keep();
    this.#changed("sending");
    this.sendNow();
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
      const tooLate = item.goodUntil !== null && now() > item.goodUntil;
      const outcome = tooLate ? { tooLate } : await this.#post(item);
      if (!outcome.later) {
        this.#items = this.#items.filter((other) => other.key !== item.key);
        this.#keep();
        this.#changed("sending");
        if (outcome.stored) this.#told.onStored(item);
        else if (tooLate) this.#told.onTooLate(item);
        else this.#told.onRefused(item, outcome.refused);
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
          "X-CSRFToken": this.#token ?? document.querySelector("meta[name=csrf-token]")?.content ?? "",
        },
        keepalive: !item.file, // browsers let go of a page with 64 KB under way at the most
        signal: AbortSignal.timeout(item.file ? PATIENCE_WITH_FILE : PATIENCE),
      });
    } catch {
      return { later: "offline" };
    }
    if (response.ok) return { stored: true };
    if (response.status === 401) return { later: "signed-out" };
    if (response.status === 403 && !again && (await this.#newToken())) return this.#post(item, true);
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
    return problem.detail || problem.title || "";
  } catch {
    return "";
  }
}

function newKey() {
  // randomUUID is missing where the page did not come over HTTPS.
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
