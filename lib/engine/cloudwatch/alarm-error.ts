/**
 * What CloudWatch answers where it refuses an alarm: `message` in its own words where they are known.
 * Callers turn it into a diagnostic.
 */
export class AlarmError extends Error {
  constructor(
    message: string,
    /** Which property is at fault, such as `AlarmRule` or `Metrics[1].Expression`. */
    readonly property?: string,
    /** Where in that property's text, in UTF-16 units from its start. */
    readonly offset?: number,
  ) {
    super(message);
    this.name = 'AlarmError';
  }
}
