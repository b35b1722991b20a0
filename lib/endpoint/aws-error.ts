/** An error as an AWS service answers it; SDKs throw it under the name `code`. */
export class AwsError extends Error {
  /**
   * @param code the exception's name: `ResourceNotFoundException`, `ValidationError`
   * @param status HTTP status. Never 5xx: SDKs repeat those for up to 40 seconds @default 400
   * @param members further members of the exception's shape @default none
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}
