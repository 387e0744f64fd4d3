// The content security policy forbids code made at run time, which zod would try for its first schema. To be imported
// before anything that has one.
import { z } from 'zod'

z.config({ jitless: true })
