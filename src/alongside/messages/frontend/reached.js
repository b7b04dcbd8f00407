// Turns notifications on in this browser, and looks whether a trial has arrived.
import { fetchPiece, piece } from "alongside/send.js";

const LOOKS = 20;
const form = document.querySelector("form[data-push-key]");
const told = form?.querySelector("[data-push-told]");
const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

if (form && can) {
  document.querySelector("[data-push-not-here]").hidden = true;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.subscription.value) return;
    event.preventDefault();
    turnOn();
  });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.shown) lookUntilArrived();
  });
  navigator.serviceWorker.startMessages();
}

/** Asks the person, then the browser, and sends what the browser says. */
async function turnOn() {
  told.textContent = "";
  if ((await Notification.requestPermission()) !== "granted") {
    told.textContent = "This browser does not allow notifications from this page. Allow them in its settings, then try again.";
    return;
  }
  try {
    const worker = await navigator.serviceWorker.register("/messages/push/worker.js", { scope: "/accounts/reached/" });
    await active(worker);
    const before = await worker.pushManager.getSubscription();
    // Whoever turned notifications on here before gets no more of them.
    await before?.unsubscribe();
    const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey) });
    form.elements.instead_of.value = before?.endpoint ?? "";
    form.elements.subscription.value = JSON.stringify(subscription);
    form.requestSubmit();
  } catch (error) {
    told.textContent = "This browser could not turn notifications on. Try again later, or in another browser.";
    console.info(error.message);
  }
}

function active({ active: now, installing, waiting }) {
  const worker = now ?? installing ?? waiting;
  return new Promise((resolve) => {
    const look = () => worker.state === "activated" && resolve();
    worker.addEventListener("statechange", look);
    look();
  });
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

/** What the browser has told our server is seen on the page a moment later. */
async function lookUntilArrived() {
  for (let look = 0; look < LOOKS; look += 1) {
    const waiting = [...document.querySelectorAll("[data-waits-for-trial]")];
    if (!waiting.length) return;
    const { page } = await fetchPiece("/accounts/reached/");
    for (const old of page ? waiting : []) {
      const now = piece(page, old.id);
      if (now && !("waitsForTrial" in now.dataset)) old.replaceWith(document.adoptNode(now));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
