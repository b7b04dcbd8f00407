// Where the phone is, kept warm so that a call for help need not wait for it.

const FRESH = 120_000;
let last;
let watching = false;

/** Goes with what is sent: {lat, lon, accuracy_m}, or nothing when it is not known or older than two minutes. */
export function whereNow() {
  if (!last || Date.now() - last.timestamp > FRESH) return {};
  const { latitude, longitude, accuracy } = last.coords;
  return { lat: latitude, lon: longitude, accuracy_m: Math.round(accuracy) };
}

/** Begins to follow the phone. The browser asks the person the first time. */
export function follow() {
  if (watching || !navigator.geolocation) return;
  watching = true;
  navigator.geolocation.watchPosition(
    (position) => {
      last = position;
    },
    () => {},
    { enableHighAccuracy: true, maximumAge: 30_000 },
  );
}

/** The same, but only where the person has said yes before. */
export async function followIfAllowed() {
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" });
    if (permission.state === "granted") follow();
  } catch {
    // Without the permissions API nobody is asked until a visit starts.
  }
}
