// What is pushed is sealed for one browser (RFC 8291, over RFC 8188): the keys of such a browser, and its opening.
import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto'
import type { ECDH } from 'node:crypto'

const SALT = 16
const TAG = 16
/** Salt, size of a record, length of the key's id. */
const HEAD = SALT + 4 + 1

export interface BrowserKeys {
  ecdh: ECDH
  auth: Buffer
}

export function browserKeys(): BrowserKeys {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return { ecdh, auth: randomBytes(16) }
}

/** One record, as every push is. */
export function unsealed(body: Buffer, { ecdh, auth }: BrowserKeys): string {
  const salt = body.subarray(0, SALT)
  const sender = body.subarray(HEAD, HEAD + body.readUInt8(HEAD - 1))
  const sealed = body.subarray(HEAD + sender.length)
  const about = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender])
  const secret = hmac(salt, expanded(hmac(auth, ecdh.computeSecret(sender)), about, 32))
  const key = expanded(secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = expanded(secret, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createDecipheriv('aes-128-gcm', key, nonce)
  cipher.setAuthTag(sealed.subarray(-TAG))
  const padded = Buffer.concat([cipher.update(sealed.subarray(0, -TAG)), cipher.final()])
  // The last record ends with a two, and zeros to any length.
  const end = padded.lastIndexOf(2)
  if (end === -1 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('not the last record')
  return padded.subarray(0, end).toString('utf8')
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest()
}

/** HKDF's second step (RFC 5869), of which one round is enough. */
function expanded(key: Buffer, about: Buffer, length: number): Buffer {
  return hmac(key, Buffer.concat([about, Buffer.from([1])])).subarray(0, length)
}
