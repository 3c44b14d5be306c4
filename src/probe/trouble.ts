// Why a server could not be tested. It is no violation: the probe says so and ends.

export type TroubleCode =
  | "PROBE_UNREACHABLE"
  | "PROBE_NOT_IRC"
  | "PROBE_REFUSED"
  | "PROBE_SILENT"
  | "PROBE_CLOSED"
  | "PROBE_FLOODED"
  | "PROBE_UNSTEADY";

export class Trouble extends Error {
  readonly code: TroubleCode;

  constructor(code: TroubleCode, message: string) {
    super(message);
    this.code = code;
  }
}
