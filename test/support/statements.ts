import { DataSource } from 'typeorm';

/** Returns the SQL statements that this process sends to databases while `work` runs, in order. */
export async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const sent: string[] = [];
  const { query } = DataSource.prototype;
  DataSource.prototype.query = function counted(this: DataSource, sql: string, ...rest: never[]) {
    sent.push(sql.replace(/\s+/g, ' ').trim());
    return query.call(this, sql, ...rest);
  } as DataSource['query'];
  try {
    await work();
  } finally {
    DataSource.prototype.query = query;
  }
  return sent;
}
