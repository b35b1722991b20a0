/** How the requests of a run ended, of browser and process alike: what the metrics 2xx, 4xx, 5xx and Failed requests count. */
export class RequestCounts {
  failed = 0;
  _2xx = 0;
  _3xx = 0;
  _4xx = 0;
  _5xx = 0;

  answered(status: number): void {
    if (status >= 200 && status < 300) this._2xx++;
    else if (status >= 300 && status < 400) this._3xx++;
    else if (status >= 400 && status < 500) this._4xx++;
    else if (status >= 500 && status < 600) this._5xx++;
  }
}

/** Content types whose bodies the HTTP report keeps. Source: CloudWatch_Synthetics_Canaries_Library_Nodejs. */
export const reportedContentTypes = /^(?:text\/html|text\/plain|application\/json|application\/x-amz-json-1\.0)\b/i;
