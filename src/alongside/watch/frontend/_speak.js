// Hold and speak: the amber note as a recording.
//
// The page around the button is drawn anew again and again, so nothing here lives in it: what is so is kept in this module and put
// back by `showSpeaking`.

const element = (id) => document.getElementById(id);
const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
const TAP = 500; // let go before this, it was a tap, and the next one ends it
const BITS = 32_000; // a second of speech
let recording; // {recorder, since, form, chunks, timer}
let starting = false;
let endAtOnce = false;
let refused = false;
let pressedAt = 0;
let onRecorded;
let onProblem;

/** Calls `recorded(form, blob)` with each recording, and `problem(words)` where there can be none. */
export function speakInto({ recorded, problem }) {
  onRecorded = recorded;
  onProblem = problem;
  document.addEventListener("pointerdown", (event) => {
    if (!event.button && event.target.closest("#speak-button")) press(event.target.closest("form"));
  });
  // Let go anywhere: a trembling finger may have left the button.
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, letGo);
  document.addEventListener("contextmenu", (event) => event.target.closest("#speak-button") && event.preventDefault());
  document.addEventListener("click", (event) => {
    // By keyboard, or "activate" of a screen reader: these cannot hold.
    const button = event.target.closest("#speak-button");
    if (button && event.detail === 0) recording ? finish() : start(button.closest("form"));
  });
  document.addEventListener("visibilitychange", () => document.hidden && finish());
  showSpeaking();
}

/** Puts what is so on the page, after it was drawn anew. */
export function showSpeaking() {
  const place = element("speak");
  if (!place) return;
  element("speak-record").hidden = !canRecord || refused;
  element("speak-file").hidden = canRecord && !refused && !element("speak-file").querySelector(".nhsuk-error-message");
  const button = element("speak-button");
  button.dataset.recording = recording ? "yes" : "no";
  button.textContent = recording ? `Recording: ${secondsLeft()} seconds left` : starting ? "Opening the microphone…" : "Hold and speak";
}

function press(form) {
  if (recording) {
    pressedAt = 0; // the second tap
    return;
  }
  pressedAt = performance.now();
  start(form);
}

function letGo() {
  if (!recording && !starting) return;
  if (performance.now() - pressedAt < TAP) return;
  if (starting) endAtOnce = true;
  else finish();
}

async function start(form) {
  if (starting || recording) return;
  starting = true;
  endAtOnce = false;
  showSpeaking();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    if (endAtOnce) {
      for (const track of stream.getTracks()) track.stop();
      onProblem("Nothing was recorded: the microphone was not ready yet. Hold the button again.");
    } else {
      record(form, stream);
    }
  } catch {
    refused = true;
    onProblem("This phone does not let the page use its microphone. Record with the phone’s own recorder, or write your note.");
  }
  starting = false;
  showSpeaking();
}

function record(form, stream) {
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS });
  const seconds = Number(element("speak")?.dataset.seconds ?? 20);
  const chunks = [];
  recorder.addEventListener("dataavailable", (event) => event.data.size && chunks.push(event.data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    const blob = new Blob(chunks, { type: recorder.mimeType.split(";")[0] });
    if (blob.size) onRecorded(form, blob);
    else onProblem("Nothing was recorded. Try again, or write your note.");
  });
  recorder.start();
  navigator.vibrate?.(60);
  const stopAt = performance.now() + seconds * 1000;
  const timer = setInterval(() => (performance.now() >= stopAt ? finish() : showSpeaking()), 250);
  recording = { recorder, stopAt, timer };
}

function finish() {
  if (!recording) return;
  clearInterval(recording.timer);
  const { recorder } = recording;
  recording = undefined;
  if (recorder.state !== "inactive") recorder.stop();
  navigator.vibrate?.([60, 60, 60]);
  showSpeaking();
}

function secondsLeft() {
  return Math.max(0, Math.ceil((recording.stopAt - performance.now()) / 1000));
}
