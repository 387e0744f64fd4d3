// Files on their way up: each arrives, fails, or is called back, after which nothing is heard of it.
import type { Attachment } from '@/api/types'
import type { OnProgress } from '@/api/watched'

type Carry = (file: File, onProgress: OnProgress, signal: AbortSignal) => Promise<Attachment>

export class Uploading {
  private readonly going = new Map<string, AbortController>()

  constructor(private readonly carry: Carry) {}

  /** Null where it was called back; fails as the request does. */
  async go(key: string, file: File, onProgress: OnProgress): Promise<Attachment | null> {
    const calledBack = new AbortController()
    this.going.set(key, calledBack)
    try {
      const arrived = await this.carry(file, onProgress, calledBack.signal)
      return calledBack.signal.aborted ? null : arrived
    } catch (error) {
      if (calledBack.signal.aborted) return null
      throw error
    } finally {
      if (this.going.get(key) === calledBack) this.going.delete(key)
    }
  }

  callBack(key: string): void {
    this.going.get(key)?.abort()
  }
}
