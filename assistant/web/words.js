// The page's sentences, which the server renders from prompts/web.yaml.
const words = JSON.parse(document.getElementById("words").textContent);

/** The sentence of a key; of an unknown one, `fallback` or the key. */
export function say(key, fallback = key) {
  return words[key] ?? fallback;
}

/** `2026-03-31` or `2026-03-31T13:30` as people write it: `31/03/2026`, `13:30 ngày 31/03/2026`. */
export function day(iso) {
  const [, year, month, date, time] = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(iso) ?? [];
  if (!year) return iso;
  const written = `${date}/${month}/${year}`;
  return time ? `${time} ${written}` : written;
}
