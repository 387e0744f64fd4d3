import { expect, it } from 'vitest'
import { bare } from './dressed'

it('nothing is left in a mail that the policy of the page refuses, and nothing of it is lost', () => {
  const mail =
    '<head><style>\n.card { color: red }\n</style></head>' +
    '<body class="page" style="margin:0"><td class="x" style="padding:4px"><p>Your style="of words"</p>'
  expect(bare(mail)).toBe(
    '<head><template data-sheet>\n.card { color: red }\n</template></head>' +
      '<body class="page" data-style="margin:0"><td class="x" data-style="padding:4px"><p>Your style="of words"</p>',
  )
})

it('links lead nowhere', () => {
  expect(bare('<a class="b" href="https://x.example/a" style="color:red">Open</a>')).toBe(
    '<a class="b" data-href="https://x.example/a" data-style="color:red">Open</a>',
  )
})
