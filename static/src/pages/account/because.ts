// Why one was led to the sign-in page, where that is to be said.
import { z } from 'zod'

export const because = z.enum(['password_set', 'signed_out_everywhere', 'deactivated'])
export type Because = z.infer<typeof because>
