import type { RandomStream } from '../../world/random';
import { type AliasState, type FunctionConfiguration, type FunctionState, isSameCode } from './configuration';

/** A version that an invocation reaches, and the qualifier by which it came. */
export interface Target {
  readonly state: FunctionState;
  readonly version: string;
  readonly configuration: FunctionConfiguration;
  /** The alias or version that was asked for. */
  readonly qualifier?: string;
  readonly alias?: string;
}

/** The functions of the account: their versions, and the aliases that lead to them. */
export class LambdaFunctions {
  readonly #functions = new Map<string, FunctionState>();

  get(functionName: string): FunctionState | undefined {
    return this.#functions.get(functionName);
  }

  all(): Iterable<FunctionState> {
    return this.#functions.values();
  }

  put(configuration: FunctionConfiguration): void {
    const known = this.#functions.get(configuration.functionName);
    if (known === undefined) {
      this.#functions.set(configuration.functionName, {
        latest: configuration,
        revision: 0,
        published: 0,
        versions: new Map(),
        aliases: new Map(),
      });
      return;
    }
    known.latest = configuration;
    known.revision += 1;
  }

  remove(functionName: string): void {
    this.#functions.delete(functionName);
  }

  /**
   * Publishes `$LATEST` as the next version.
   * @throws where nothing changed since the last version, as CloudFormation says it
   */
  publish(functionName: string): string {
    const state = this.#functions.get(functionName);
    if (state === undefined) throw new Error(`Function not found: ${functionName}`);
    const last = state.versions.get(String(state.published));
    if (last !== undefined && isSameCode(last.configuration, state.latest)) {
      throw new Error(
        `A version for this Lambda function exists ( ${last.version} ). Modify the function to create a new version.`,
      );
    }
    state.published += 1;
    const version = String(state.published);
    state.versions.set(version, { version, configuration: state.latest });
    return version;
  }

  setAlias(functionName: string, alias: AliasState): void {
    const state = this.#functions.get(functionName);
    if (state === undefined) throw new Error(`Function not found: ${functionName}`);
    state.aliases.set(alias.name, alias);
  }

  alias(functionName: string, alias: string): AliasState | undefined {
    return this.#functions.get(functionName)?.aliases.get(alias);
  }

  /**
   * Where an invocation goes: for a weighted alias one seeded draw decides.
   * @param reference a function's name or ARN, with or without a qualifier
   * @returns undefined where there is no such function, version or alias
   */
  resolve(reference: string, qualifier: string | undefined, draw: RandomStream): Target | undefined {
    const named = parseReference(reference);
    const state = this.#functions.get(named.functionName);
    if (state === undefined) return undefined;
    const wanted = qualifier ?? named.qualifier;
    if (wanted === undefined || wanted === '$LATEST') {
      return {
        state,
        version: '$LATEST',
        configuration: state.latest,
        ...(wanted === undefined ? {} : { qualifier: wanted }),
      };
    }
    const alias = state.aliases.get(wanted);
    const version = alias === undefined ? wanted : drawVersion(alias, draw);
    const configuration = version === '$LATEST' ? state.latest : state.versions.get(version)?.configuration;
    if (configuration === undefined) return undefined;
    return { state, version, configuration, qualifier: wanted, ...(alias === undefined ? {} : { alias: alias.name }) };
  }
}

function drawVersion(alias: AliasState, draw: RandomStream): string {
  if (alias.additional === undefined) return alias.version;
  return draw.uniform() < alias.additional.weight ? alias.additional.version : alias.version;
}

/** Reads `name`, `name:qualifier`, `account:function:name`, and ARNs with or without a qualifier. */
export function parseReference(reference: string): { readonly functionName: string; readonly qualifier?: string } {
  const rest = reference.replace(/^(?:arn:[^:]+:lambda:[^:]+:)?(?:\d{12}:)?function:/, '');
  const [functionName = '', qualifier] = rest.split(':');
  return qualifier === undefined ? { functionName } : { functionName, qualifier };
}
