import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const randomBits = 80n

let last = 0n

/** A new id: 26 characters, 48 bits of time before 80 random bits (the layout of a ULID, in lower case). Ids made by one
 *  process sort in the order they were made. They name things and are no secret: whoever knows one has no right by it. */
export function newId(): string {
  const fresh = (BigInt(Date.now()) << randomBits) | BigInt(`0x${randomBytes(10).toString('hex')}`)
  last = fresh > last ? fresh : last + 1n
  return base32(last)
}

function base32(value: bigint): string {
  let text = ''
  for (let rest = value; text.length < 26; rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text
  return text
}
