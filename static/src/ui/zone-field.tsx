// A time zone, by continent and city.
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { zoneCity } from '@/time/format'
import { SelectField } from './field'

type ZoneFieldProps = Omit<ComponentProps<typeof SelectField>, 'children'> & {
  /** Offered too, where the browser does not know it. */
  present: string
}

export function ZoneField({ present, ...rest }: ZoneFieldProps) {
  const { t } = useTranslation()
  return (
    <SelectField {...rest}>
      {[...byRegion(present)].map(([region, zones]) => (
        <optgroup key={region} label={region === '' ? t('profile.otherZones') : zoneCity(region)}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zoneCity(zone)}
            </option>
          ))}
        </optgroup>
      ))}
    </SelectField>
  )
}

function byRegion(present: string): Map<string, string[]> {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', present])
  const regions = new Map<string, string[]>()
  for (const zone of [...zones].sort()) {
    const region = zone.includes('/') ? (zone.split('/')[0] ?? '') : ''
    regions.set(region, [...(regions.get(region) ?? []), zone])
  }
  return regions
}
