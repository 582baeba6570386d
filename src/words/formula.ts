/** What a spreadsheet would take for a formula, if the apostrophes before it were not. */
export const formula = /^'*[=+\-@\t\r＝＋－＠]/;
