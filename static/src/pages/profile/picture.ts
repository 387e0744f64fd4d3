// What may become somebody's picture. The server looks at the content again.
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/webp']

const MAX_PICTURE_BYTES = 5 * 1024 * 1024

/** What is wrong with a file, by the codes that the server has for it; null if nothing is. */
export function pictureFault(file: { type: string; size: number }): 'not_an_image' | 'image_too_large' | null {
  if (!PICTURE_TYPES.includes(file.type)) return 'not_an_image'
  return file.size > MAX_PICTURE_BYTES ? 'image_too_large' : null
}

/** For a preview. The content security policy allows images in `data:`, not in `blob:`. */
export function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error('the file could not be read'))
    reader.readAsDataURL(file)
  })
}
