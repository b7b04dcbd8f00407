// Shows notifications, also while no page is open, and tells our server that they were shown and opened. It knows nobody's sign-in:
// what it says is proved by the receipt that came with the message, encrypted for this browser alone.
const PAUSES = [1000, 4000, 15000];

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const said = event.notification.data ?? {};
  event.waitUntil(Promise.all([open(said.link), tell(said, "opened")]));
});

function read(data) {
  try {
    return data.json();
  } catch {
    return {}; // Something has to be shown all the same: a browser stops what arrives unseen.
  }
}

/** One notification for what it is about: a later one takes its place, and is heard again. */
async function show(said) {
  await self.registration.showNotification(said.subject || "Alongside has a message for you", {
    body: said.body || "",
    tag: said.about || said.id || "alongside",
    renotify: true,
    requireInteraction: Boolean(said.urgent),
    lang: "en-GB",
    data: { link: said.link, shown: said.shown, receipt: said.receipt },
  });
  if (!said.receipt) return;
  await tell(said, "shown");
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) page.postMessage({ shown: said.id });
}

/** Tells our server, and again where it does not answer. */
async function tell({ shown, receipt, code }, what) {
  if (!receipt) return;
  const body = new URLSearchParams({ receipt, what, ...(code && what === "shown" ? { code } : {}) });
  for (const pause of [...PAUSES, 0]) {
    try {
      const { status } = await fetch(inside(shown), { method: "POST", body, credentials: "omit", keepalive: true });
      if (status < 500) return;
    } catch {
      // No signal.
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Goes to the page: to a window in which it is open, or in a new one. Whoever is not signed in is asked to first. */
async function open(link) {
  const address = inside(link);
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (page.url === address) return page.focus();
  }
  return self.clients.openWindow(address);
}

/** An address of our own, whatever was said. */
function inside(link) {
  const address = new URL(link || "/", self.location.origin);
  return address.origin === self.location.origin ? address.href : `${self.location.origin}/`;
}
