// Which conversations to list.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CheckField } from '@/ui/check-field'
import { SearchField } from '@/ui/search-field'

export function ConversationSearch() {
  const { t } = useTranslation()
  const { q = '', unread = false } = useSearch({ from: '/messages' })
  const navigate = useNavigate()
  // The conversation that is open stays so.
  const want = (wanted: { q?: string; unread?: boolean }) =>
    void navigate({ to: '.', search: { q: wanted.q || undefined, unread: wanted.unread || undefined }, replace: true })
  return (
    <form role="search" className="flex flex-col gap-3" onSubmit={(submit) => submit.preventDefault()}>
      <SearchField
        label={t('messages.search')}
        placeholder={t('messages.searchPlaceholder')}
        value={q}
        onSearch={(words) => want({ q: words, unread })}
      />
      <CheckField
        label={t('messages.onlyUnread')}
        checked={unread}
        onChange={(change) => want({ q, unread: change.target.checked })}
      />
    </form>
  )
}
