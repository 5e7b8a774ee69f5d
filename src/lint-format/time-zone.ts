// The zone in which a country's marketplace counts its days, where the input doesn't name one.
const ZONES: ReadonlyMap<string, string> = new Map([
  ['AT', 'Europe/Vienna'],
  ['BE', 'Europe/Brussels'],
  ['CH', 'Europe/Zurich'],
  ['CZ', 'Europe/Prague'],
  ['DE', 'Europe/Berlin'],
  ['DK', 'Europe/Copenhagen'],
  ['ES', 'Europe/Madrid'],
  ['FI', 'Europe/Helsinki'],
  ['FR', 'Europe/Paris'],
  ['GB', 'Europe/London'],
  ['IE', 'Europe/Dublin'],
  ['IT', 'Europe/Rome'],
  ['JP', 'Asia/Tokyo'],
  ['LU', 'Europe/Luxembourg'],
  ['NL', 'Europe/Amsterdam'],
  ['NO', 'Europe/Oslo'],
  ['PL', 'Europe/Warsaw'],
  ['PT', 'Europe/Lisbon'],
  ['SE', 'Europe/Stockholm'],
  ['TR', 'Europe/Istanbul'],
]);

/** The zone of a country, ISO 3166-1 alpha-2; universal time for one that isn't listed or has several. */
export function timeZoneOf(country: string): string {
  return ZONES.get(country.toUpperCase()) ?? 'UTC';
}
