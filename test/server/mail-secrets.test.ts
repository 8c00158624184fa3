import { expect, test } from 'vitest'
import { mailPorts } from '../../server/mail-ports.ts'
import type { OutgoingMail } from '../../server/notice/mail.ts'
import { deliverDueMail } from '../../server/notice/mail-jobs.ts'
import { openTwoUnits } from '../two-units.ts'

test('whatever happens to documents, no mail holds a name, a title, an Aktenzeichen, a file name or a comment', async () => {
  const world = await openTwoUnits()
  const sent: OutgoingMail[] = []
  const server = {
    send: async (mail: OutgoingMail) => {
      sent.push(mail)
      return { ok: true } as const
    },
  }
  const ports = mailPorts({ server, baseUrl: 'https://vorlagen.test' })
  const withAddress: typeof ports = {
    ...ports,
    recipient: async (reader, userId) => {
      const recipient = await ports.recipient(reader, userId)
      return recipient && { ...recipient, address: `${userId.toLowerCase()}@kreis-auental.example` }
    },
  }
  await deliverDueMail(world.db, withAddress)
  expect(sent.length).toBeGreaterThan(4)
  const secrets = Object.values(world.things).flatMap(({ owner }) => [owner.secret, owner.author.name])
  const said = JSON.stringify(sent)
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  for (const { text } of sent) expect(text.replaceAll('https://vorlagen.test/', '')).not.toMatch(/32\.3|\.pdf/)
  await world.close()
})
