// What the address of the users' page may say; the rest is left out.
import { z } from 'zod'

export const usersSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  role: z.enum(['patient', 'doctor', 'staff', 'admin']).optional().catch(undefined),
  status: z.enum(['active', 'disabled']).optional().catch(undefined),
  view: z.enum(['invitations']).optional().catch(undefined),
})

export type UsersSearch = z.infer<typeof usersSearch>
