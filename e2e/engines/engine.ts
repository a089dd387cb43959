/** A colour scheme that a person has chosen in the system. */
export type ColorScheme = 'light' | 'dark';

/** A browser that a driver has started. */
export interface EngineBrowser {
  readonly version: string;
  readonly colorScheme: ColorScheme;
  /** Memory in use, in bytes: the pages' heaps in Chromium, elsewhere all of the browser's processes. */
  memory(): Promise<number>;
  openTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** A tab, and the keyboard that types into it. */
export interface Tab {
  readonly page: View;
  /** The document in the iframe with this title, whichever it holds at the moment. */
  frame(title: string): View;
  open(url: string): Promise<void>;
  /** Does what reloads a frame from outside, and waits until the driver can follow. */
  whileReloading(reload: () => Promise<void>): Promise<void>;
  press(key: 'Tab' | 'Enter'): Promise<void>;
  type(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * A document as a person meets it. What is not there yet is waited for, also a frame or its next document.
 */
export interface View {
  /** Resolves when the document shows this text. */
  waitForText(text: string): Promise<void>;
  /** Resolves when there is an element of this role and name. Missing where the driver cannot look for a role. */
  readonly waitForRole?: (role: 'alert' | 'button', name?: string) => Promise<void>;
  /** Clicks in the middle of the element that this selector finds, also in open shadow roots. */
  click(selector: string): Promise<void>;
  /** Clicks the button that has this text, also in open shadow roots. */
  clickButton(text: string): Promise<void>;
  /** Runs a function of the test in the document. It sees its argument and the document only. */
  run<Argument, Result>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
}
