// What was pressed and has not been answered yet. Kept on the phone until the server says that it is stored, sent
// again and again until then, and never done twice: each press carries its own Idempotency-Key.

const SOONEST = 1000;
const LATEST = 15_000;
const PATIENCE = 12_000;

/**
 * A queue of presses of one person on this phone.
 *
 * `onChange(unsent, why)` is told whenever something waits or has gone; `why` is "sending", "offline", "signed-out" or
 * "server". `onStored(item)` and `onRefused(item, detail)` tell the end of each. An item is
 * {key, what: "check-in" | "help" | "extend", url, body, pressedAt}.
 */
export class Outbox {
  #owner;
  #told;
  #items;
  #wait = SOONEST;
  #timer;
  #sending = false;
  #token;

  constructor(owner, told) {
    this.#owner = owner;
    this.#told = told;
    this.#items = this.#load();
    window.addEventListener("online", () => this.sendNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.sendNow());
    if (this.#items.length) this.sendNow();
  }

  add(what, url, content, pressedAt) {
    this.#items.push({ key: newKey(), what, url, body: JSON.stringify(content), pressedAt });
    // A call for help overtakes whatever else waits.
    this.#items.sort((one, other) => Number(other.what === "help") - Number(one.what === "help"));
    this.#keep();
    this.#told.onChange([...this.#items], "sending");
    this.sendNow();
  }

  sendNow() {
    this.#wait = SOONEST;
    clearTimeout(this.#timer);
    this.#send();
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#items.length) {
      const item = this.#items[0];
      const outcome = await this.#post(item);
      if (outcome.stored || outcome.refused) {
        this.#items = this.#items.filter((other) => other.key !== item.key);
        this.#keep();
        this.#told.onChange([...this.#items], "sending");
        if (outcome.stored) this.#told.onStored(item);
        else this.#told.onRefused(item, outcome.refused);
        this.#wait = SOONEST;
        continue;
      }
      this.#told.onChange([...this.#items], outcome.later);
      // Something pressed meanwhile goes first, and at once.
      if (this.#items[0] !== item) continue;
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
        body: item.body,
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "Idempotency-Key": item.key,
          "X-CSRFToken": this.#token ?? document.querySelector("meta[name=csrf-token]")?.content ?? "",
        },
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
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

  #load() {
    try {
      return JSON.parse(localStorage.getItem(this.#place) ?? "[]");
    } catch {
      return [];
    }
  }

  #keep() {
    try {
      if (this.#items.length) localStorage.setItem(this.#place, JSON.stringify(this.#items));
      else localStorage.removeItem(this.#place);
    } catch {
      // No storage (private window, full): it is kept as long as the page stays open.
    }
  }

  get #place() {
    return `alongside-unsent-${this.#owner}`;
  }
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
