// What a key is for, in words.
import { useTranslation } from 'react-i18next'
import { KEY_SCOPES } from '@/api/types'
import type { KeyScope } from '@/api/types'

/** One sentence for all of its scopes. */
export function useScopeWords(): (scopes: KeyScope[]) => string {
  const { t } = useTranslation()
  return (scopes) => {
    if (KEY_SCOPES.every((scope) => scopes.includes(scope))) return t('apiKeys.everything')
    return scopes.map((scope) => t(`apiKeys.scopes.${scopeName(scope)}`)).join(' · ')
  }
}

type Underscored<Scope extends string> = Scope extends `${infer Thing}:${infer Way}` ? `${Thing}_${Way}` : never

/** As the words are named: a colon would name another file of words. */
export function scopeName<Scope extends KeyScope>(scope: Scope): Underscored<Scope> {
  return scope.replace(':', '_') as Underscored<Scope>
}
