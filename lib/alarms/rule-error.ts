/** A rule that cannot be written, with how to mend it. */
export class AlarmRuleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AlarmRuleError';
  }
}
