// The report that is being written, kept on this phone: answers and files, until it is sent or erased.
//
// What somebody signed in writes lies in a database of their own, and goes when they sign out (alongside/signing_out.js); only
// what has not reached the server yet waits there for them. Nothing in it tells who they are.
import { OF, UNSENT } from "alongside/signing_out.js";

const VERSION = 2;
const STORE = "report";
const KEY = "current";
const nameOf = (owner) => (owner ? `${OF}-${owner}` : "alongside-report");

function open(owner) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(nameOf(owner), VERSION);
    asked.onupgradeneeded = () => {
      for (const store of [STORE, UNSENT]) if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

async function use(owner, mode, act) {
  const database = await open(owner);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction([STORE, UNSENT], mode);
      const asked = act((name) => transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** The report of this owner ("" for whoever is not signed in), or nothing. In a private window without storage it lives as long as the page. */
export async function kept(owner) {
  try {
    return await use(owner, "readonly", (store) => store(STORE).get(KEY));
  } catch {
    return undefined;
  }
}

/** Whether it is a report that waits to be gone on with: somebody has answered something, and it was not sent. */
export function isBegun(report) {
  return Boolean(report?.door && !report.arrived && (Object.keys(report.answers).length || report.files.length));
}

/** False where this browser keeps nothing. */
export async function keep(report) {
  try {
    await use(report.owner, "readwrite", (store) => {
      if (report.unsent) store(UNSENT).put(true, KEY);
      else store(UNSENT).delete(KEY);
      return store(STORE).put(report, KEY);
    });
    return true;
  } catch {
    return false;
  }
}

export async function forget(owner) {
  try {
    await use(owner, "readwrite", (store) => {
      store(UNSENT).delete(KEY);
      return store(STORE).delete(KEY);
    });
  } catch {
    // Nothing was kept.
  }
}

/** Who wrote here last, as the server calls them, for a place without signal; "" for nobody who was signed in. */
export function lastOwner() {
  try {
    return localStorage.getItem(OF) ?? "";
  } catch {
    return "";
  }
}

export function rememberOwner(owner) {
  try {
    if (owner) localStorage.setItem(OF, owner);
  } catch {
    // A private window: without signal the report is then one of nobody's.
  }
}
