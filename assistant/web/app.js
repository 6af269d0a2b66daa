// The page: sign in, ask by typing or by holding the button, read and hear the answer.
import { begin, fail, fill, play, stopPlaying } from "./answer.js";
import * as microphone from "./microphone.js";
import * as server from "./server.js";
import { say } from "./words.js";

const at = (id) => document.getElementById(id);
const maxSeconds = Number(document.body.dataset.maxSeconds);
let session = newSession();
let held = false;
let recording = null;
let opening = false;
let busy = false;

function newSession() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function tell(sentence, kind = "") {
  at("state").textContent = sentence;
  at("state").dataset.kind = kind;
}

// --- signing in and out

function showSignedIn(me) {
  at("who").textContent = [me.name, me.title, me.unit_name].filter(Boolean).join(" · ");
  at("account").hidden = at("talk").hidden = false;
  at("sign-in").hidden = true;
  at("sample").hidden = !me.sample;
  tell(microphone.obstacle() ?? "");
  at("question").focus();
}

function showSignIn(sentence = "") {
  stopPlaying();
  startOver();
  at("who").textContent = "";
  at("account").hidden = at("talk").hidden = true;
  at("sign-in").hidden = false;
  at("sign-in-problem").textContent = sentence;
  at("user").focus();
}

at("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  at("sign-in-problem").textContent = "";
  try {
    showSignedIn(await server.signIn(at("user").value.trim(), at("password").value));
  } catch (problem) {
    at("sign-in-problem").textContent = problem.message;
  }
  at("password").value = "";
});

at("sign-out").addEventListener("click", async () => {
  await server.signOut().catch((problem) => tell(problem.message, "problem"));
  showSignIn();
});

// --- asking

function startOver() {
  session = newSession();
  for (const turn of at("turns").querySelectorAll(".turn")) turn.remove();
  at("welcome").hidden = false;
}

async function turn(shown, request) {
  if (busy) return;
  busy = true;
  stopPlaying();
  at("welcome").hidden = true;
  const made = begin(shown);
  at("turns").append(made);
  made.scrollIntoView({ block: "start", behavior: "smooth" });
  try {
    const answer = await request();
    fill(made, answer, askText);
    at("sample").hidden = !answer.sample;
    tell("");
    if (at("autoplay").checked) play(made);
  } catch (problem) {
    if (problem.status === 401) showSignIn(say("signed_out"));
    else fail(made, problem.message);
  } finally {
    busy = false;
    at("mic").disabled = false;
  }
  made.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function askText(text) {
  return turn(text, () => server.ask(text, session));
}

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("question").value.trim();
  if (!text || busy) return;
  at("question").value = "";
  grow();
  askText(text);
});

function grow() {
  at("question").style.height = "auto";
  at("question").style.height = `${Math.min(at("question").scrollHeight + 2, 160)}px`;
}

at("question").addEventListener("input", grow);
at("question").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  at("composer").requestSubmit();
});
for (const example of document.querySelectorAll("[data-ask]")) {
  example.addEventListener("click", () => askText(example.textContent));
}
at("new").addEventListener("click", () => {
  stopPlaying();
  startOver();
  at("question").focus();
});

// --- holding the button

function showMicrophone(on) {
  at("mic").classList.toggle("on", on);
  at("mic").setAttribute("aria-pressed", String(on));
  at("in-use").hidden = !on;
}

async function hold() {
  if (held || opening || recording || busy) return;
  held = opening = true;
  stopPlaying();
  tell(say("mic_opening"));
  try {
    const stream = await microphone.open();
    if (held) await listen(stream);
    else {
      microphone.close(stream);
      tell(say("mic_ready"));
    }
  } catch (problem) {
    tell(problem.message, "problem");
  } finally {
    opening = held = false;
  }
}

async function listen(stream) {
  recording = microphone.record(stream, maxSeconds);
  opening = false;
  showMicrophone(true);
  tell(say("listening"), "listening");
  const spoken = await recording.done;
  recording = null;
  held = false;
  showMicrophone(false);
  if (!spoken) return tell(say("too_short"), "problem");
  tell("");
  at("mic").disabled = true;
  turn(say("sending"), () => server.askAudio(spoken, session));
}

function release() {
  held = false;
  recording?.stop();
}

const mic = at("mic");
mic.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  mic.focus();
  if (mic.setPointerCapture && event.isTrusted) mic.setPointerCapture(event.pointerId);
  hold();
});
for (const event of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) mic.addEventListener(event, release);
mic.addEventListener("contextmenu", (event) => event.preventDefault());
mic.addEventListener("keydown", (event) => {
  if (event.key !== " " && event.key !== "Enter") return;
  event.preventDefault();
  if (!event.repeat) hold();
});
mic.addEventListener("keyup", (event) => {
  if (event.key === " " || event.key === "Enter") release();
});
document.addEventListener("visibilitychange", () => document.hidden && release());

// --- begin

at("autoplay").checked = localStorage.getItem("autoplay") !== "no";
at("autoplay").addEventListener("change", () => {
  localStorage.setItem("autoplay", at("autoplay").checked ? "yes" : "no");
  if (!at("autoplay").checked) stopPlaying();
});

server.me().then(
  (me) => (me ? showSignedIn(me) : showSignIn()),
  (problem) => showSignIn(problem.message),
);
