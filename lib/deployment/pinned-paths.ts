import { Construct } from 'constructs';
import type { GuardedFunction } from './guarded-function';
import { PinnedHttpApi } from './pinned-http-api';
import { type Payload, PinnedFunctionUrl, type PinnedPath } from './pinned-path';

/** The pinned paths to the functions of a guard: one each, made where a canary needs it. */
export class PinnedPaths extends Construct {
  private readonly paths = new Map<GuardedFunction, PinnedPath>();

  constructor(
    scope: Construct,
    id: string,
    private readonly payload: Payload,
  ) {
    super(scope, id);
  }

  to(fn: GuardedFunction): PinnedPath {
    const known = this.paths.get(fn);
    if (known) return known;
    const id = fn.node.id;
    const path = this.payload === '1.0' ? new PinnedHttpApi(this, id, fn) : new PinnedFunctionUrl(this, id, fn);
    this.paths.set(fn, path);
    return path;
  }
}
