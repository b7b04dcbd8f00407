// Speaking instead of typing, where the browser can write what is said, and recording one's voice as a file.

const LONGEST_RECORDING = 5 * 60_000;

export function offerDictation(within) {
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  if (!Recognition) return;
  for (const place of within.querySelectorAll("[data-dictation]")) dictateInto(place, Recognition);
}

function dictateInto(place, Recognition) {
  const field = document.getElementById(place.dataset.dictation);
  const button = place.querySelector("button");
  const said = place.querySelector("[role=status]");
  let listening;
  place.hidden = false;
  button.addEventListener("click", () => (listening ? listening.stop() : listen()));

  function listen() {
    listening = new Recognition();
    Object.assign(listening, { lang: "en-GB", continuous: true, interimResults: false });
    listening.onresult = ({ results, resultIndex }) => {
      for (const result of [...results].slice(resultIndex)) {
        if (!result.isFinal) continue;
        field.value = `${field.value.trimEnd()} ${result[0].transcript.trim()}`.trimStart();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };
    listening.onerror = ({ error }) => {
      said.textContent = error === "not-allowed" ? "The microphone is not allowed here. You can type instead." : "Nothing was understood. You can try again, or type.";
    };
    listening.onend = () => {
      listening = undefined;
      button.textContent = "Speak instead of typing";
      button.setAttribute("aria-pressed", "false");
    };
    said.textContent = "Listening. What you say is written above.";
    button.textContent = "Stop listening";
    button.setAttribute("aria-pressed", "true");
    listening.start();
  }
}

/** `take(file)` is given what was recorded. */
export function offerRecording(within, take) {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return;
  for (const place of within.querySelectorAll("[data-recorder]")) recordIn(place, take);
}

function recordIn(place, take) {
  const button = place.querySelector("button");
  const said = place.querySelector("[role=status]");
  let recorder;
  place.hidden = false;
  button.addEventListener("click", () => (recorder ? recorder.stop() : record()));

  async function record() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      said.textContent = "The microphone is not allowed here. You can type instead.";
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => data.size && pieces.push(data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      const type = recorder.mimeType.split(";")[0];
      recorder = undefined;
      button.textContent = "Record my voice";
      said.textContent = pieces.length ? "Your recording is added." : "Nothing was recorded.";
      if (pieces.length) take(new File(pieces, `recording.${type.includes("mp4") ? "m4a" : "webm"}`, { type }));
    };
    recorder.start();
    setTimeout(() => recorder?.state === "recording" && recorder.stop(), LONGEST_RECORDING);
    button.textContent = "Stop recording";
    said.textContent = "Recording. It stops by itself after 5 minutes.";
  }
}
