// Setting up an authenticator app: scan or type the secret, then prove it with a first code.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { Enrolment } from '@/api/types'
import { activateFactor } from '@/api/second-factor'
import { useFactorCodes } from '@/session/factor-codes'
import { Button } from '@/ui/button'
import { CodeField, plainCode } from '@/ui/code-field'
import { CopyButton } from '@/ui/copy-button'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'enrol'

interface EnrolFormProps {
  enrolment: Enrolment
  onActivated: (recoveryCodes: string[]) => void
  onCancel: () => void
}

export function EnrolForm({ enrolment, onActivated, onCancel }: EnrolFormProps) {
  const { t } = useTranslation()
  const shape = z.object({ otp: z.string().trim().min(1, t('code.missing')) })
  const form = useForm({ resolver: zodResolver(shape), defaultValues: { otp: '' }, shouldFocusError: false })
  const send = useMutation({ mutationFn: activateFactor, onSuccess: onActivated })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['otp'],
    found: form.formState.errors,
    error: send.error,
    codes: useFactorCodes(),
  })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit(({ otp }) => send.mutate(plainCode(otp)))}>
      <ol className="flex list-decimal flex-col gap-5 pl-5 marker:font-semibold marker:text-ink-soft">
        <li>
          <p>{t('enrol.scan')}</p>
          <div className="mt-3 flex flex-wrap items-center gap-5">
            <QrCode svg={enrolment.qr_svg} />
            <div className="flex min-w-0 flex-1 basis-52 flex-col items-start gap-2">
              <p className="text-small text-ink-soft">{t('enrol.type')}</p>
              <code data-testid="secret" className="font-semibold tracking-wider wrap-anywhere select-all">
                {inGroups(enrolment.secret)}
              </code>
              <CopyButton text={enrolment.secret} label={t('enrol.copy')} />
              <a href={enrolment.otpauth_url} className="text-small font-semibold text-action-ink underline underline-offset-2">
                {t('enrol.open')}
              </a>
            </div>
          </div>
        </li>
        <li>
          <p className="mb-3">{t('enrol.prove')}</p>
          <CodeField id={fieldId(FORM, 'otp')} digitsOnly error={at.otp} {...form.register('otp')} />
        </li>
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('enrol.sending') : t('enrol.submit')}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  )
}

/** As an image: its markup is the server's, and no part of this page. Cameras want dark on white, in both themes. */
function QrCode({ svg }: { svg: string }) {
  const { t } = useTranslation()
  return (
    <img
      src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
      alt={t('enrol.qr')}
      width={184}
      height={184}
      className="shrink-0 rounded-base border border-line bg-scanned p-2"
    />
  )
}

/** In fours, as one reads it aloud. */
function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}
