// The mails of a test server, which writes them as files: the links in them, as the one who gets them would follow.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Server } from './server'

const WITHIN_MS = 30_000

/** The address in the newest mail to somebody that leads to this page; waits for it. */
export async function mailedLink(server: Server, to: string, page: string): Promise<string> {
  const link = new RegExp(`https?://[^\\s"<>]*${page}#token=[\\w.~-]+`)
  const deadline = Date.now() + WITHIN_MS
  while (Date.now() < deadline) {
    for (const mail of await mails(server.data)) {
      const found = addressed(mail, to) ? link.exec(decoded(mail)) : null
      if (found) return found[0]
    }
    await new Promise((wake) => setTimeout(wake, 200))
  }
  throw new Error(`no mail to ${to} leads to ${page}`)
}

/** Whether somebody was mailed this, by now. */
export async function isMailed(server: Server, to: string, text: string): Promise<boolean> {
  return (await mails(server.data)).some((mail) => addressed(mail, to) && decoded(mail).includes(text))
}

/** What proves in the links of all mails that somebody got them. */
export async function mailedTokens(data: string): Promise<string[]> {
  return (await mails(data)).flatMap((mail) => [...decoded(mail).matchAll(/token=([\w.~-]+)/g)].map(([, token = '']) => token))
}

/** The newest first: their names begin with the time. */
async function mails(data: string): Promise<string[]> {
  const folder = join(data, 'mail')
  const names = await readdir(folder).catch((): string[] => [])
  const newest = names.filter((name) => name.endsWith('.eml')).sort().reverse()
  return Promise.all(newest.map((name) => readFile(join(folder, name), 'utf8')))
}

function addressed(mail: string, to: string): boolean {
  const header = /^To:(.*(?:\r?\n[ \t].*)*)/im.exec(mail)
  return header?.[1]?.includes(to) ?? false
}

/** The parts as text, each without its transfer encoding (RFC 2045 §6). */
function decoded(mail: string): string {
  const parts = mail.split(/^--.*$/m)
  return parts
    .map((part) => {
      const end = /\r?\n\r?\n/.exec(part)
      if (end === null) return part
      const body = part.slice(end.index + end[0].length)
      const encoding = /^Content-Transfer-Encoding:\s*(\S+)/im.exec(part.slice(0, end.index))?.[1]?.toLowerCase()
      if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
      if (encoding === 'quoted-printable') return plain(body)
      return body
    })
    .join('\n')
}

function plain(quoted: string): string {
  return quoted
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
