import type { Pool, PoolClient, QueryResultRow } from 'pg';

/**
 * A statement of the hot path. Named statements are planned once per connection: the accept statement alone
 * takes longer to plan than to run. Everything else is written with Kysely.
 */
export interface Statement<Row extends QueryResultRow> {
  readonly name: string;
  readonly text: string;
  /** Never read: ties the row type to the statement. */
  readonly row?: Row;
}

export function statement<Row extends QueryResultRow>(name: string, text: string): Statement<Row> {
  return { name, text };
}

export async function run<Row extends QueryResultRow>(
  connection: Pool | PoolClient,
  { name, text }: Statement<Row>,
  values: unknown[],
): Promise<Row[]> {
  return (await connection.query<Row>({ name, text, values })).rows;
}
