// One answer on the page. Everything from the server is set as text, never as markup.
import { giveFeedback, speech } from "./server.js";
import { day, say } from "./words.js";

let playing = null;

/** Shows a question at once; its answer is filled in by `fill`. */
export function begin(question) {
  const turn = document.getElementById("turn").content.firstElementChild.cloneNode(true);
  const part = partsOf(turn);
  part("asked-label").textContent = `${say("you")}:`;
  part("asked").textContent = question;
  part("answer").textContent = say("thinking");
  turn.classList.add("waiting");
  return turn;
}

/** Fills the turn with an answer of `POST /api/ask`; `ask` is called with the text of a chosen option. */
export function fill(turn, answer, ask) {
  const part = partsOf(turn);
  turn.classList.remove("waiting");
  turn.dataset.status = answer.status;
  if (answer.transcript !== null) {
    part("asked-label").textContent = `${say("heard")}:`;
    part("asked").textContent = answer.transcript ? `“${answer.transcript}”` : "…";
  }
  if (answer.status !== "answered") show(part("status"), say(`status_${answer.status}`));
  part("answer").textContent = answer.answer;
  const facts = factsOf(answer);
  if (facts) show(part("facts"), facts);
  choices(part("options"), answer.options, ask);
  if (answer.detail.table.columns.length) part("table").append(table(answer.detail.table));
  part("table").setAttribute("aria-label", say("table_caption"));
  part("table").hidden = !answer.detail.table.columns.length;
  choices(part("suggestion-choices"), answer.suggestions, ask);
  part("suggestions-label").textContent = `${say("suggestions")}:`;
  part("suggestions").hidden = !answer.suggestions.length;
  source(part("source"), part("source-body"), answer);
  listen(part, answer);
  feedback(part, answer);
}

export function fail(turn, message) {
  const part = partsOf(turn);
  turn.classList.remove("waiting");
  turn.dataset.status = "error";
  show(part("status"), say("status_error"));
  part("answer").textContent = message;
}

/** Plays the reply of a turn that has one. */
export function play(turn) {
  const button = partsOf(turn)("play");
  if (!partsOf(turn)("listen").hidden) button.click();
}

export function stopPlaying() {
  playing?.pause();
}

function partsOf(turn) {
  return (name) => turn.querySelector(`[data-part="${name}"]`);
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(place, text) {
  place.textContent = text;
  place.hidden = false;
}

function choices(place, texts, ask) {
  for (const text of texts) {
    const button = element("button", text);
    button.type = "button";
    button.className = "choice";
    button.addEventListener("click", () => ask(text));
    place.append(button);
  }
  place.hidden = !texts.length;
}

function factsOf(answer) {
  const facts = [];
  const ranges = new Set(answer.calls.map((call) => range(call.args.from, call.args.to)).filter(Boolean));
  if (ranges.size) facts.push(`${say("period")}: ${[...ranges].join("; ")}`);
  if (answer.freshness) facts.push(`${say("fresh")} ${day(answer.freshness)}`);
  return facts.join(" · ");
}

function range(from, to) {
  if (from && to) return from === to ? day(from) : `${day(from)} – ${day(to)}`;
  if (from) return `${say("period_from")} ${day(from)}`;
  return to ? `${say("period_to")} ${day(to)}` : "";
}

function table({ columns, rows }) {
  const made = element("table");
  const head = made.createTHead().insertRow();
  for (const column of columns) {
    const cell = element("th", column);
    cell.scope = "col";
    head.append(cell);
  }
  const numeric = columns.map((_, place) => rows.every((row) => /^[-−]?[\d.,]*\s?%?$/.test(row[place] ?? "")));
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((text, place) => {
      const cell = line.insertCell();
      cell.textContent = text;
      if (numeric[place]) cell.className = "number";
    });
  }
  columns.forEach((_, place) => {
    if (numeric[place]) head.cells[place].className = "number";
  });
  return made;
}

