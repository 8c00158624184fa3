import { expect, test } from 'vitest'
import { greet } from '../../server/greeting.ts'

const at = (time: string): Date => new Date(`2026-11-23T${time}+01:00`)

test.each([
  ['Jutta Ahlers', 'Frau', 'Guten Morgen, Frau Ahlers'],
  ['Dr. Sabine Kortmann', 'Frau', 'Guten Morgen, Frau Dr. Kortmann'],
  ['Prof. Dr. Jan Meyer-Landrut', 'Herr', 'Guten Morgen, Herr Prof. Dr. Meyer-Landrut'],
  ['Maria von der Heide', 'Frau', 'Guten Morgen, Frau von der Heide'],
  ['Kerem Özdemir', '', 'Guten Morgen, Kerem Özdemir'],
  ['Ahlers', 'Frau', 'Guten Morgen, Frau Ahlers'],
])('%s with the salutation "%s" is greeted "%s"', (name, salutation, greeting) => {
  expect(greet({ name, salutation }, at('08:00'))).toBe(greeting)
})

test('the time of day is the one in Germany', () => {
  const person = { name: 'Jutta Ahlers', salutation: 'Frau' }
  const words = ['10:59', '11:00', '17:59', '18:00'].map((time) => greet(person, at(time)).split(',')[0])
  expect(words).toEqual(['Guten Morgen', 'Guten Tag', 'Guten Tag', 'Guten Abend'])
})
