// An authenticator app: time-based codes (RFC 6238) of a secret, each given out once.
import { createHmac } from 'node:crypto'
import { secret } from './canaries'

const STEP_MS = 30_000
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export class Authenticator {
  private readonly key: Buffer
  private lastStep = 0

  constructor(shared: string) {
    this.key = decode(secret(shared.replaceAll(/\s/g, '')))
  }

  /** A code that was not given out before; waits for the next one where it has to. */
  async code(): Promise<string> {
    while (step() <= this.lastStep) await new Promise((wake) => setTimeout(wake, 500))
    this.lastStep = step()
    return codeAt(this.key, this.lastStep)
  }
}

function step(): number {
  return Math.floor(Date.now() / STEP_MS)
}

/** RFC 4226 §5.3, with six digits. */
function codeAt(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const digest = createHmac('sha1', key).update(message).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

function decode(shared: string): Buffer {
  const bits = [...shared].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = bits.match(/.{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}
