// A button that opens the files of the device.
import { ImageUp } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { PICTURE_TYPES } from './picture'

interface PictureChoiceProps {
  /** Whether there is a picture already. */
  has: boolean
  onChoose: (file: File) => void
}

export function PictureChoice({ has, onChoose }: PictureChoiceProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        data-testid="picture"
        accept={PICTURE_TYPES.join(',')}
        onChange={(change) => {
          const file = change.target.files?.[0]
          // Choosing the same file again is a choice too.
          change.target.value = ''
          if (file) onChoose(file)
        }}
      />
      <Button kind="secondary" onClick={() => input.current?.click()}>
        <ImageUp aria-hidden className="size-4" />
        {t(has ? 'photo.change' : 'photo.choose')}
      </Button>
    </>
  )
}
