import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sqlite3 from 'sqlite3';
import { projectRoot } from './project.mjs';

/**
 * Writes a record of ten years and 500 organisations into a database that the project's migrations made. The rows are those that its projections would write.
 * They follow from a seed.
 */

const seed = 20_231_215;
const years = Array.from({ length: 10 }, (_, i) => 2015 + i);
const organizationCount = 500;
const middleCount = 24;
/** One session of this many is held again, and its results supersede the former ones. */
const heldAgainEvery = 100;
const decidedShare = 0.02;
const rowsAtOnce = 250;

const families =
  'Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Tô'.split(' ');
const middles =
  'Văn Thị Hữu Đức Minh Thanh Ngọc Quang Xuân Thu Đình Công Bá Kim Hồng Gia Bảo Anh Quốc Như'.split(' ');
const heads = 'B C Ch D Đ G H Kh L M N Nh Ph Qu S T Th Tr V X'.split(' ');
const tails =
  'an ân ang anh ảo ạch ăm ắng ấn êm ên ình iên iệp inh oa oàn ong ọc ong ôn ơn uân uệ ung uy ưng ường ương yên'.split(
    ' ',
  );
const places = 'Vĩnh Lộc Tân Bình Phú Hòa An Khánh Thạnh Mỹ Long Đông Xuân Sơn Hải'.split(' ');
const levels = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'];

/** The random generator mulberry32. */
const randomFrom = (/** @type {number} */ start) => {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** @param {string} file */
const open = (file) =>
  new Promise((resolve, reject) => {
    const db = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(db)));
  });

/** @param {any} db @returns {(sql: string, values?: unknown[]) => Promise<any[]>} */
const queries =
  (db) =>
  (sql, values = []) =>
    new Promise((resolve, reject) =>
      db.all(sql, values, (/** @type {any} */ error, /** @type {any} */ found) =>
        error ? reject(error) : resolve(found),
      ),
    );

/**
 * @param {string} file as the project's server left it @param {number} size results
 * @param {{ depths: number[], deepAsked: number }} wanted so many places about each of these depths
 * @returns {Promise<{ people: string[], rare: string, deep: { heldOn: string, ordinal: number }[] }>} ids of people; a name that few have
 */
