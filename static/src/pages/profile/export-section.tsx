// Everything that is kept about somebody, as a file of their own.
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { exportProfile } from '@/api/profiles'
import { dayIn, readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { saveFile } from '@/ui/save-file'
import { Section } from '@/ui/section'
import { useErrorText } from '@/ui/states'

export function ExportSection({ profileId }: { profileId: string }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const get = useMutation({
    // Fetched and then saved: a link to it would save a refusal as if it were the data.
    mutationFn: () => exportProfile(profileId),
    onSuccess: (everything) => {
      const name = `carebridge-${dayIn(new Date(), readersZone())}.json`
      saveFile(name, JSON.stringify(everything, null, 2), 'application/json')
    },
  })
  return (
    <Section title={t('export.title')} text={t('export.text')}>
      <div className="flex flex-col items-start gap-4">
        <p>{t('export.what')}</p>
        {get.error && (
          <Notice tone="harm" urgent>
            {errorText(get.error)}
          </Notice>
        )}
        <Button kind="secondary" disabled={get.isPending} onClick={() => get.mutate()}>
          <Download aria-hidden className="size-4" />
          {get.isPending ? t('export.sending') : t('export.submit')}
        </Button>
        <p role="status" className="text-small text-ink-soft empty:hidden">
          {get.isSuccess && t('export.done')}
        </p>
      </div>
    </Section>
  )
}
