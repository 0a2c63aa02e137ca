// What stands at the foot of the frame while a line is said: a few words at a time.

const WIDE = /[\u3000-\u9fff\uff00-\uffef]/;
// Letters of two lines, by ratio; a Chinese character takes as much room as two.
const ROOM = { "9:16": 62, "1:1": 66, "16:9": 82 };
const LEAD = 0.15;
const HOLD = 0.35;

const room = (text) => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);

/** How long a text takes to say, in letters: figures are words, stops are pauses. */
export function effort(text) {
  let sum = 0;
  for (const char of text) {
    if ("。！？.!?…".includes(char)) sum += 6;
    else if ("，、；：,;:—".includes(char)) sum += 3;
    else if (/\d/.test(char)) sum += 4;
    else if (WIDE.test(char)) sum += 3.6;
    else sum += /\p{L}/u.test(char) ? 1 : 0.4;
  }
  return sum;
}

/** A line in groups that fit into the frame: sentences kept whole where they do. */
export function groups(text, ratio) {
  const most = ROOM[ratio] ?? ROOM["9:16"];
  const parts = text.match(/[^。！？.!?]+(?:[。！？]|[.!?]+(?=\s|$)|[.!?]|$)|[。！？.!?]+/gu) ?? [];
  const found = [];
  for (const sentence of parts) {
    for (const piece of room(sentence) > most ? pieces(sentence, most) : [sentence]) {
      const before = found.at(-1);
      const isSmall = before !== undefined && room(before + piece) <= most / 2;
      if (isSmall) found[found.length - 1] = before + piece;
      else found.push(piece);
    }
  }
  return found.map((group) => group.trim()).filter(Boolean);
}

function pieces(sentence, most) {
  const words =
    sentence.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? [];
  const count = Math.ceil(room(sentence) / most);
  const each = room(sentence) / count;
  const found = [""];
  for (const word of words) {
    const now = found.at(-1);
    if (now && room(now) >= each - room(word) / 2 && found.length < count) found.push(word);
    else found[found.length - 1] = now + word;
  }
  return found;
}

/** What is shown `at` seconds after the scene began; empty while nobody speaks. */
export function shownAt(scene, at, { ratio, spoken }) {
  const found = groups(scene.narration, ratio);
  const weights = found.map(effort);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (!all || at < LEAD) return "";
  const voiced = Math.min(spoken || Infinity, Math.max(0.5, scene.seconds - 0.3));
  if (at > Math.min(scene.seconds, LEAD + voiced + HOLD)) return "";
  let end = LEAD;
  for (const [index, weight] of weights.entries()) {
    end += (weight / all) * voiced;
    if (at < end) return found[index];
  }
  return found.at(-1);
}
