// Mails bring their styles within them, as readers of mail want it, and the policy of this page, which a frame inherits,
// allows no such styles. What the page itself sets by script is allowed: so they are put aside, and set when it is there.

/** The mail with its styles put aside and its links cut. */
export function bare(html: string): string {
  return html
    .replaceAll(/(<[^>]*\s)style=/g, '$1data-style=')
    .replaceAll(/<style>(.*?)<\/style>/gs, '<template data-sheet>$1</template>')
    .replaceAll(/(<a\s[^>]*?)href=/g, '$1data-href=')
}

/** Sets what was put aside. */
export function dress(mail: Document): void {
  for (const element of mail.querySelectorAll<HTMLElement>('[data-style]')) {
    element.style.cssText = element.dataset.style ?? ''
  }
  const view = mail.defaultView
  if (view === null) return
  mail.adoptedStyleSheets = [...mail.querySelectorAll<HTMLTemplateElement>('[data-sheet]')].map(({ content }) => {
    // A sheet belongs to the window that made it.
    const sheet = new view.CSSStyleSheet()
    sheet.replaceSync(content.textContent)
    return sheet
  })
}
