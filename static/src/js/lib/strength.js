const COMMON = /pass(word)?|qwert|asdf|letmein|welcome|admin|abc|123|iloveyou|\d{4}$/gi;

/** 0 too short, 1 easy to guess, 2 fair, 3 good, 4 strong; length counts more than symbols. */
export function strength(password, { minimum = 8 } = {}) {
  if (password.length < minimum) return 0;
  const core = password.replace(COMMON, "").replace(/(.)\1{2,}/g, "$1");
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(core));
  const varied = new Set(core).size;
  const points = Math.min(core.length, varied * 2) + 2 * Math.max(0, kinds.length - 1);
  return points < 9 ? 1 : points < 13 ? 2 : points < 19 ? 3 : 4;
}
