// A row that leaves the list hands the focus on to its neighbour, so that keys go on working where they were.

/** For the row itself or what is in it. */
export function stepAside(element: HTMLElement): void {
  const own = element.closest('li')
  const rowIn = (item: Element | null | undefined) => item?.querySelector<HTMLElement>('[data-row]')
  const next = rowIn(own?.nextElementSibling) ?? rowIn(own?.previousElementSibling) ?? document.getElementById('page')
  next?.focus()
}
