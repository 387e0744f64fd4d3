// A change of the rules, from the button to what it left behind: tried first, asked about where it leaves visits outside,
// then made. Pure.

export type Guard =
  | { step: 'idle' }
  | { step: 'trying' }
  /** It would leave these visits outside: go on or not. */
  | { step: 'asking'; stranded: string[] }
  | { step: 'saving'; stranded: string[] }
  | { step: 'failed'; error: unknown }

export type GuardEvent =
  | { type: 'begun' }
  | { type: 'tried'; stranded: string[] }
  | { type: 'agreed' }
  | { type: 'saved' }
  | { type: 'failed'; error: unknown }
  | { type: 'left' }

export const IDLE: Guard = { step: 'idle' }

export function guarded(guard: Guard, event: GuardEvent): Guard {
  switch (event.type) {
    case 'begun':
      return { step: 'trying' }
    case 'tried':
      if (guard.step !== 'trying') return guard
      return event.stranded.length > 0
        ? { step: 'asking', stranded: event.stranded }
        : { step: 'saving', stranded: [] }
    case 'agreed':
      return guard.step === 'asking' ? { step: 'saving', stranded: guard.stranded } : guard
    case 'saved':
    case 'left':
      return IDLE
    case 'failed':
      return { step: 'failed', error: event.error }
  }
}

export function isBusy({ step }: Guard): boolean {
  return step === 'trying' || step === 'saving'
}
