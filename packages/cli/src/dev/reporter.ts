/** Something that happened during `authbeat dev`, for programs. */
export interface DevelopEvent {
  readonly event:
    | 'waiting'
    | 'running'
    | 'installed'
    | 'not-installed'
    | 'installed-again'
    | 'note'
    | 'app-ended'
    | 'timeline';
  readonly [name: string]: unknown;
}

/** Reports what happens, for people or for programs. */
export interface Reporter {
  /** Where the output of the app goes. */
  readonly appOutput: 'stdout' | 'stderr';
  /** @param text for people. Without it, people see nothing. */
  report(event: DevelopEvent, text?: string): void;
}

/** Prints sentences. */
export function createTextReporter(print: (text: string) => void): Reporter {
  return {
    appOutput: 'stdout',
    report: (_, text) => {
      if (text !== undefined) print(text);
    },
  };
}

/** Prints one JSON object on each line, for `--json`. The output of the app goes elsewhere. */
export function createJsonReporter(print: (text: string) => void): Reporter {
  return { appOutput: 'stderr', report: (event) => print(JSON.stringify(event)) };
}
