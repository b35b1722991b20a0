/** When a stage may be entered. An execution that arrives outside waits for the window to open. */
export class DeploymentWindow {
  /** From nine to five, Monday to Thursday: somebody is there for the bake, and for a day after it. */
  static officeHours(timeZone = 'UTC'): DeploymentWindow {
    return DeploymentWindow.cron('* 9-16 ? * MON-THU *', timeZone);
  }

  /**
   * @param expression the minutes in which it is open: minute, hour, day of month, month, day of week and, where wanted, year;
   * `* 9-16 ? * MON-THU *` is from 9:00 to 16:59
   * @param timeZone an IANA name, such as `Europe/Berlin`
   * @throws where it has not five or six fields, or there is no such time zone
   * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
   */
  static cron(expression: string, timeZone = 'UTC'): DeploymentWindow {
    const fields = expression.trim().split(/\s+/);
    if (fields.length !== 5 && fields.length !== 6) {
      throw new Error(
        `DeploymentWindow.cron('${expression}') has ${fields.length} fields; it takes five or six: minute, hour, day of ` +
          "month, month, day of week, year. Such as '* 9-16 ? * MON-THU *'.",
      );
    }
    try {
      new Intl.DateTimeFormat('en', { timeZone });
    } catch {
      throw new Error(
        `DeploymentWindow.cron: there is no time zone '${timeZone}'; it takes names such as 'Europe/Berlin'.`,
      );
    }
    return new DeploymentWindow(expression.trim(), timeZone);
  }

  private constructor(
    readonly expression: string,
    readonly timeZone: string,
  ) {}
}
