/**
 * When a stage may be entered: CodePipeline's DeploymentWindow rule. An execution that arrives outside waits for the window.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export interface DeploymentWindow {
  /** Six fields, the minutes of the window open: `* 9-16 ? * MON-THU *` is from 9:00 to 16:59, Monday to Thursday. */
  readonly cron: string;
  /** @default UTC */
  readonly timeZone?: string;
}
