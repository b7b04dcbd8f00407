// Whoever signs out leaves nothing of theirs in this browser: a computer on a ward is shared.
//
// A page that keeps something for whoever is signed in keeps it in a database whose name begins with OF, with a store UNSENT that
// holds something as long as not all of it has reached the server. At signing out such a database goes, unless it still waits to
// be sent; that can then be found again by signing in, and is shown to nobody else.
export const OF = "alongside-of";
export const UNSENT = "unsent";
const PATIENCE = 1500;

export function startSigningOut() {
  const tabs = window.BroadcastChannel ? new BroadcastChannel("alongside-signing-out") : undefined;
  // The other tabs ask for their page anew, as nobody, once this one has signed out.
  tabs?.addEventListener("message", () => setTimeout(() => location.reload(), PATIENCE));
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.action?.endsWith("/accounts/logout/") || form.dataset.left) return;
    event.preventDefault();
    form.dataset.left = "yes";
    await Promise.race([leave(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]).catch(() => undefined);
    tabs?.postMessage("signing out");
    form.submit();
  });
}

async function leave() {
  localStorage.removeItem(OF);
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    if (name.startsWith(`${OF}-`) && !(await waitsToBeSent(name))) indexedDB.deleteDatabase(name);
  }
}

function waitsToBeSent(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const count = asked.result.transaction(UNSENT).objectStore(UNSENT).count();
      const say = () => {
        asked.result.close();
        resolve(count.result > 0);
      };
      count.onsuccess = say;
      count.onerror = say;
    };
  });
}
