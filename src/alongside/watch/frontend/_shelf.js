// Where an outbox keeps what is unsent. Both kinds forget nothing while the page is open, even where the phone has no
// room or keeps nothing (a private window).

/** What is small and plain: in localStorage, where it is safe before the next line runs. */
export class PlainShelf {
  #place;

  constructor(place) {
    this.#place = place;
  }

  load() {
    try {
      return JSON.parse(localStorage.getItem(this.#place) ?? "[]");
    } catch {
      return [];
    }
  }

  keep(items) {
    try {
      if (items.length) localStorage.setItem(this.#place, JSON.stringify(items));
      else localStorage.removeItem(this.#place);
    } catch {
      // No storage: it is kept as long as the page stays open.
    }
  }
}

/** Recordings: in IndexedDB, which holds them as they are. `load` answers later. */
export class RecordingShelf {
  #place;
  #last = Promise.resolve();

  constructor(place) {
    this.#place = place;
  }

  async load() {
    return (await this.#ask("readonly", (unsent) => unsent.get(this.#place))) ?? [];
  }

  /** One after another, so that an older list never overwrites a newer one. */
  keep(items) {
    this.#last = this.#last.then(() =>
      this.#ask("readwrite", (unsent) => (items.length ? unsent.put(items, this.#place) : unsent.delete(this.#place))),
    );
  }

  async #ask(mode, request) {
    try {
      const database = await done(opened());
      try {
        return await done(request(database.transaction("unsent", mode).objectStore("unsent")));
      } finally {
        database.close();
      }
    } catch {
      return undefined; // No storage: it is kept as long as the page stays open.
    }
  }
}

function opened() {
  const request = indexedDB.open("alongside", 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore("unsent"));
  return request;
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
