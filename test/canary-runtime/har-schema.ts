import { z } from 'zod';

/** HAR 1.2, by http://www.softwareishard.com/blog/har-12-spec/; custom members begin with an underscore. */
const strict = <S extends z.ZodRawShape>(shape: S) =>
  z
    .object(shape)
    .loose()
    .refine((value) => Object.keys(value).every((key) => key in shape || key.startsWith('_')), {
      message: 'has a member that HAR 1.2 does not know',
    });

const milliseconds = z.number().min(0);
const optionalMilliseconds = milliseconds.or(z.literal(-1));
const comment = z.string().optional();
const nameValue = strict({ name: z.string(), value: z.string(), comment });
const tool = strict({ name: z.string(), version: z.string(), comment });
const cookie = strict({
  name: z.string(),
  value: z.string(),
  path: z.string().optional(),
  domain: z.string().optional(),
  expires: z.string().optional(),
  httpOnly: z.boolean().optional(),
  secure: z.boolean().optional(),
  comment,
});

const entry = strict({
  pageref: z.string().optional(),
  startedDateTime: z.iso.datetime(),
  time: milliseconds,
  request: strict({
    method: z.string(),
    url: z.url(),
    httpVersion: z.string(),
    cookies: z.array(cookie),
    headers: z.array(nameValue),
    queryString: z.array(nameValue),
    postData: strict({
      mimeType: z.string(),
      text: z.string(),
      params: z.array(nameValue).optional(),
      comment,
    }).optional(),
    headersSize: z.int().min(-1),
    bodySize: z.int().min(-1),
    comment,
  }),
  response: strict({
    status: z.int(),
    statusText: z.string(),
    httpVersion: z.string(),
    cookies: z.array(cookie),
    headers: z.array(nameValue),
    content: strict({
      size: z.int().min(0),
      compression: z.int().optional(),
      mimeType: z.string(),
      text: z.string().optional(),
      encoding: z.string().optional(),
      comment,
    }),
    redirectURL: z.string(),
    headersSize: z.int().min(-1),
    bodySize: z.int().min(-1),
    comment,
  }),
  cache: strict({ beforeRequest: z.unknown().optional(), afterRequest: z.unknown().optional(), comment }),
  timings: strict({
    blocked: optionalMilliseconds.optional(),
    dns: optionalMilliseconds.optional(),
    connect: optionalMilliseconds.optional(),
    send: milliseconds,
    wait: milliseconds,
    receive: milliseconds,
    ssl: optionalMilliseconds.optional(),
    comment,
  }),
  serverIPAddress: z.string().optional(),
  connection: z.string().optional(),
  comment,
}).refine(
  ({ time, timings }) => {
    const phases = [timings.blocked, timings.dns, timings.connect, timings.send, timings.wait, timings.receive];
    const sum = phases.reduce<number>((total, phase) => total + Math.max(0, phase ?? 0), 0);
    return Math.abs(sum - time) < 0.01;
  },
  { message: 'time is not the sum of the timings' },
);

export const har = strict({
  log: strict({
    version: z.literal('1.2'),
    creator: tool,
    browser: tool.optional(),
    pages: z
      .array(
        strict({
          startedDateTime: z.iso.datetime(),
          id: z.string(),
          title: z.string(),
          pageTimings: strict({
            onContentLoad: optionalMilliseconds.optional(),
            onLoad: optionalMilliseconds.optional(),
            comment,
          }),
          comment,
        }),
      )
      .optional(),
    entries: z.array(entry),
    comment,
  }).refine(
    ({ pages = [], entries }) =>
      entries.every(({ pageref }) => pageref === undefined || pages.some(({ id }) => id === pageref)),
    { message: 'an entry names a page that is not there' },
  ),
});
