// What the page prints, as values that a field can take: amounts, days, numbers and runs of words, each with its place.
const AMOUNT = /[-−]?\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,4})?(?!\d)|[-−]?\d+(?:[.,]\d+)?/gu;
const DAY = new RegExp(
  [
    "\\d{4}[-./]\\d{1,2}[-./]\\d{1,2}",
    "\\d{1,2}[-./] ?\\d{1,2}[-./] ?\\d{2,4}",
    "\\d{1,2}(?:\\.|st|nd|rd|th|er)?[ -](?:de )?\\p{L}{3,}\\.?,?[ -](?:de )?\\d{2,4}",
    "\\p{L}{3,}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}",
    "\\d{4}年 ?\\d{1,2}月 ?\\d{1,2}日",
  ].join("|"),
  "gu",
);
const WIDE = 1.1; // a gap of so many heights of a line begins another run of words
const MOST_WORDS = 12;

export const bare = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// {text, page, bbox} of what a field of this kind can take and what begins with the typed letters; all of the kind where
// nothing is typed. The likelier ones first: totals stand at the end of a page, names and days at its beginning.
export function valuesOnPages(pages, sizes, kind, typed, most) {
  const wanted = bare(typed);
  const found = new Map();
  for (const [page, words] of Object.entries(pages)) {
    for (const run of runs(words, sizes.get(Number(page)) ?? 1)) {
      for (const { from, to, text, first } of values(run, kind, Boolean(wanted))) {
        const key = bare(text);
        if (!key.startsWith(wanted) || text === typed || found.has(text)) continue;
        found.set(text, { text, page: Number(page), bbox: around(run.slice(from, to)), first });
      }
    }
  }
  const all = [...found.values()];
  if (kind === "amount") all.reverse();
  return [...all.filter((one) => one.first), ...all.filter((one) => !one.first)].slice(0, most);
}

// Words of one row that stand close together; ``shape`` is the width of the page by its height.
function runs(words, shape) {
  const made = [];
  let last = null;
  for (const word of words) {
    const [, x0, top, , bottom] = word;
    const middle = (top + bottom) / 2;
    const isNext = last && middle > last[2] && middle < last[4] && (x0 - last[3]) * shape < WIDE * (bottom - top) && x0 >= last[3] - 0.01;
    if (isNext) made.at(-1).push(word);
    else made.push([word]);
    last = word;
  }
  return made;
}

function values(run, kind, isTyped) {
  if (kind === "day") return matches(run, DAY);
  if (kind === "amount") return matches(run, AMOUNT).filter(({ text }) => isTyped || /[.,]\d\d$/.test(text));
  if (kind === "number" || kind === "rate") return isTyped ? matches(run, AMOUNT) : [];
  if (kind === "reference") return references(run);
  return kind === "text" ? phrases(run, isTyped) : [];
}

// What a pattern finds in the text of a run, with the words that it touches.
function matches(run, pattern) {
  const starts = [];
  let text = "";
  for (const [word] of run) {
    starts.push(text.length);
    text += `${word} `;
  }
  return [...text.matchAll(pattern)].map((one) => {
    const from = starts.findLastIndex((start) => start <= one.index);
    const to = starts.findLastIndex((start) => start < one.index + one[0].length) + 1;
    return { from, to, text: one[0], first: true };
  });
}

// Single words with a digit, and what such words make together, as an account does.
function references(run) {
  const made = [];
  run.forEach(([word], index) => {
    const text = word.replace(/^[#(]+|[,;:.)]+$/g, "");
    if (/\d/.test(text)) made.push({ from: index, to: index + 1, text, first: true });
  });
  const text = run.map(([word]) => word).join(" ");
  if (run.length > 1 && /^[A-Z]{2}\d\d[A-Z\d ]+$/.test(text)) made.push({ from: 0, to: run.length, text, first: true });
  return made;
}

// The words from each word on: to the next comma or dash, and to the end. Where nothing is typed, whole runs alone.
function phrases(run, isTyped) {
  const made = [];
  for (let from = 0; from < (isTyped ? run.length : 1); from++) {
    const rest = run.slice(from, from + MOST_WORDS);
    const comma = rest.findIndex(([word]) => /[,;|]$/.test(word));
    const dash = rest.findIndex(([word], index) => index && /^[-–—|·•,]$/.test(word));
    for (const length of [comma + 1, dash, rest.length]) {
      const text = rest.slice(0, Math.max(length, 0)).map(([word]) => word).join(" ").replace(/[\s,;:|]+$/, "");
      if (/\p{L}{2}/u.test(text)) made.push({ from, to: from + length, text, first: !from });
    }
  }
  return made;
}

function around(words) {
  return [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...words.map((word) => word[side + 1])));
}
