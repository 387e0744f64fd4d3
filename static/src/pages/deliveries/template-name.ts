// What a template is called for people: `appointment_booked` is *Appointment booked*.
export function templateName(template: string): string {
  const words = template.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
