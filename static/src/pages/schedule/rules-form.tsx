// The rules, saved together; a change made elsewhere meanwhile is shown, and nothing typed is lost.
import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { doctorQuery } from '@/api/doctors'
import { changeScheduleRules } from '@/api/schedules'
import type { ScheduleRules } from '@/api/types'
import { Button } from '@/ui/button'
import { CheckField } from '@/ui/check-field'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { Notice } from '@/ui/notice'
import { useFormErrors } from '@/ui/use-form-errors'
import { ZoneField } from '@/ui/zone-field'
import { fieldErrorOf, OutOfDate } from './change-errors'
import { RULE_FIELDS, rulesFaults, rulesOf, rulesValuesOf } from './rules-values'
import type { RuleField, RulesValues } from './rules-values'
import { StrandedDialog } from './stranded-dialog'
import { useGuardedChange } from './use-guarded-change'

const FORM = 'schedule-rules'

export function RulesForm({ rules }: { rules: ScheduleRules }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const change = useGuardedChange(rules.doctor_id)
  const [saved, setSaved] = useState(false)
  const text = z.string()
  const shape = z
    .object({
      time_zone: text,
      min_notice_minutes: text,
      max_advance_days: text,
      max_per_day: text,
      cancel_cutoff_minutes: text,
      slot_grid_minutes: text,
      auto_confirm: z.boolean(),
    })
    .superRefine((values, context) => {
      for (const { field, fault } of rulesFaults(values)) {
        context.addIssue({ code: 'custom', path: [field], message: t(`scheduleRules.faults.${fault}`) })
      }
    })
  const form = useForm<RulesValues>({
    resolver: zodResolver(shape),
    defaultValues: rulesValuesOf(rules),
    shouldFocusError: false,
  })
  useFormDraft(form, `${FORM} ${rules.doctor_id}`, RULE_FIELDS)
  const { errors, dirtyFields } = form.formState
  const edited = Object.keys(dirtyFields).length > 0
  useEffect(() => {
    // As the server has it now; what was typed and not saved stays.
    form.reset(rulesValuesOf(rules), { keepDirtyValues: true, keepErrors: true })
  }, [form, rules])
  const { at, summary } = useFormErrors({ form: FORM, fields: RULE_FIELDS, found: errors, error: fieldErrorOf(change) })
  const field = (name: RuleField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  const submit = form.handleSubmit((values) => {
    setSaved(false)
    change.begin(
      (trial) => changeScheduleRules(rules, rulesOf(values), trial),
      () => {
        form.reset(values)
        setSaved(true)
        // The zone is the doctor's, wherever it is shown.
        void queries.invalidateQueries({ queryKey: doctorQuery(rules.doctor_id).queryKey })
        void queries.invalidateQueries({ queryKey: ['doctors'] })
      },
    )
  })
  const number = { inputMode: 'numeric', autoComplete: 'off' } as const
  return (
    <>
      <Form summary={summary} onSubmit={submit}>
        <ZoneField label={t('scheduleRules.zone')} help={t('scheduleRules.zoneHelp')} present={rules.time_zone} {...field('time_zone')} />
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <TextField {...number} label={t('scheduleRules.notice')} help={t('scheduleRules.noticeHelp')} {...field('min_notice_minutes')} />
          <TextField {...number} label={t('scheduleRules.advance')} help={t('scheduleRules.advanceHelp')} {...field('max_advance_days')} />
          <TextField {...number} optional label={t('scheduleRules.most')} help={t('scheduleRules.mostHelp')} {...field('max_per_day')} />
          <TextField {...number} label={t('scheduleRules.cutoff')} help={t('scheduleRules.cutoffHelp')} {...field('cancel_cutoff_minutes')} />
          <TextField {...number} label={t('scheduleRules.grid')} help={t('scheduleRules.gridHelp')} {...field('slot_grid_minutes')} />
        </div>
        <CheckField label={t('directory.autoConfirm')} help={t('directory.autoConfirmHelp')} {...form.register('auto_confirm')} />
        <OutOfDate change={change} />
        {saved && !edited && <Notice tone="calm">{t('scheduleRules.saved')}</Notice>}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" data-testid="save" disabled={change.busy || !edited}>
            {change.busy ? t('form.saving') : t('schedule.save')}
          </Button>
          {edited && (
            <Button kind="quiet" onClick={() => form.reset(rulesValuesOf(rules))}>
              {t('profile.undo')}
            </Button>
          )}
        </div>
      </Form>
      <StrandedDialog change={change} />
    </>
  )
}
