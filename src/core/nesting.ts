// Code that walks values level by level, libraries' code included, needs stack for each level. A value that is nested too deep would use it up.

const opening = new Set(['[', '{']);
const closing = new Set([']', '}']);

/** Says whether lists and objects of a JSON text are nested in more than `most` levels. For a text that is not JSON the answer means nothing. */
export function isNestedDeeper(json: string, most: number): boolean {
  // Each level has two brackets.
  if (json.length <= 2 * most) return false;
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at] as string;
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (opening.has(character)) {
      depth += 1;
      if (depth > most) return true;
    } else if (closing.has(character)) depth -= 1;
  }
  return false;
}
