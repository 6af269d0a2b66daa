// The server's API. Every failure is a Problem whose message is a sentence for the user.
import { say } from "./words.js";

export class Problem extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

let csrf = "";

async function call(method, path, { json, form } = {}) {
  const headers = csrf && method !== "GET" ? { "X-CSRF-Token": csrf } : {};
  if (json) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, body: json ? JSON.stringify(json) : form });
  } catch {
    throw new Problem(say("network_failed"));
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Problem(problem.detail ?? say("network_failed"), response.status);
}

async function remembered(response) {
  const me = await response.json();
  csrf = me.csrf;
  return me;
}

/** Who is signed in; null when nobody is. */
export async function me() {
  try {
    return await remembered(await call("GET", "/api/me"));
  } catch (problem) {
    if (problem.status === 401) return null;
    throw problem;
  }
}

export async function signIn(user, password) {
  return remembered(await call("POST", "/api/session", { json: { user, password } }));
}

export async function signOut() {
  await call("DELETE", "/api/session");
  csrf = "";
}

export async function ask(question, session) {
  return (await call("POST", "/api/ask", { json: { question, session, speak: true } })).json();
}

export async function askAudio(recording, session) {
  const form = new FormData();
  form.append("file", recording, "question");
  form.append("session", session);
  return (await call("POST", "/api/ask/audio", { form })).json();
}

/** Says that an answer was wrong; `kind` is `wrong_figures` or `not_meant`. */
export async function giveFeedback(answer, kind) {
  await call("POST", "/api/feedback", { json: { answer, kind } });
}

/** The WAV file of a spoken reply. */
export async function speech(url) {
  return (await call("GET", url)).blob();
}