export const writeRecord = async (file, size, { depths, deepAsked }) => {
  const core = (/** @type {string} */ name) =>
    import(pathToFileURL(join(projectRoot, 'dist/src/core', name)).href);
  const { fold } = await core('text.js');
  const { nameSortKey, sortKey } = await core('vietnamese.js');
  const policy = readFileSync(join(projectRoot, 'seeds/policies/vn-124-2023.json'), 'utf8');
  const random = randomFrom(seed + size);
  const pick = (/** @type {any[]} */ list) => list[Math.floor(random() * list.length)];
  const token = () =>
    Array.from({ length: 2 }, () =>
      Math.floor(random() * 2 ** 50)
        .toString(32)
        .padStart(10, '0'),
    ).join('');

  const db = await open(file);
  const query = queries(db);
  const pragmas = ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -400000', 'temp_store = MEMORY'];
  for (const pragma of pragmas) await query(`PRAGMA ${pragma}`);
  // The indices are dropped here and made again after all rows are written, because that is faster.
  const indices = await query(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('result', 'person', 'session') AND name <> 'result_id'",
  );
  await query('BEGIN');
  for (const { name } of indices) await query(`DROP INDEX ${name}`);

  /** @param {string} table @param {string[]} columns */
  const writing = (table, columns) => {
    /** @type {unknown[]} */
    let values = [];
    let count = 0;
    const one = `(${columns.map(() => '?').join(', ')})`;
    const flush = async () => {
      if (count === 0) return;
      await query(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(count).fill(one).join(', ')}`,
        values,
      );
      values = [];
      count = 0;
    };
    return {
      flush,
      add: async (/** @type {Record<string, unknown>} */ row) => {
        for (const column of columns) values.push(row[column] ?? null);
        count += 1;
        if (count === rowsAtOnce) await flush();
      },
    };
  };
  const tables = {
    organization: writing('organization', ['id', 'name', 'superior_id', 'folded', 'sort_key']),
    person: writing('person', ['id', 'full_name', 'folded', 'sort_key']),
    session: writing(
      'session',
      'id organization_id ordinal title year held_on status period policy settings'.split(' '),
    ),
    result: writing(
      'result',
      'id session_id organization_id subject_organization_id person_id subject year period held_on kind peer_group level status folded recorded_at_ms supersedes_id superseded_by_id record sort_key level_rank'.split(
        ' ',
      ),
    ),
    decision: writing(
      'decision',
      'result_id seq at_ms level status decided_by document_number reason'.split(' '),
    ),
  };

  const organizations = Array.from({ length: organizationCount }, (_, i) => {
    const rank = i === 0 ? 'Đảng bộ huyện' : i <= middleCount ? 'Đảng bộ xã' : 'Chi bộ thôn';
    return {
      id: `org_${token()}`,
      name: `${rank} ${pick(places)} ${pick(places)} ${i}`,
      above: i === 0 ? -1 : i <= middleCount ? 0 : 1 + (i % middleCount),
    };
  });
  for (const { id, name, above } of organizations) {
    const superior_id = organizations[above]?.id ?? null;
    await tables.organization.add({ id, name, superior_id, folded: fold(name), sort_key: sortKey(name) });
  }
  const perSession = Math.max(2, Math.round(size / (organizationCount * years.length)));
  const people = organizations.map(() =>
    Array.from({ length: perSession - 1 }, () => {
      const name = `${pick(families)} ${pick(middles)} ${random() < 0.3 ? `${pick(middles)} ` : ''}${pick(heads)}${pick(tails)}`;
      return { id: `per_${token()}`, name, folded: fold(name), sort_key: nameSortKey(name) };
    }),
  );
  for (const { id, name, folded, sort_key } of people.flat())
    await tables.person.add({ id, full_name: name, folded, sort_key });

  const outcome = (/** @type {string | null} */ level) => ({
    level,
    status: level === null ? 'NOT_RATED' : 'DECIDED',
    authority: 'DECIDE',
    final: true,
    trace: ['quorum', 'base', 'shares', 'exclusion', 'quota'].map((ruleId, at) => ({
      ruleId,
      applied: at < 3,
      before: at < 2 ? null : level,
      after: level,
      finding: { found: 'BASE', of: 'PRESENT', base: 21, electorate: 23, counted: 21, blank: 0 },
    })),
    ruled: null,
    settledReason: null,
  });

  let ordinal = 0;
  let seq = 0;
  for (const year of years) {
    for (const [at, organization] of organizations.entries()) {
      const day = String(1 + (at % 28)).padStart(2, '0');
      ordinal += 1;
      const again = ordinal % heldAgainEvery === 0;
      const subjects = [null, .../** @type {any[]} */ (people[at])];
      const ids = subjects.map(() => [`res_${token()}`, `res_${token()}`]);
      for (const time of again ? [0, 1] : [0]) {
        const heldOn = `${year}-12-${day}`.replace('12', time === 0 ? '11' : '12');
        const atMs = Date.parse(`${heldOn}T09:30:00Z`);
        const sessionId = `ses_${token()}`;
        const period = { kind: 'YEAR', year, quarter: null };
        await tables.session.add({
          id: sessionId,
          organization_id: organization.id,
          ordinal: time + 1,
          title: `Hội nghị kiểm điểm năm ${year}`,
          year,
          held_on: heldOn,
          status: 'ADJOURNED',
          period: JSON.stringify(period),
          policy: ordinal === 1 ? policy : '{}',
          settings: '{}',
        });
        for (const [nth, person] of subjects.entries()) {
          const chance = random();
          const level =
            chance < 0.03
              ? null
              : /** @type {string} */ (levels[chance < 0.2 ? 0 : chance < 0.8 ? 1 : chance < 0.97 ? 2 : 3]);
          const kind = person === null ? 'PARTY_ORGANIZATION' : nth === 1 ? 'LEADER' : 'PARTY_MEMBER';
          const name = person?.name ?? organization.name;
          const [first, second] = /** @type {[string, string]} */ (ids[nth]);
          const reviewId = `rev_${token()}_${nth}`;
          const judged = outcome(level);
          const record = {
            id: time === 0 ? first : second,
            reviewId,
            organizationId: organization.id,
            organizationName: organization.name,
            period,
            kind,
            name,
            position: kind === 'LEADER' ? 'Bí thư' : null,
            peerGroup: kind,
            subjectOrganizationId: organization.id,
            subjectOrganizationName: organization.name,
            personId: person?.id ?? null,
            personName: person?.name ?? null,
            authority: 'DECIDE',
            tally: {
              reviewId,
              electorate: 23,
              base: 21,
              counted: 21,
              counts: { EXCELLENT: 3, GOOD: 12, COMPLETED: 5, NOT_COMPLETED: 1, NOT_RATED: 0, BLANK: 0 },
            },
            outcome: judged,
          };
          let standing = { level, status: judged.status };
          if (random() < decidedShare) {
            seq += 1;
            standing = { level: /** @type {string} */ (pick(levels)), status: 'DECIDED' };
            await tables.decision.add({
              result_id: record.id,
              seq,
              at_ms: atMs + 86_400_000,
              ...standing,
              decided_by: 'Ban Thường vụ Huyện ủy',
              document_number: `${seq}-QĐ/HU`,
              reason: 'Theo đề nghị của Ban Tổ chức Huyện ủy',
            });
          }
          await tables.result.add({
            id: record.id,
            session_id: sessionId,
            organization_id: organization.id,
            subject_organization_id: organization.id,
            person_id: record.personId,
            subject: `${kind} ${person?.id ?? organization.id}`,
            year,
            period: `YEAR ${year}`,
            held_on: heldOn,
            kind,
            peer_group: kind,
            ...standing,
            folded: person?.folded ?? fold(name),
            recorded_at_ms: atMs,
            supersedes_id: time === 1 ? first : null,
            superseded_by_id: time === 0 && again ? second : null,
            record: JSON.stringify(record),
            sort_key: person?.sort_key ?? sortKey(name),
            level_rank: standing.level === null ? 5 : levels.indexOf(standing.level) + 1,
          });
        }
      }
    }
  }
  for (const table of Object.values(tables)) await table.flush();
  for (const { sql } of indices) await query(sql);
  await query('COMMIT');
  await query('PRAGMA journal_mode = WAL');
  const [rare] = await query(
    'SELECT folded FROM result WHERE person_id IS NOT NULL GROUP BY folded ORDER BY COUNT(*), folded LIMIT 1',
  );
  const deep = [];
  for (const depth of depths) {
    deep.push(
      ...(await query(
        'SELECT held_on AS heldOn, ordinal FROM result WHERE superseded_by_id IS NULL ORDER BY held_on DESC, ordinal LIMIT ? OFFSET ?',
        [deepAsked, Math.floor(depth * size * 0.98)],
      )),
    );
  }
  await new Promise((resolve) => db.close(resolve));
  return { people: people.flat().map(({ id }) => id), rare: rare.folded, deep };
};