function source(details, body, answer) {
  if (answer.detail.markdown) body.append(...prose(answer.detail.markdown));
  if (answer.citations.length) body.append(element("h3", say("citations")), citations(answer.citations));
  if (answer.calls.length) body.append(element("h3", say("asked")), calls(answer.calls));
  const how = say(`router_${answer.router}`, answer.router);
  const meta = element("p", `${say("router")}: ${how} · ${say("took")}: ${answer.took_ms.total} ms`);
  meta.className = "hint";
  body.append(meta);
  details.hidden = !answer.calls.length && !answer.citations.length && !answer.detail.markdown;
}

/** Headings, lists, bold and paragraphs of Markdown; its tables are shown from `detail.table`. */
function prose(markdown) {
  const made = [];
  for (const line of markdown.split("\n")) {
    const text = line.trim();
    if (!text || text.startsWith("|")) continue;
    const item = /^(?:[-*]|\d+\.)\s+(.*)$/.exec(text);
    const heading = /^#+\s+(.*)$/.exec(text);
    if (item) {
      if (made.at(-1)?.tagName !== "UL") made.push(element("ul"));
      made.at(-1).append(emphasised("li", item[1]));
    } else {
      made.push(heading ? element("h3", heading[1]) : emphasised("p", text));
    }
  }
  return made;
}

function emphasised(name, text) {
  const made = element(name);
  text.split("**").forEach((piece, place) => made.append(place % 2 ? element("strong", piece) : piece));
  return made;
}

function citations(cited) {
  const list = element("ol");
  for (const { number, document: file, article, clause, point, text, url } of cited) {
    const place = [
      point && `${say("point")} ${point}`,
      clause && `${say("clause")} ${clause}`,
      article && `${say("article")} ${article}`,
    ].filter(Boolean);
    const item = element("li");
    const link = element("a", [...place, number ?? file].join(" "));
    if (url.startsWith("/")) link.href = url;
    item.append(link, element("q", text));
    list.append(item);
  }
  return list;
}

function calls(made) {
  const list = element("ul");
  for (const { tool, args } of made) {
    const given = Object.entries(args).filter(([, value]) => value !== null && value !== "");
    const told = given.map(([key, value]) => `${say(`arg_${key}`, key)}: ${day(String(value))}`);
    list.append(element("li", [say(`tool_${tool}`, tool), ...told].join(" · ")));
  }
  return list;
}

function feedback(part, answer) {
  part("feedback").hidden = !answer.id;
  for (const button of part("feedback-choices").children) {
    button.addEventListener("click", async () => {
      part("feedback-choices").hidden = true;
      try {
        await giveFeedback(answer.id, button.dataset.kind);
        part("feedback-said").textContent = say("feedback_thanks");
      } catch (problem) {
        part("feedback-said").textContent = problem.message;
        part("feedback-choices").hidden = problem.status === 404;
      }
      part("feedback-said").focus();
    });
  }
}

function listen(part, answer) {
  part("listen").hidden = !answer.audio;
  if (!answer.audio) return;
  const [audio, button] = [part("audio"), part("play")];
  const label = () => {
    button.textContent = audio.paused ? `▶ ${say("play")}` : `■ ${say("stop")}`;
  };
  part("voice").textContent = answer.voice ? `${say("voice")} · ${answer.voice.engine} ${answer.voice.name}` : say("voice");
  for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, label);
  audio.addEventListener("play", () => (playing = audio));
  button.addEventListener("click", async () => {
    if (!audio.paused) return audio.pause();
    stopPlaying();
    try {
      if (!audio.getAttribute("src")) audio.src = URL.createObjectURL(await speech(answer.audio));
      audio.currentTime = 0;
      await audio.play();
    } catch (error) {
      if (error.name !== "NotAllowedError" && error.name !== "AbortError") show(part("voice"), say("speech_failed"));
    }
  });
  label();
}
