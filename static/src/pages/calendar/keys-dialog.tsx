// The keys of the week, in words.
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'

const KEYS = [
  { keys: ['↑', '↓', '←', '→'], does: 'arrows' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['M'], does: 'move' },
  { keys: ['P'], does: 'previous' },
  { keys: ['N'], does: 'next' },
  { keys: ['T'], does: 'today' },
  { keys: ['?'], does: 'help' },
] as const

export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} title={t('calendar.help.title')} onClose={onClose}>
      <table className="w-full text-left">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('calendar.help.key')}</th>
            <th scope="col">{t('calendar.help.does')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {KEYS.map(({ keys, does }) => (
            <tr key={does}>
              <th scope="row" className="py-2 pr-4 align-top font-normal whitespace-nowrap">
                {keys.map((key) => (
                  <kbd key={key} className="mr-1 rounded-base border border-line bg-sunken px-2 font-sans text-small">
                    {key}
                  </kbd>
                ))}
              </th>
              <td className="py-2">{t(`calendar.help.${does}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button kind="secondary" data-first-focus className="self-end" onClick={onClose}>
        {t('visit.close')}
      </Button>
    </Dialog>
  )
}
