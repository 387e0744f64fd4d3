// The languages somebody can be written to in, each by its own name.
export const LANGUAGES = { en: 'English', fr: 'Français', es: 'Español' }
