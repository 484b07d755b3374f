// Which Autobahn cases an API Gateway WebSocket API cannot pass, and which are not run. Numbers are Autobahn's.

/** A case that must end as said here: the limit of API Gateway counts, not the case's wish. */
export interface Deviation {
  readonly id: string;
  readonly closeCode: 1003 | 1009;
  /** Spec section and reason. */
  readonly because: string;
}

const oversize = 'spec 6.2: a wire frame holds at most 32,768 bytes';
const binary = 'spec 6.2: binary messages are refused';

const deviation = (closeCode: Deviation['closeCode'], because: string) => (id: string) => ({
  id,
  closeCode,
  because,
});

export const deviations: readonly Deviation[] = [
  ...['1.1.6', '1.1.7', '1.1.8'].map(deviation(1_009, oversize)),
  ...['1.2.1', '1.2.2', '1.2.3', '1.2.4', '1.2.5'].map(deviation(1_003, binary)),
  // Binary as well, but the size of the frame is known first.
  ...['1.2.6', '1.2.7', '1.2.8'].map(deviation(1_009, oversize)),
];

/** What is asked of `wstest`. */
export const cases: readonly string[] = [
  '1.*',
  '2.*',
  '3.*',
  '4.*',
  '5.*',
  '6.*',
  '7.*',
  '9.7.1',
  '9.7.2',
  '9.7.3',
  '9.7.4',
  '9.7.5',
  '10.*',
];

/** What is not asked, with the reason. */
export const notRun: readonly { readonly cases: string; readonly because: string }[] = [
  {
    cases: '9.1 to 9.6',
    because: 'their messages have 64 KB to 16 MB; API Gateway takes 128 KB in frames of 32 KB',
  },
  { cases: '9.7.6', because: `its messages of 65,536 bytes are single frames; ${oversize}` },
  { cases: '9.8', because: binary },
  { cases: '12, 13', because: 'spec 1.3: no compression is negotiated' },
];
