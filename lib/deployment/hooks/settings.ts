/** A setting that the construct puts into the function's environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not in the function's environment`);
  return value;
}

/** A list, separated by commas; empty where the guard has none. */
export function settings(name: string): readonly string[] {
  return (process.env[name] ?? '').split(',').filter((item) => item !== '');
}

/** A whole number. */
export function numberSetting(name: string): number {
  const value = Number(setting(name));
  if (!Number.isFinite(value)) throw new Error(`${name} is not a number in the function's environment`);
  return value;
}
