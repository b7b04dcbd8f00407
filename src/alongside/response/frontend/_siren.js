// The sound of an alarm that nobody has taken: three soft-edged notes, again every four seconds.
//
// Made with the Web Audio API, no file. A browser lets a page make sound only after the person has touched it, so the
// page must be able to say that it is silent.

const NOTES = [880, 660, 880];
const NOTE_LENGTH = 0.28;
const NOTE_GAP = 0.06;
const PAUSE = 4000;
const LOUDNESS = 0.5;

export class Siren {
  #audio;
  #timer;
  #muted = false;
  #onState;

  /** `onState("on" | "off" | "blocked")`: can it be heard, was it switched off, or does the browser forbid it. */
  constructor(onState) {
    this.#onState = onState;
    // Any touch of the page will do as permission.
    for (const gesture of ["pointerdown", "keydown"]) {
      document.addEventListener(gesture, () => this.#muted || this.#wake(), { capture: true });
    }
    this.#wake();
  }

  get isOn() {
    return !this.#muted && this.#audio?.state === "running";
  }

  get isRinging() {
    return this.#timer !== undefined;
  }

  /** Switches the sound on, and lets it be heard once. */
  async turnOn() {
    this.#muted = false;
    await this.#wake();
    if (this.isOn) this.#note(NOTES[1], this.#audio.currentTime, LOUDNESS / 3);
  }

  turnOff() {
    this.#muted = true;
    this.#tell();
  }

  ring() {
    if (this.isRinging) return;
    this.#sound();
    this.#timer = setInterval(() => this.#sound(), PAUSE);
  }

  hush() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #wake() {
    this.#audio ??= new AudioContext();
    this.#audio.onstatechange = () => this.#tell();
    if (this.#audio.state !== "running") {
      // Where it is forbidden this promise waits for ever, so it is not waited for.
      await Promise.race([this.#audio.resume().catch(() => {}), new Promise((done) => setTimeout(done, 300))]);
    }
    this.#tell();
  }

  #tell() {
    this.#onState(this.#muted ? "off" : this.#audio?.state === "running" ? "on" : "blocked");
  }

  #sound() {
    if (!this.isOn) return;
    NOTES.forEach((pitch, place) => {
      this.#note(pitch, this.#audio.currentTime + place * (NOTE_LENGTH + NOTE_GAP), LOUDNESS);
    });
  }

  #note(pitch, start, loudness) {
    const tone = this.#audio.createOscillator();
    const volume = this.#audio.createGain();
    tone.type = "triangle";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(loudness, start + 0.03);
    volume.gain.setValueAtTime(loudness, start + NOTE_LENGTH - 0.08);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_LENGTH);
    tone.connect(volume).connect(this.#audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_LENGTH);
  }
}
