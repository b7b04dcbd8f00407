// Whoever signs out leaves nothing of theirs in this browser: a computer on a ward is shared.
//
// A page that keeps something for whoever is signed in keeps it in a database whose name begins with OF, with a store UNSENT that
// holds something as long as not all of it has reached the server. At signing out such a database goes, unless it still waits to
// be sent; that can then be found again by signing in, and is shown to nobody else. Copies of pages are kept in a cache whose name begins so,
// and what belongs to them in the browser's small storage under such a name: both go at once.
export const OF = "alongside-of";
export const UNSENT = "unsent";
const PATIENCE = 1500;

export function startSigningOut() {
  const tabs = window.BroadcastChannel ? new BroadcastChannel("alongside-signing-out") : undefined;
  // The other tabs ask for their page anew, as nobody, once this one has signed out; one with something typed in it hides it.
  tabs?.addEventListener("message", () => setTimeout(goAsNobody, PATIENCE));
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

function goAsNobody() {
  const words = document.getElementById("signed-out-elsewhere");
  const form = [...document.forms].find(isTyped);
  if (!form || !words) {
    location.reload();
    return;
  }
  for (const child of document.body.children) child.hidden = true;
  const cover = words.content.firstElementChild.cloneNode(true);
  document.title = cover.querySelector("h1").textContent;
  cover.querySelector("[data-keep]").addEventListener("click", () => {
    const closed = Object.assign(document.createElement("input"), { type: "hidden", name: cover.dataset.name, value: "yes" });
    form.append(closed);
    HTMLFormElement.prototype.submit.call(form);
  });
  cover.querySelector("[data-throw-away]").addEventListener("click", () => location.reload());
  document.body.append(cover);
  cover.querySelector("h1").focus();
}

// Whether something stands in a form that the page did not put there. What one searches for is no loss.
function isTyped(form) {
  if (form.method !== "post") return false;
  return [...form.elements].some((field) => {
    if (field.type === "hidden" || field.type === "submit") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) {
      const first = [...field.options].findIndex((one) => one.defaultSelected);
      return field.selectedIndex !== Math.max(first, 0);
    }
    return "defaultValue" in field && field.value !== field.defaultValue;
  });
}

async function leave() {
  localStorage.removeItem(OF);
  for (const name of Object.keys(localStorage)) if (name.startsWith(`${OF}-`)) localStorage.removeItem(name);
  for (const name of (await globalThis.caches?.keys()) ?? []) if (name.startsWith(`${OF}-`)) await caches.delete(name);
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
