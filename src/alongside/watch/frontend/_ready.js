// Says before a visit starts what this phone cannot do for its worker, and what works all the same.

const LOW = 0.15;
const place = document.getElementById("ready");
const wrong = { location: false, battery: false, signal: false, "signed-out": false };

export async function startReady() {
  if (!place) return;
  const signal = () => set("signal", !navigator.onLine);
  window.addEventListener("online", signal);
  window.addEventListener("offline", signal);
  signal();
  await Promise.all([watchLocation(), watchBattery()]);
}

/** What the server's last answer tells: a phone may think that it has a signal, and reach nobody. */
export function heardOf(problem) {
  set("signal", problem === "offline" || !navigator.onLine);
  set("signed-out", problem === "signed-out");
}

/** Once a visit runs, the page has other things to say. */
export function showReady() {
  if (!place) return;
  const runs = Boolean(document.getElementById("now").dataset.visit);
  for (const line of place.querySelectorAll("[data-ready]")) line.hidden = !wrong[line.dataset.ready];
  place.hidden = runs || !Object.values(wrong).some(Boolean);
}

function set(what, is) {
  wrong[what] = is;
  showReady();
}

async function watchLocation() {
  if (!navigator.geolocation) return set("location", true);
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" });
    const look = () => set("location", permission.state === "denied");
    permission.addEventListener("change", look);
    look();
  } catch {
    // It is asked for when a visit starts.
  }
}

async function watchBattery() {
  try {
    const battery = await navigator.getBattery();
    const look = () => set("battery", battery.level < LOW && !battery.charging);
    for (const change of ["levelchange", "chargingchange"]) battery.addEventListener(change, look);
    look();
  } catch {
    // Most telephones do not tell.
  }
}
