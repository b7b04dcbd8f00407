// The report that is being written, kept on this phone: answers and files, until it is sent or erased.

const DATABASE = "alongside-report";
const STORE = "report";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function use(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** The report, or nothing. In a private window without storage it lives as long as the page. */
export async function kept() {
  try {
    return await use("readonly", (store) => store.get("current"));
  } catch {
    return undefined;
  }
}

/** False where this browser keeps nothing. */
export async function keep(report) {
  try {
    await use("readwrite", (store) => store.put(report, "current"));
    return true;
  } catch {
    return false;
  }
}

export async function forget() {
  try {
    await use("readwrite", (store) => store.delete("current"));
  } catch {
    // Nothing was kept.
  }
}
