// One's picture: chosen, looked at, and only then sent.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { profileQuery, removeAvatar, uploadAvatar } from '@/api/profiles'
import { refuses } from '@/api/refusal'
import type { Profile } from '@/api/types'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { useErrorText } from '@/ui/states'
import { PictureChoice } from './picture-choice'
import { dataUrlOf, pictureFault } from './picture'
import { useKeepProfile } from './use-change-profile'

interface Chosen {
  file: File
  preview: string
}

export function PhotoSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const keep = useKeepProfile()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [fault, setFault] = useState<ReturnType<typeof pictureFault>>(null)
  const upload = useMutation({
    mutationFn: (file: File) => uploadAvatar(profile.id, file),
    onSuccess: (saved) => {
      keep(saved)
      setChosen(null)
    },
  })
  const remove = useMutation({
    mutationFn: () => removeAvatar(profile.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: profileQuery(profile.id).queryKey }),
  })
  const forget = () => {
    upload.reset()
    remove.reset()
    setFault(null)
    setChosen(null)
  }
  const choose = async (file: File) => {
    forget()
    const found = pictureFault(file)
    setFault(found)
    setChosen(found === null ? { file, preview: await dataUrlOf(file) } : null)
  }
  const error = upload.error ?? remove.error
  const refused = (['not_an_image', 'image_too_large'] as const).find((code) => refuses(error, code))
  const problem = fault ?? refused
  return (
    <Section title={t('photo.title')} text={t(profile.role === 'doctor' ? 'photo.textDoctor' : 'photo.text')}>
      <div className="flex flex-wrap items-center gap-5">
        <Avatar
          firstName={profile.first_name}
          lastName={profile.last_name}
          picture={chosen?.preview ?? profile.avatar_url}
          size="huge"
        />
        <div className="flex min-w-0 flex-1 basis-56 flex-col items-start gap-3">
          {chosen ? (
            <div className="flex flex-wrap gap-2">
              <Button disabled={upload.isPending} onClick={() => upload.mutate(chosen.file)}>
                {upload.isPending ? t('photo.sending') : t('photo.use')}
              </Button>
              <Button kind="quiet" onClick={forget}>
                {t('photo.discard')}
              </Button>
            </div>
          ) : (
            <div className="flex flex-wrap gap-2">
              <PictureChoice has={Boolean(profile.avatar_url)} onChoose={(file) => void choose(file)} />
              {profile.avatar_url && (
                <Button kind="quiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
                  {t('photo.remove')}
                </Button>
              )}
            </div>
          )}
          <p className="text-small text-ink-faint">{t('photo.limits')}</p>
        </div>
      </div>
      {(problem ?? error) && (
        <div className="mt-4">
          <Notice tone="harm" urgent>
            {problem ? t(`photo.${problem}`) : errorText(error)}
          </Notice>
        </div>
      )}
    </Section>
  )
}
