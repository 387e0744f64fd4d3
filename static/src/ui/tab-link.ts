// The look of links to pages that stand side by side; the one where the reader is stands out.
export const tabLink = {
  className: 'inline-flex min-h-11 items-center rounded-base px-4 font-medium transition-colors duration-150',
  activeProps: { className: 'bg-action-wash text-action-ink font-semibold' },
  inactiveProps: { className: 'text-ink-soft hover:bg-sunken hover:text-ink' },
}
