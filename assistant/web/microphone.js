// Recording while a button is held. The microphone is open only while `record()` runs.
import { say } from "./words.js";

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const SHORTEST_MS = 350;

/** Why the microphone cannot be used, as a sentence; null when nothing speaks against it. */
export function obstacle() {
  if (!window.isSecureContext) return say("mic_insecure");
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return say("mic_unsupported");
  return null;
}

/** Opens the microphone. Rejects with an Error whose message is a sentence for the user. */
export async function open() {
  const reason = obstacle();
  if (reason) throw new Error(reason);
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch (error) {
    const sentences = {
      NotAllowedError: "mic_refused",
      SecurityError: "mic_refused",
      NotFoundError: "mic_absent",
      OverconstrainedError: "mic_absent",
    };
    throw new Error(say(sentences[error.name] ?? "mic_failed"), { cause: error });
  }
}

export function close(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Records `stream` until `stop()` is called or `maxSeconds` are over. `done` gives the Blob, null when too short. */
export function record(stream, maxSeconds) {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 32000 } : undefined);
  const parts = [];
  const began = performance.now();
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const stop = () => {
    if (recorder.state !== "inactive") recorder.stop();
  };
  const limit = setTimeout(stop, maxSeconds * 1000);
  const done = new Promise((resolve) => {
    recorder.addEventListener("stop", () => {
      clearTimeout(limit);
      close(stream);
      const enough = performance.now() - began >= SHORTEST_MS;
      resolve(enough ? new Blob(parts, { type: recorder.mimeType }) : null);
    });
  });
  recorder.start();
  return { stop, done };
}
