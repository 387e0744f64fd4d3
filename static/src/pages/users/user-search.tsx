// Whom to show: by name or address, by role, and whether they may sign in.
import { useTranslation } from 'react-i18next'
import { SelectField } from '@/ui/field'
import { SearchField } from '@/ui/search-field'
import { usersSearch } from './search'
import type { UsersSearch } from './search'

const ROLES = ['patient', 'doctor', 'staff', 'admin'] as const

interface UserSearchProps {
  search: UsersSearch
  onChange: (search: UsersSearch) => void
}

export function UserSearch({ search, onChange }: UserSearchProps) {
  const { t } = useTranslation()
  const change = (part: Record<string, string>) => onChange(usersSearch.parse({ ...search, ...part }))
  return (
    <form
      role="search"
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[1fr_12rem_12rem]"
      onSubmit={(submit) => submit.preventDefault()}
    >
      <div className="sm:col-span-2 lg:col-span-1">
        <SearchField
          label={t('users.search')}
          placeholder={t('users.searchPlaceholder')}
          value={search.q ?? ''}
          onSearch={(q) => onChange({ ...search, q: q === '' ? undefined : q })}
        />
      </div>
      <SelectField
        label={t('users.role')}
        value={search.role ?? ''}
        onChange={(choice) => change({ role: choice.target.value })}
      >
        <option value="">{t('users.allRoles')}</option>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {t(`users.roles.${role}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('users.status')}
        value={search.status ?? ''}
        onChange={(choice) => change({ status: choice.target.value })}
      >
        <option value="">{t('users.anyStatus')}</option>
        <option value="active">{t('users.active')}</option>
        <option value="disabled">{t('users.disabled')}</option>
      </SelectField>
    </form>
  )
}
