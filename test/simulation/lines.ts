// Lines as the clients of a simulation read them. It imports nothing of the program, so that a mistake there cannot
// hide here.

export interface Line {
  /** nick!ident@host, or a server's name. */
  readonly source: string;
  readonly verb: string;
  readonly parameters: readonly string[];
  /** The batch that it stands in. */
  readonly batch: string | undefined;
}

/** Modern IRC, "Message format". Of tags the clients of a simulation negotiate `batch` alone. */
export function readLine(text: string): Line {
  const [, batch, source = "", verb = "", rest = ""] = /^(?:@batch=(\S+) +)?(?::(\S+) +)?(\S+)(.*)$/.exec(text) ?? [];
  const colon = rest.indexOf(" :");
  const head = colon < 0 ? rest : rest.slice(0, colon);
  const parameters = head.split(" ").filter((word) => word !== "");
  if (colon >= 0) parameters.push(rest.slice(colon + 2));
  return { source, verb, parameters, batch };
}

/** CASEMAPPING=ascii. */
export const fold = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

export const nickOf = (source: string): string => source.split("!")[0] ?? "";

/** A server puts "~" before what a client says of itself. */
export const identOf = (source: string): string => (/!~?([^@]*)@/.exec(source) ?? [])[1] ?? "";

export interface ModeStep {
  readonly isSet: boolean;
  readonly letter: string;
  readonly value: string | undefined;
}

/** The single changes of a MODE line of a channel; undefined where values are missing or left over. */
export function modeSteps(parameters: readonly string[]): readonly ModeStep[] | undefined {
  const [, letters = "", ...values] = parameters;
  const steps: ModeStep[] = [];
  let isSet = true;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      isSet = letter === "+";
      continue;
    }
    const takesValue = "beIqkov".includes(letter) || (letter === "l" && isSet);
    if (takesValue && values.length === 0) return undefined;
    steps.push({ isSet, letter, value: takesValue ? values.shift() : undefined });
  }
  return values.length > 0 || steps.length === 0 ? undefined : steps;
}
