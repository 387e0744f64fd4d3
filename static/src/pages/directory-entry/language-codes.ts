// Languages to choose from, by their codes in ISO 639; others that a doctor has stay as they are.
export const CODES = [
  'ar', 'bg', 'bn', 'ca', 'cs', 'cy', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'ga', 'he', 'hi', 'hr', 'hu', 'it',
  'ja', 'ko', 'lt', 'lv', 'mt', 'nl', 'no', 'pl', 'ps', 'pt', 'ro', 'ru', 'sk', 'sl', 'so', 'sq', 'sr', 'sv', 'sw', 'ta',
  'tr', 'uk', 'ur', 'vi', 'zh',
]
