// The line to the server: says when something changed, and knows when it no longer hears anything.

const SILENCE = 40_000; // the server says something at least every 15 seconds
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15_000;

/**
 * Listens to server-sent events at `address` for as long as the page is open.
 *
 * `onEvent()` is called for each one and after each reconnection, because anything may have been missed in between;
 * the caller fetches the whole state anew, so nothing has to be replayed. `onState("live" | "lost")` tells when the
 * line came or went. Heartbeats ("heartbeat" events) only prove that the line stands.
 */
export function listen(address, { onEvent, onState }) {
  let source;
  let wait = FIRST_WAIT;
  let retry;
  let silence;

  function connect() {
    clearTimeout(retry);
    source?.close();
    source = new EventSource(address);
    source.onopen = () => {
      wait = FIRST_WAIT;
      heard();
      onEvent();
    };
    source.onmessage = changed;
    for (const name of ["alarm", "alarms", "changed"]) source.addEventListener(name, changed);
    source.addEventListener("heartbeat", heard);
    source.onerror = lost;
    watchForSilence();
  }

  function changed() {
    heard();
    onEvent();
  }

  function heard() {
    watchForSilence();
    onState("live");
  }

  function lost() {
    clearTimeout(silence);
    source.close();
    onState("lost");
    clearTimeout(retry);
    // Spread out, so that a whole room of desks does not come back in the same instant.
    retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function watchForSilence() {
    clearTimeout(silence);
    silence = setTimeout(lost, SILENCE);
  }

  window.addEventListener("online", connect);
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
}
