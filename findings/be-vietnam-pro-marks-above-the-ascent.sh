#!/usr/bin/env bash
# @fontsource/be-vietnam-pro 5.3.0, read with fontkit 2.0.4 (both of npm). The font is made for Vietnamese, so that one expects its
# line to hold Vietnamese letters. It does not: it declares an ascent of 1.00 em (a line of 1.27 em), and capitals with two marks
# (Ễ, Ằ, Ẫ, Ố) reach 1.14 to 1.17 em above the base line. With `line-height: normal`, marks touch the line above, or are cut where
# the line is clipped. A line that holds them, and the dot below of the line above (Ậ), wants 1.4 em and more.
# Output seen, regular weight, in em: ascent 1.000 descent -0.265 gap 0.000; Ễ 1.137, Ằ 1.166, Ẫ 1.137, Ố 1.135.
# Ends with 0 while it is so, with 1 once the ascent holds the letters.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @fontsource/be-vietnam-pro@5.3.0 fontkit@2.0.4 >/dev/null
cat > look.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
const file = 'node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2';
const font = create(readFileSync(file));
const em = (units) => (units / font.unitsPerEm).toFixed(3);
console.log(`ascent ${em(font.ascent)} descent ${em(font.descent)} gap ${em(font.lineGap)}`);
const tops = [...'ỄẰẪỐ'].map((letter) => [letter, font.glyphForCodePoint(letter.normalize('NFC').codePointAt(0)).bbox.maxY]);
for (const [letter, top] of tops) console.log(`${letter} ${em(top)}`);
process.exit(tops.every(([, top]) => top > font.ascent) ? 0 : 1);
JS
node look.mjs
