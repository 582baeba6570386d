// Code that walks values level by level, libraries' code included, needs stack for each level. A value that is nested too deep would use it up.

/** Character codes, which take a tenth of the time of characters. */
const quote = 0x22;
const backslash = 0x5c;
const [bracketOpens, bracketCloses] = [0x5b, 0x5d];
const [braceOpens, braceCloses] = [0x7b, 0x7d];

/** Says whether lists and objects of a JSON text are nested in more than `most` levels. For a text that is not JSON the answer means nothing. */
export function isNestedDeeper(json: string, most: number): boolean {
  // Each level has two brackets.
  if (json.length <= 2 * most) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if (code === bracketOpens || code === braceOpens) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === bracketCloses || code === braceCloses) depth -= 1;
  }
  return false;
}

/** Returns where the string ends that begins at `from`; the end of the text where it never does. */
function endOfString(json: string, from: number): number {
  for (let at = from + 1; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 1;
  }
  return json.length;
}
