/** Receives one line of progress; the caller decides where it is shown. */
export type Report = (line: string) => void;
