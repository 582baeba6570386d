// Whatever goes through values level by level, libraries' code included, needs stack for each: what is nested without end ends it.

const opening = new Set(['[', '{']);
const closing = new Set([']', '}']);

/** Whether lists and objects of a JSON text go deeper than so many levels. Of what is no JSON it says anything. */
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
