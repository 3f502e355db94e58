/** What the program's exit tells a shell. */
export const exitCode = {
  done: 0,
  /** A check said no. */
  checkFailed: 1,
  /** The input or the call is wrong; the sentence on stderr says what to mend. */
  input: 2,
  /** A failure of ours or of the machine; the sentence names the log. */
  failure: 3,
  /** Stopped on request; what was finished is kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
