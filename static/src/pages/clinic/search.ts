// What the addresses of a clinic's pages say: which clinic it is.
import { z } from 'zod'

export const clinicSearch = z.object({ clinic: z.uuid().optional().catch(undefined) })
