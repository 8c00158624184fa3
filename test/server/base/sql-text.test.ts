import { expect, test } from 'vitest'
import { countParameters, splitStatements, writtenTable } from '../../../server/base/sql-text.ts'

test('a semicolon in a string, a quoted name, a comment or a trigger ends no statement', () => {
  const trigger = `CREATE TEMP TRIGGER t BEFORE UPDATE ON a WHEN NEW.x IS NOT 'END;'
    BEGIN UPDATE a SET n = CASE WHEN 1 THEN 2 ELSE 3 END; DELETE FROM "b;c"; END`
  const parts = [
    "INSERT INTO a VALUES ('it''s; fine')",
    'CREATE TABLE [x;y] (`b;` TEXT) /* ; */ STRICT',
    trigger,
    'SELECT 1',
  ]
  expect(splitStatements(`-- first; one\n${parts.join(';\n')};\n -- the end;`)).toEqual([
    `-- first; one\n${parts[0]}`,
    ...parts.slice(1),
  ])
  expect(splitStatements(' ; -- nothing\n;')).toEqual([])
  expect(splitStatements('BEGIN; SELECT 1; END;')).toHaveLength(3)
})

test('question marks are counted where they are parameters', () => {
  expect(countParameters('SELECT ?, \'?\', "?" -- ?\n FROM a WHERE b = ? /* ? */')).toBe(2)
  expect(countParameters("SELECT payload ->> '$.event' FROM a")).toBe(0)
  for (const named of ['?1', ':id', '@id', '$id']) expect(() => countParameters(`SELECT ${named}`)).toThrow('bare ?')
})

test.each([
  ['INSERT INTO note (id) VALUES (1)', 'note'],
  ['insert or replace into "Note" values (1)', 'note'],
  ['REPLACE INTO [note] VALUES (1)', 'note'],
  ['UPDATE OR IGNORE `note` SET a = 1 FROM session', 'note'],
  ['DELETE FROM main.note', 'note'],
  ["/* DELETE FROM x */ DELETE FROM 'note'", 'note'],
  ['WITH a AS (SELECT 1), b AS (VALUES (2)) INSERT INTO note SELECT * FROM a', 'note'],
  ['WITH RECURSIVE note (n) AS (SELECT 1) DELETE FROM "audit_entry"', 'audit_entry'],
  ['INSERT INTO note VALUES (1) ON CONFLICT DO UPDATE SET a = 1 RETURNING id', 'note'],
  ['SELECT replace(a, b, c) FROM note', null],
  ['VALUES (1)', null],
])('%s writes %s', (sql, table) => {
  expect(writtenTable(sql)).toBe(table)
})

test.each([
  'CREATE TABLE a (b)',
  'DROP TABLE note',
  'PRAGMA user_version = 3',
  "ATTACH 'x.db' AS x",
  'UPDATE temp.note SET a = 1',
  'COMMIT',
  'SAVEPOINT a',
  'VACUUM',
  'WITH replace AS (SELECT 1) DELETE FROM note',
  '',
])('%s is neither a query nor a plain write', (sql) => {
  expect(() => writtenTable(sql)).toThrow()
})
