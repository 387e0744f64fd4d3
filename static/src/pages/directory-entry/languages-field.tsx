// The languages that a doctor speaks with patients: added one by one from a list, taken away with a button.
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { languageName } from '@/i18n/language-name'
import { SelectField } from '@/ui/field'
import { CODES } from './language-codes'

interface LanguagesFieldProps {
  id: string
  error: string | undefined
  /** Their codes, in the order in which they are shown. */
  value: string[]
  onChange: (codes: string[]) => void
}

export function LanguagesField({ id, error, value, onChange }: LanguagesFieldProps) {
  const { t } = useTranslation()
  const others = CODES.filter((code) => !value.includes(code)).sort((one, other) =>
    languageName(one).localeCompare(languageName(other)),
  )
  return (
    <div className="flex flex-col gap-2">
      <SelectField
        id={id}
        label={t('booker.languages')}
        help={t('directory.languagesHelp')}
        error={error}
        value=""
        onChange={(choice) => onChange([...value, choice.target.value])}
      >
        <option value="">{t('directory.addLanguage')}</option>
        {others.map((code) => (
          <option key={code} value={code}>
            {languageName(code)}
          </option>
        ))}
      </SelectField>
      {value.length > 0 && (
        <ul aria-label={t('booker.languages')} className="flex flex-wrap gap-2">
          {value.map((code) => (
            <li key={code}>
              <button
                type="button"
                aria-label={t('directory.removeLanguage', { language: languageName(code) })}
                onClick={() => onChange(value.filter((each) => each !== code))}
                className="inline-flex min-h-9 items-center gap-1.5 rounded-full bg-action-wash pr-2.5 pl-3.5 text-small font-medium text-action-ink hover:bg-sunken"
              >
                {languageName(code)}
                <X aria-hidden className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
