// Requests that want a fresh sign-in: whoever is there is asked once, however many wait, and each is then sent again.
import { isRefusal } from './refusal'

export const FRESH_SIGN_IN_REQUIRED = 'fresh_sign_in_required'

interface Question {
  answer: Promise<boolean>
  settle: (confirmed: boolean) => void
}

export class FreshSignIn {
  private question: Question | null = null
  private readonly listeners = new Set<() => void>()

  /** Whether somebody is being asked now. */
  get asking(): boolean {
    return this.question !== null
  }

  /** Hears about `asking` until the returned function is called. */
  listen(changed: () => void): () => void {
    this.listeners.add(changed)
    return () => this.listeners.delete(changed)
  }

  /** Sends the request; where it is refused for want of a fresh sign-in, asks and sends it once more. */
  async perform<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    try {
      return await request()
    } catch (error) {
      if (!isRefusal(error, FRESH_SIGN_IN_REQUIRED)) throw error
      if (!(await this.ask())) throw error
      return request()
    }
  }

  /** The person has confirmed, or would rather not. */
  settle(confirmed: boolean): void {
    this.question?.settle(confirmed)
    this.question = null
    this.tell()
  }

  private ask(): Promise<boolean> {
    if (this.question !== null) return this.question.answer
    let settle: Question['settle'] = () => undefined
    const answer = new Promise<boolean>((resolve) => {
      settle = resolve
    })
    this.question = { answer, settle }
    this.tell()
    return answer
  }

  private tell(): void {
    for (const changed of this.listeners) changed()
  }
}

/** The one of this tab; `session/fresh-sign-in-dialog.tsx` asks. */
export const freshSignIn = new FreshSignIn()
