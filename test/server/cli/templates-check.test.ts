import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { builtFile } from '../../../server/base/project-root.ts'

const check = (...args: string[]) =>
  spawnSync(process.execPath, [builtFile('templates-check'), ...args], { encoding: 'utf8' })

test('the shipped templates pass, and the number of them is told', () => {
  expect(check()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+ Vorlagen geprüft\.\n$/), stderr: '' })
})

test('an unknown option is refused', () => {
  expect(check('--writ')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: '--writ: diese Option gibt es nicht, erwartet wird --write oder nichts\n',
  })
})
