/** A text that a spreadsheet would take for a formula, if it had no apostrophes before it. */
export const formula = /^'*[=+\-@\t\r＝＋－＠]/;
